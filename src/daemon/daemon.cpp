#include "daemon/daemon.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "daemon/health_server.hpp"
#include "fetch/certificates.hpp"
#include "ledger/nights.hpp"
#include "model/verdict.hpp"
#include "night/unbegun.hpp"
#include "process/poll_loop.hpp"
#include "session/process_lock.hpp"

namespace tilsig::daemon {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// Of the ten seconds that a service manager gives; the night needs five for what its workers have in hand.
constexpr auto grace_of_night = 8s;
constexpr auto between_listening = 1min;
constexpr int nights_looked_back = 20;
constexpr int all_runs = 1'000'000;

std::vector<std::string> feeds_of(const catalog::Catalog& catalog) {
    std::vector<std::string> feeds;
    for (const auto& [feed, contract] : catalog.contracts) feeds.push_back(feed);
    return feeds;
}

std::vector<std::string> all_verdicts() {
    using model::Verdict;
    std::vector<std::string> words;
    for (const auto verdict : {Verdict::good, Verdict::rejects, Verdict::held, Verdict::late, Verdict::failed,
                               Verdict::refused, Verdict::interrupted, Verdict::not_begun})
        words.emplace_back(model::to_string(verdict));
    return words;
}

std::unique_ptr<HealthServer> serve(const Configuration& configuration, const Published<Health>& health,
                                    const Metrics& metrics, const Clock& clock) {
    const auto& settings = configuration.settings().daemon;
    if (!settings.health) return nullptr;
    HealthServerOptions options;
    options.address = *settings.health;
    options.remote = settings.health_remote;
    options.threads = settings.health_threads;
    options.front.waiting = static_cast<std::size_t>(settings.health_connections);
    options.front.header_time = settings.health_header_time;
    HealthLimits limits;
    limits.turn = settings.stalled_after;
    auto pages = health_pages(health, clock, limits);
    pages.merge(metrics_pages(metrics, clock));
    return std::make_unique<HealthServer>(options, std::move(pages));
}

/// A daemon that went over to another database or data folder would leave its lease and its running night behind.
void require_same_places(const session::Context& before, const session::Context& after) {
    if (before.dsn.connection_string == after.dsn.connection_string && before.places.landing == after.places.landing &&
        before.places.cache == after.places.cache)
        return;
    throw Error(ErrorKind::configuration, "the warehouse or the folders of the installation are others than before")
        .remedy("restart the daemon to go over to them");
}

/// Two daemons of an installation often write into one log.
LogField this_process() { return {"process", static_cast<std::int64_t>(::getpid())}; }

std::optional<Instant> written_at(const std::filesystem::path& file) {
    struct stat seen {};
    if (::stat(file.c_str(), &seen) != 0) return std::nullopt;  // made with the first load
    return Instant{std::chrono::seconds{seen.st_mtim.tv_sec}};
}

}  // namespace

Daemon::Daemon(Clock& clock, DaemonOptions options)
    : m_clock(clock),
      m_options(std::move(options)),
      m_configuration(m_options.read()),
      m_warehouse(std::make_unique<Warehouse>(m_configuration->context())),
      m_notify(clock),
      m_metrics(context().program_version, feeds_of(context().catalog), all_verdicts()),
      m_lead(clock, m_configuration->settings().daemon.lease, own_name()),
      m_outlook(clock),
      m_night(clock),
      m_outgoing(clock),
      m_post(clock) {}

Daemon::~Daemon() = default;

void Daemon::run() {
    context().log.info("the daemon begins", {this_process()});
    turn();
    m_notify.ready(status());
    while (!stopping() || m_night.runs() || m_post.runs()) {
        wait();
        turn();
    }
    let_go();
    context().log.info("the daemon has ended", {this_process()});
}

void Daemon::turn() {
    try {
        take_signals();
        look_at_clock();
        look_at_night();
        look_at_post();
        if (!stopping()) work();
    } catch (const std::bad_alloc&) {
        context().log.error("out of memory; the daemon goes on");
    }
    publish();
    m_notify.turned();
}

