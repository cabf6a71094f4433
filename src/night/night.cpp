#include "night/night.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <set>

#include "calendar/local_day.hpp"
#include "night/due.hpp"
#include "night/worker.hpp"
#include "process/poll_loop.hpp"
#include "run/deliver.hpp"

namespace tilsig::night {

namespace {

model::ExitCode worst(model::ExitCode a, model::ExitCode b) {
    const auto rank = [](model::ExitCode code) {
        switch (code) {
            case model::ExitCode::refused: return 5;
            case model::ExitCode::technical_failure: return 4;
            case model::ExitCode::overdue: return 3;
            case model::ExitCode::held: return 2;
            case model::ExitCode::loaded_with_rejects: return 1;
            default: return 0;
        }
    };
    return rank(a) >= rank(b) ? a : b;
}

const char* verdict_word(model::ExitCode code) {
    switch (code) {
        case model::ExitCode::good: return "good";
        case model::ExitCode::loaded_with_rejects: return "rejects";
        case model::ExitCode::held: return "held";
        case model::ExitCode::overdue: return "late";
        default: return "failed";
    }
}

/// One night in progress.
class NightRun {
public:
    NightRun(session::Session& session, const NightOptions& options, const NightProgress& progress)
        : m_session(session), m_options(options), m_progress(progress), m_clock(session.context().clock) {}

    NightReport execute() {
        const Instant start = m_clock.now();
        m_deadline = m_clock.steady() + m_options.deadline;
        // First: a feed that is not known must leave no open night behind.
        auto due = due_units(m_session.context().catalog, m_session.context().senders, calendar::local_day(start),
                             m_options.only);
        m_report.night = m_session.ledger().begin_night(to_text(start + m_options.deadline));
        plan(std::move(due));
        run_all();
        close();
        m_report.owed_receipts = m_session.context().followers.catch_up(m_session);
        run_shadows();
        return std::move(m_report);
    }

private:
    /// Feeds in shadow run last, in what is left of the night's time: they delay nothing that BI reads, and their
    /// outcome is no part of the verdict.
    void run_shadows() {
        if (m_shadows.empty()) return;
        m_shadow = true;
        std::swap(m_queue, m_shadows);
        try {
            run_all();
        } catch (const Error& error) {
            m_session.context().log.error("the shadow units were not run to their end", error);
        }
        m_report.shadow_verdict = verdict_word(worst_of(true));
    }

    [[nodiscard]] model::ExitCode worst_of(bool shadow) const {
        auto code = model::ExitCode::good;
        for (const auto& unit : m_report.units) {
            if (unit.unit.shadow == shadow) code = worst(code, static_cast<model::ExitCode>(unit.exit_code));
        }
        return code;
    }

    void run_all() {
        run_round();
        if (requeue_retryable()) run_round();
        for (const auto& unit : m_queue)
            record_without_run(unit.unit, model::Outcome::late, "the night's deadline passed before its turn");
        m_queue.clear();
    }

    void plan(std::vector<DueUnit> due) {
        const auto finished = m_session.ledger().finished_units(m_report.night.id);
        const std::set<std::int64_t> done(finished.begin(), finished.end());
        m_report.finished_before = done.size();
        std::vector<model::UnitName> refused;
        for (auto& unit : due) {
            if (!done.empty() && done.contains(m_session.unit_number(unit.unit))) continue;
            if (!m_session.loadable(unit.unit)) {
                refused.push_back(unit.unit);
                continue;
            }
            (unit.unit.shadow ? m_shadows : m_queue).push_back(unit);
        }
        m_due = due.size();
        m_done = due.size() - m_queue.size() - m_shadows.size() - refused.size();
        // Only this process knows why their tables are not as declared; nothing is fetched for them.
        for (const auto& unit : refused) take(process_unit(m_session, unit, m_report.night.id));
    }

    /// Hands out units rank by rank; a rank begins when every unit of the ranks below has ended.
    void run_round() {
        std::vector<std::unique_ptr<WorkerProcess>> workers;
        while (!m_queue.empty() || busy(workers) > 0) {
            if (m_clock.steady() >= m_deadline) {
                cut_off(workers);
                return;
            }
            hand_out(workers);
            wait_for_answers(workers);
        }
    }

    static std::size_t busy(const std::vector<std::unique_ptr<WorkerProcess>>& workers) {
        return static_cast<std::size_t>(
            std::count_if(workers.begin(), workers.end(), [](const auto& w) { return w->busy_with().has_value(); }));
    }

    void hand_out(std::vector<std::unique_ptr<WorkerProcess>>& workers) {
        while (!m_queue.empty()) {
            const auto& next = m_queue.front();
            if (busy(workers) > 0 && next.rank != m_rank) return;
            auto idle = std::find_if(workers.begin(), workers.end(), [](const auto& w) { return !w->busy_with(); });
            if (idle == workers.end()) {
                if (workers.size() >= static_cast<std::size_t>(std::max(1, m_options.workers))) return;
                workers.push_back(std::make_unique<WorkerProcess>(m_options.worker_command));
                idle = workers.end() - 1;
            }
            m_rank = next.rank;
            (*idle)->send(next.unit, m_report.night.id);
            m_queue.pop_front();
        }
    }

