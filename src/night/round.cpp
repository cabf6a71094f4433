#include "night/round.hpp"

#include <algorithm>

#include "night/insist.hpp"
#include "process/poll_loop.hpp"

namespace tilsig::night {

namespace {

using namespace std::chrono_literals;
using answers::UnitAnswer;

/// A worker that died may do better in the next round, or in the next night.
constexpr std::chrono::seconds pause_after_death{60};

}  // namespace

Round::Round(session::Session& session, const NightOptions& options, std::int64_t night_id,
             std::chrono::steady_clock::time_point deadline, Ended ended)
    : m_session(session), m_options(options), m_night_id(night_id), m_deadline(deadline), m_ended(std::move(ended)) {}

Round::~Round() = default;

RoundEnd Round::run(const std::vector<model::UnitName>& units) {
    for (const auto& unit : units) {
        auto& queue = m_queues[unit.feed];
        if (queue.empty()) m_feeds.push_back(unit.feed);
        queue.push_back(unit);
        ++m_open[unit.feed];
    }
    for (auto& [feed, queue] : m_queues) std::reverse(queue.begin(), queue.end());
    auto& clock = m_session.context().clock;
    for (;;) {
        while (!m_stopped && hand_out_one()) {
        }
        if (busy() == 0) break;
        if (clock.steady() >= m_deadline) {
            stop_running(model::Outcome::late,
                         "the night's deadline passed while it ran; it was stopped and will run next night");
            return RoundEnd::deadline_passed;
        }
        if (m_stopped) {
            let_end();
            return RoundEnd::stopped;
        }
        wait_for_answers(m_deadline);
    }
    if (m_stopped) return RoundEnd::stopped;
    return left().empty() ? RoundEnd::done : RoundEnd::deadline_passed;
}

std::vector<model::UnitName> Round::left() const {
    std::vector<model::UnitName> units;
    for (const auto& feed : m_feeds) {
        const auto& queue = m_queues.at(feed);
        units.insert(units.end(), queue.rbegin(), queue.rend());
    }
    return units;
}

bool Round::is_ready(const std::string& feed) const {
    const auto& catalog = m_session.context().catalog;
    const auto schedule = catalog.schedules.find(feed);
    if (schedule == catalog.schedules.end()) return true;
    return std::none_of(schedule->second.after.begin(), schedule->second.after.end(), [&](const auto& before) {
        const auto open = m_open.find(before);
        return open != m_open.end() && open->second > 0;
    });
}

const std::string& Round::source_of(const std::string& feed) const {
    return m_session.context().catalog.contract(feed).source;
}

std::size_t Round::busy() const {
    return static_cast<std::size_t>(std::count_if(m_workers.begin(), m_workers.end(),
                                                  [](const auto& worker) { return worker->busy_with().has_value(); }));
}

std::string Round::remark_of(const model::UnitName& unit) const {
    if (m_remarks == nullptr) return "";
    const auto found = m_remarks->find(unit);
    return found == m_remarks->end() ? "" : found->second;
}

bool Round::hand_out_one() {
    if (m_session.context().clock.steady() >= m_deadline) return false;
    const auto workers = static_cast<std::size_t>(std::max(1, m_options.workers));
    if (busy() >= workers) return false;
    for (const auto& feed : m_feeds) {
        auto& queue = m_queues.at(feed);
        if (queue.empty() || !is_ready(feed)) continue;
        const auto& source = m_session.context().catalog.sources.at(source_of(feed));
        auto& running = m_running_of[source.name];
        if (source.limits.units_at_once > 0 && running >= source.limits.units_at_once) continue;
        if (m_postponed && m_postponed(queue.back())) {
            queue.pop_back();
            --m_open[feed];
            return true;
        }
        auto idle = std::find_if(m_workers.begin(), m_workers.end(), [](const auto& w) { return !w->busy_with(); });
        if (idle == m_workers.end()) {
            m_workers.push_back(std::make_unique<WorkerProcess>(m_options.worker_command));
            idle = m_workers.end() - 1;
        }
        ++running;
        (*idle)->send({queue.back(), m_night_id, remark_of(queue.back())});
        queue.pop_back();
        return true;
    }
    return false;
}

void Round::wait_for_answers(std::chrono::steady_clock::time_point until) {
    process::PollLoop loop;
    for (const auto& worker : m_workers) {
        if (worker->busy_with()) loop.watch(worker->fd(), [this, &worker = *worker] { listen(worker); });
    }
    if (m_options.stop_fd >= 0 && !m_stopped) loop.watch(m_options.stop_fd, [this] { m_stopped = true; });
    static_cast<void>(loop.turn(std::chrono::steady_clock::now() + (until - m_session.context().clock.steady())));
    std::erase_if(m_workers, [](const auto& worker) { return worker->lost(); });
}

void Round::listen(WorkerProcess& worker) {
    if (const auto answer = worker.receive())
        took(*answer);
    else if (worker.lost())
        worker_lost(worker);
}

void Round::took(const UnitAnswer& answer) {
    --m_open[answer.unit.feed];
    --m_running_of[source_of(answer.unit.feed)];
    // What failed before it came to a run of its own is in the ledger all the same.
    if (answer.outcome == model::Outcome::failed && answer.run_id == 0)
        settle(answer.unit, model::Outcome::failed, answer.message);
    m_ended(answer);
}

void Round::worker_lost(WorkerProcess& worker) {
    UnitAnswer answer;
    answer.unit = *worker.busy_with();
    answer.run_id = -1;
    answer.message = "the worker that ran this unit " + worker.conclude();
    answer.retryable = true;
    settle(answer.unit, model::Outcome::failed, answer.message);
    took(answer);
}

void Round::stop_running(model::Outcome outcome, const std::string& reason) {
    for (const auto& worker : m_workers) {
        if (!worker->busy_with()) continue;
        const auto unit = *worker->busy_with();
        worker->kill();
        settle(unit, outcome, reason);
        UnitAnswer answer;
        answer.unit = unit;
        answer.outcome = outcome;
        answer.code = outcome == model::Outcome::late ? model::ExitCode::overdue : model::ExitCode::technical_failure;
        answer.message = reason;
        answer.run_id = -1;
        took(answer);
    }
    m_workers.clear();
}

void Round::let_end() {
    auto& clock = m_session.context().clock;
    const auto until = std::min(m_deadline, clock.steady() + m_options.grace);
    while (busy() > 0 && clock.steady() < until) wait_for_answers(until);
    stop_running(model::Outcome::failed, "tilsig was stopped while it ran; it is tried again at the next start");
}

/// The run that nobody answered for: its marker tells whether the rows are there. A unit that never came to a run gets
/// one.
void Round::settle(const model::UnitName& unit, model::Outcome outcome, const std::string& reason) {
    insist(m_session, m_deadline, m_options.stop_fd, [&] {
        const std::int64_t unit_id = m_session.unit_number(unit);
        const auto ended = [&] {
            const auto runs = m_session.ledger().runs(unit_id, m_night_id, 1);
            return !runs.empty() && runs.front().outcome ? std::optional(runs.front()) : std::nullopt;
        };
        const auto before = ended();
        try {
            m_session.write([&] { settle_in(unit_id, outcome, reason); });
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::state) throw;
            // The server finished the worker's transaction after the worker was gone: the run says what came of it.
            if (m_session.lost()) m_session.reconnect();
            const auto now = ended();
            if (!now || (before && before->id == now->id)) throw;
        }
    });
}