void Daemon::take_signals() {
    const auto received = m_signals.take();
    if (received.stop != 0 && !stopping()) {
        m_stop_signal = received.stop;
        m_notify.stopping("ends; a running night closes its books");
        context().log.info("the daemon was asked to end", {{"signal", received.stop}});
        m_night.ask_to_end(grace_of_night);
        m_post.ask_to_end(grace_of_night);
    }
    if (received.reload && !stopping()) reload();
}

void Daemon::reload() {
    m_notify.reloading();
    try {
        auto fresh = m_options.read();
        require_same_places(context(), fresh->context());
        if (fresh->settings().daemon.health != m_configuration->settings().daemon.health)
            context().log.warn("the health address is another one now; it is taken at the next start");
        m_warehouse.reset();  // it refers to what goes now
        m_configuration = std::move(fresh);
        m_warehouse = std::make_unique<Warehouse>(context());
        m_lead.set_ttl(m_configuration->settings().daemon.lease);
        m_metrics.declare_feeds(feeds_of(context().catalog));
        m_certificates_read.reset();
        m_outlook.forget();
        m_outgoing.forget();
        context().log.info("the configuration was read anew");
    } catch (const Error& error) {
        context().log.error(
            "the configuration stays as it was: the new one cannot be taken; nights read the files themselves and fail "
            "until that is repaired",
            error);
    }
    m_notify.ready(status());
}

void Daemon::look_at_clock() {
    const auto boot = m_options.boot();
    if (const auto step = m_clock_watch.look(m_clock.now(), boot)) {
        if (ClockWatch::is_far_ahead(*step))
            context().log.error(
                "the clock was set far ahead: no night is begun for 10 minutes; set it back if it is "
                "wrong",
                {{"seconds", step->count()}});
        else
            context().log.warn(
                m_clock_watch.holds(boot) ? "the clock was set once more; no night is begun yet" : "the clock was set",
                {{"seconds", step->count()}});
        m_outlook.forget();
        m_outgoing.forget();
    }
    m_held_back = m_clock_watch.holds(boot);
}

void Daemon::look_at_night() {
    const auto ended = m_night.end();
    if (!ended) return;
    const int code = ended->exit_code();
    if (code == static_cast<int>(model::ExitCode::configuration))
        note_unreadable();
    else
        m_unreadable_noted = false;
    if (code >= 0 && code <= static_cast<int>(model::ExitCode::overdue))
        context().log.info("a night has ended", {{"exit_code", code}});
    else
        context().log.error("a night has ended", {{"how", ours(ended->text())}});
    m_night_ended = true;
    m_outlook.forget();
}

void Daemon::work() {
    auto* session = m_warehouse->reach();
    if (session == nullptr) return note_outage();
    m_outage_noted = false;
    try {
        lead(*session);
        if (!m_lead.sure()) return;
        if (!m_night.runs()) look_ahead(*session);
        look_at_outbox(*session);
    } catch (const Error& error) {
        if (error.error_code() == "fenced") return;  // the next renewal says so too
        m_warehouse->failed(error);
        look_for_frozen();
    }
}

/// Where one lock keeps everybody out of the database, a process that was frozen while it held it keeps the lease from
/// being taken over too. Nothing of it is lost: it is ended as a kill would end it.
void Daemon::look_for_frozen() {
    if (!m_kept_out_since) m_kept_out_since = m_clock.steady();
    if (m_clock.steady() - *m_kept_out_since < m_configuration->settings().daemon.lease) return;
    if (const auto ended = session::end_frozen_holder(context().places.cache))
        context().log.error("a frozen process kept the database locked and was ended",
                            {{"process", static_cast<std::int64_t>(ended->process)}});
}