    void wait_for_answers(std::vector<std::unique_ptr<WorkerProcess>>& workers) {
        process::PollLoop loop;
        for (const auto& worker : workers) {
            if (worker->busy_with()) loop.watch(worker->fd(), [this, &worker = *worker] { listen(worker); });
        }
        static_cast<void>(loop.turn(std::chrono::steady_clock::now() + (m_deadline - m_clock.steady())));
        std::erase_if(workers, [](const auto& worker) { return worker->lost(); });
    }

    void listen(WorkerProcess& worker) {
        const auto unit = *worker.busy_with();
        if (const auto result = worker.receive())
            take(*result);
        else if (worker.lost())
            lost(worker, unit);
    }

    void take(const UnitResult& result) {
        ++m_done;
        m_report.units.push_back(result);
        if (m_progress) m_progress(result, m_done, m_due);
    }

    /// The worker was lost in the middle of a unit. Its transaction is gone; only this unit is affected.
    void lost(WorkerProcess& worker, const model::UnitName& unit) {
        const std::string how = worker.conclude();
        UnitResult result;
        result.unit = unit;
        result.cause = "worker " + how;
        result.message = "the worker that ran this unit " + how + "; nothing of the unit was loaded";
        result.retryable = true;
        settle_open_run(unit, model::Outcome::failed, result.message);
        take(result);
    }

    void cut_off(std::vector<std::unique_ptr<WorkerProcess>>& workers) {
        for (const auto& worker : workers) {
            if (!worker->busy_with()) continue;
            const auto unit = *worker->busy_with();
            worker->kill();
            UnitResult result;
            result.unit = unit;
            result.outcome = model::Outcome::late;
            result.exit_code = static_cast<int>(model::ExitCode::overdue);
            result.cause = "deadline";
            result.message = "the night's deadline passed while it ran; it was stopped and will run next night";
            settle_open_run(unit, model::Outcome::late, result.message);
            take(result);
        }
    }

    /// The run a dead worker left open: its marker tells whether the rows are there. A unit that never came to a run
    /// gets one.
    void settle_open_run(const model::UnitName& unit, model::Outcome outcome, const std::string& reason) {
        auto& ledger = m_session.ledger();
        const std::int64_t unit_id = m_session.unit_number(unit);
        const auto runs = ledger.runs(unit_id, m_report.night.id, 1);
        if (runs.empty() || runs.front().outcome) {
            record_run(unit_id, outcome, reason);
            return;
        }
        odbc::Transaction transaction(m_session.connection(), odbc::Transaction::Mode::write);
        auto run = runs.front();
        run.ended_at = to_text(m_clock.now());
        run.load_seq = ledger.marker(run.id);
        run.outcome = run.load_seq ? model::Outcome::loaded : outcome;
        run.reason = reason;
        ledger.finish_run(run, {});
        odbc::commit(transaction);
    }

    void record_run(std::int64_t unit_id, model::Outcome outcome, const std::string& reason) {
        ledger::Run run;
        run.unit_id = unit_id;
        run.night_id = m_report.night.id;
        run.cause = "night";
        run.program_version = m_session.context().program_version;
        run.started_at = run.ended_at = to_text(m_clock.now());
        run.outcome = outcome;
        run.reason = reason;
        odbc::Transaction transaction(m_session.connection(), odbc::Transaction::Mode::write);
        run.id = m_session.ledger().begin_run(run);
        m_session.ledger().finish_run(run, {});
        odbc::commit(transaction);
    }

    void record_without_run(const model::UnitName& unit, model::Outcome outcome, const std::string& reason) {
        record_run(m_session.unit_number(unit), outcome, reason);
        UnitResult result;
        result.unit = unit;
        result.outcome = outcome;
        result.exit_code = static_cast<int>(model::ExitCode::overdue);
        result.cause = "deadline";
        result.message = reason;
        take(result);
    }

    /// Failures that may pass get a second chance when everybody else had a first one. True when there is anything to
    /// do.
    bool requeue_retryable() {
        if (m_clock.steady() >= m_deadline) return false;
        auto due = due_units(m_session.context().catalog, m_session.context().senders,
                             calendar::local_day(m_clock.now()), m_options.only);
        const auto failed = [this](const UnitResult& result) {
            return result.unit.shadow == m_shadow && result.outcome == model::Outcome::failed && result.retryable &&
                   m_session.loadable(result.unit);
        };
        for (const auto& unit : due) {
            const auto& units = m_report.units;
            if (std::any_of(units.begin(), units.end(),
                            [&](const auto& r) { return failed(r) && r.unit == unit.unit; }))
                m_queue.push_back(unit);
        }
        if (m_queue.empty()) return false;
        m_done -= m_queue.size();
        std::erase_if(m_report.units, failed);
        return true;
    }

    void close() {
        m_report.exit_code = worst_of(false);
        m_report.night.verdict = verdict_word(m_report.exit_code);
        m_session.ledger().close_night(m_report.night);
    }

    session::Session& m_session;
    const NightOptions& m_options;
    const NightProgress& m_progress;
    Clock& m_clock;
    std::chrono::steady_clock::time_point m_deadline;
    std::deque<DueUnit> m_queue, m_shadows;
    bool m_shadow = false;  ///< the night is closed and the shadow units have their turn
    NightReport m_report;
    int m_rank = 0;
    std::size_t m_due = 0, m_done = 0;
};

}  // namespace

NightReport run_night(session::Session& session, const NightOptions& options, const NightProgress& progress) {
    return NightRun(session, options, progress).execute();
}

}  // namespace tilsig::night