void Round::settle_in(std::int64_t unit_id, model::Outcome outcome, const std::string& reason) {
    auto& ledger = m_session.ledger();
    const auto now = m_session.context().clock.now();
    // A load that the server is still committing for a worker that is gone ends before this looks for its marker.
    ledger.lock_loads();
    const auto runs = ledger.runs(unit_id, m_night_id, 1);
    const bool open = !runs.empty() && !runs.front().outcome;
    ledger::Run run;
    if (open) run = runs.front();
    run.ended_at = to_text(now);
    run.outcome = outcome;
    run.reason = reason;
    if (const auto marker = open ? ledger.marker(run.id) : std::nullopt) {
        run.outcome = model::Outcome::loaded;
        run.load_seq = marker;
        run.reason = "interrupted after its rows were saved";
    } else if (outcome == model::Outcome::failed) {
        run.error_kind = ErrorKind::internal;
        run.error_code = "interrupted";
        run.retry_at = to_text(now + pause_after_death);
    }
    if (!open) {
        run.unit_id = unit_id;
        run.night_id = m_night_id;
        run.cause = model::RunCause::night;
        run.program_version = m_session.context().program_version;
        run.started_at = to_text(now);
        run.id = ledger.begin_run(run);
    }
    ledger.finish_run(run, {});
}

}  // namespace tilsig::night