void Daemon::lead(session::Session& session) {
    const auto before = m_lead.next();
    const auto change = m_lead.turn(session);
    if (m_lead.next() != before) {
        m_warehouse->answered();
        m_kept_out_since.reset();
    }
    if (change == Lead::Change::taken) {
        context().log.info("this daemon starts the nights", {{"fence", m_lead.fence().number}, this_process()});
        m_outlook.forget();
        m_outgoing.forget();
    }
    if (change == Lead::Change::lost) {
        context().log.error("another daemon has taken over; this one stands by", {this_process()});
        m_night.kill();  // nothing it does is saved any more, and the other one needs the lock
    }
    const bool stands_by = m_lead.state() == Lease::standing_by;
    if (stands_by && !m_stands_by && change != Lead::Change::lost)
        context().log.info("another daemon of this installation starts the nights; this one stands by",
                           {this_process()});
    m_stands_by = stands_by;
    m_metrics.lease(m_lead.state() == Lease::held, static_cast<std::uint64_t>(m_lead.fence().number));
}

void Daemon::look_ahead(session::Session& session) {
    if (m_outlook.refresh(session, m_lead.fence())) {
        tell_of_night(session);
        if (m_night_ended) m_outlook.came_to_something() ? m_night.came_to_something() : m_night.came_to_nothing();
        m_night_ended = false;
    }
    if (m_outlook.wants_night() && m_night.may_start() && !m_held_back) start_night();
}

/// Nights that have closed since the last look, into the metrics.
void Daemon::tell_of_night(session::Session& session) {
    auto nights = ledger::Nights(session.connection(), m_clock).newest(nights_looked_back);
    std::erase_if(nights, [](const auto& night) { return night.closed_at.empty(); });
    if (m_told_night < 0) {
        m_told_night = nights.empty() ? 0 : nights.front().id;
        if (!nights.empty()) m_metrics.last_night(parse_instant(nights.front().closed_at));
        return;
    }
    std::erase_if(nights, [this](const auto& night) { return night.id <= m_told_night; });
    if (nights.empty()) return;
    const auto units = session.ledger().unit_names();
    for (auto night = nights.rbegin(); night != nights.rend(); ++night) {
        m_metrics.night_ended(night->verdict, parse_instant(night->closed_at));
        for (const auto& run : session.ledger().runs(std::nullopt, night->id, all_runs)) {
            const auto unit = units.find(run.unit_id);
            if (unit == units.end() || !run.outcome) continue;
            const auto& records = run.records;
            m_metrics.unit_ended(
                unit->second.feed, *run.outcome,
                {records.accepted, records.duplicate, records.rejected, records.filtered, records.held});
        }
        m_told_night = night->id;
    }
}

void Daemon::start_night() {
    auto words = m_options.night;
    words.emplace_back("--fence");
    words.push_back(std::to_string(m_lead.fence().number));
    m_outlook.remember_start();
    try {
        m_night.start(std::move(words));
        if (m_outlook.due() == 0)
            context().log.info("a night that was left open is taken up");
        else
            context().log.info("a night begins", {{"due", m_outlook.due()}});
    } catch (const Error& error) {
        context().log.error("a night cannot be started", error);
    }
}

void Daemon::look_at_post() {
    const auto ended = m_post.end();
    if (!ended) return;
    const int code = ended->exit_code();
    // Where it could not send what was due, because of the mail server or of another process, it is not asked at once.
    if (code == 0) {
        m_post.came_to_something();
    } else {
        m_post.came_to_nothing();
        context().log.warn("letters could not be sent; see `tilsig alert list`", {{"how", ours(ended->text())}});
    }
    m_outgoing.forget();
}

/// Letters are sent beside nights; whoever sends has a lease of its own.
void Daemon::look_at_outbox(session::Session& session) {
    const auto& mail = m_configuration->settings().mail;
    if (!mail || m_options.post.empty()) return;
    if (m_outgoing.refresh(session, *mail)) m_metrics.letters(m_outgoing.letters());
    if (m_post.runs() || m_held_back || !m_post.may_start() || !m_outgoing.due()) return;
    m_outgoing.started();
    try {
        m_post.start(m_options.post);
    } catch (const Error& error) {
        context().log.error("the process that sends letters cannot be started", error);
    }
}

/// A night that was due and could not begin because the warehouse is away is told once.
void Daemon::note_outage() {
    if (m_outage_noted || m_night.runs() || m_lead.state() != Lease::held) return;
    if (!m_outlook.moment_has_come() && !m_outlook.wants_night()) return;
    const night::UnbegunNights unbegun(context().places.landing);
    unbegun.note({m_clock.now(), ledger::NightCause::schedule, m_warehouse->why()}, context().log);
    m_outage_noted = true;
}

/// A night reads the declarations itself, and where they have mistakes it cannot know where to note that. Told once.
void Daemon::note_unreadable() {
    if (m_unreadable_noted) return;
    const night::UnbegunNights unbegun(context().places.landing);
    unbegun.note(
        {m_clock.now(), ledger::NightCause::schedule, "the configuration has mistakes; `tilsig check` names them"},
        context().log);
    m_unreadable_noted = true;
}

/// Nights matter more than pages: where the address is taken, by another daemon that this one stands by for, it is
/// tried again and again.
void Daemon::serve_pages() {
    const auto now = m_clock.steady();
    if (m_server || now < m_listen_again) return;
    m_listen_again = now + between_listening;
    try {
        m_server = serve(*m_configuration, m_health, m_metrics, m_clock);
        if (m_told_unheard) context().log.info("the health pages are served now");
    } catch (const Error& error) {
        if (!m_told_unheard) context().log.error("the health pages are not served; it is tried every minute", error);
        m_told_unheard = true;
    }
}

void Daemon::publish() {
    const auto now = m_clock.steady();
    serve_pages();
    m_metrics.backlog(m_outlook.backlog(m_night.runs()));
    if (!m_certificates_read || now - *m_certificates_read > 24h) {
        m_metrics.certificates(
            fetch::read_certificates(context().catalog.sources, m_configuration->settings().sources));
        m_metrics.landing_key(written_at(context().places.key_file));
        m_certificates_read = now;
    }
    Health health;
    health.turned = now;
    health.warehouse_reached = m_warehouse->reached();
    health.lease = m_lead.state() == Lease::held && !m_lead.sure() ? Lease::none : m_lead.state();
    health.fence = static_cast<std::uint64_t>(m_lead.fence().number);
    health.stopping = stopping();
    m_health.publish(health);
    m_notify.status(status());
}

std::string Daemon::status() const {
    if (stopping()) return "ends; a running night closes its books";
    if (m_night.runs()) return "a night is running";
    if (!m_warehouse->why().empty())
        return m_warehouse->trouble() + "; it is tried again and again: " + m_warehouse->why();
    if (m_held_back) return "the clock was set far ahead: no night is begun for 10 minutes";
    if (m_lead.state() == Lease::standing_by) return "stands by for another daemon of this installation";
    const auto next = m_outlook.next();
    return next ? "at rest; next: " + to_text(*next) : "at rest; no feed is scheduled";
}

void Daemon::wait() {
    auto longest = std::max(1ms, m_clock.longest_wait());
    const auto no_later = [&](std::chrono::nanoseconds left) {
        longest = std::clamp(std::chrono::ceil<milliseconds>(left), 1ms, longest);
    };
    const auto now = m_clock.steady();
    if (const auto watchdog = m_notify.longest_wait()) no_later(*watchdog);
    if (m_warehouse->why().empty()) no_later(m_lead.next() - now);
    for (const auto* child : {&m_night, &m_post})
        if (const auto kill = child->kill_at()) no_later(*kill - now);
    if (const auto next = m_outgoing.next(); next && !m_outgoing.due()) no_later(*next - m_clock.now());
    if (const auto next = m_outlook.next(); next && !m_outlook.wants_night()) no_later(*next - m_clock.now());
    process::PollLoop loop;
    loop.watch(m_signals.descriptor(), [] {});
    for (const auto* child : {&m_night, &m_post})
        if (child->runs()) loop.watch(child->end_fd(), [] {});
    static_cast<void>(loop.turn(std::chrono::steady_clock::now() + longest));
}

void Daemon::let_go() {
    try {
        if (auto* session = m_warehouse->current()) m_lead.release(*session);
    } catch (const Error& error) {
        context().log.error("the lease could not be given back; it runs out by itself", error);
    }
}

}  // namespace tilsig::daemon
