// Weeks of nights in a minute: the real daemon on a clock that the test moves, across a change of the clock, with
// downtime, kills, frozen processes and failing calls. Each instant ran once or is on record as skipped, and the
// warehouse holds what it would hold without all that.
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <thread>

#include "base/error.hpp"
#include "calendar/recurrence.hpp"
#include "scenarios/installation.hpp"
#include "support/child_process.hpp"
#include "support/shared_clock.hpp"

namespace tilsig::test {
namespace {

using namespace std::chrono_literals;

/// Rosters at an hour that one change of the clock repeats and the other leaves out; movements build on them.
constexpr const char* schedules =
    "source: desk\n"
    "feeds:\n"
    "  desk.roster: {cron: \"30 2 * * *\", deadline: 3h, period: all, senders: source}\n"
    "  desk.movement: {cron: \"0 3 * * *\", deadline: 3h, period: all, senders: source, after: [desk.roster], "
    "catch_up: "
    "one}\n";

/// What happens to a night.
enum class Trouble { none, down, daemon_killed, all_killed, frozen, failing_calls, server_killed };

const char* name_of(Trouble trouble) {
    switch (trouble) {
        case Trouble::none: return "none";
        case Trouble::down: return "down";
        case Trouble::daemon_killed: return "daemon killed";
        case Trouble::all_killed: return "daemon, night and workers killed";
        case Trouble::frozen: return "frozen, another takes over, woken";
        case Trouble::failing_calls: return "every twentieth call fails";
        case Trouble::server_killed: return "database killed";
    }
    return "";
}

class World {
public:
    World(TestEngine engine, Instant start, const std::string& schedule = schedules)
        : m_engine(engine),
          m_here(engine, std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content")),
          m_clock(m_here.folder() / "clock") {
        (void)m_here.file("content/schedules/desk.yaml", schedule);
        (void)m_here.file("tilsig.yaml", read_file(m_here.folder() / "tilsig.yaml") +
                                             "daemon: {health: off, lease: 3s}\nnight: {workers: 1}\n");
        ::setenv(SharedClock::variable, (m_here.folder() / "clock").c_str(), 1);
        m_here.use_program("tilsig-clocked");
        m_clock.set_wall(start - m_clock.now());
    }
    ~World() { ::unsetenv(SharedClock::variable); }

    [[nodiscard]] Installation& here() { return m_here; }
    [[nodiscard]] SharedClock& clock() { return m_clock; }

    process::Child start_daemon(std::vector<std::string> wrapper = {}) {
        for (const auto& word :
             {(std::filesystem::path(TILSIG_BINARY_DIR) / "bin/tilsig-clocked").string(), std::string("daemon"),
              std::string("--config"), (m_here.folder() / "tilsig.yaml").string()})
            wrapper.push_back(word);
        ChildOptions options;
        options.output_path = m_here.folder() / "daemon.out";
        auto daemon = start_child(wrapper, options);
        wait_until_it_listens(daemon.id());
        return daemon;
    }

    /// The day's deliveries: a full list and some changes, made up from its number.
    static void deliver(const Installation& where, int day) {
        std::mt19937 random(static_cast<unsigned>(day));
        std::ostringstream roster, movement;
        roster << "kommunenr;sak;belop\n";
        movement << "kommunenr;sak;belop\n";
        for (int i = 0; i < 30; ++i) {
            if (random() % 5 == 0) continue;
            roster << (i % 2 == 0 ? "0301" : "1103") << ";R" << i << ';' << random() % 900 << '\n';
        }
        for (int i = 0; i < 5; ++i)
            movement << "0301;M" << i * 8 + static_cast<int>(random() % 8) << ';' << random() % 900 << '\n';
        char number[8];
        std::snprintf(number, sizeof number, "%03d", day);
        where.deliver("desk", std::string("roster-") + number + ".csv", roster.str());
        where.deliver("desk", std::string("movement-") + number + ".csv", movement.str());
    }

    /// Whether nothing is at work and nothing is due that has an instant before now.
    [[nodiscard]] bool settled() {
        try {
            if (m_here.query("SELECT count(*) FROM ops_night WHERE closed_at IS NULL") != "0\n") return false;
            if (m_here.query("SELECT count(*) FROM ops_slot WHERE state IN ('running', 'failed')") != "0\n")
                return false;
            // In autumn the two are an hour and a half apart.
            return m_here.query("SELECT count(DISTINCT unit_id) FROM ops_slot WHERE last_instant >= '" +
                                to_text(m_last_instant - 100min) + "'") == "2\n";
        } catch (const Error&) {
            return false;  // not set up yet, or the server is away
        }
    }
    /// Lets minutes pass until everything up to `instant` is on record; false when it never is.
    [[nodiscard]] bool settle(Instant instant) {
        m_last_instant = instant;
        for (int i = 0; i < 3000; ++i) {
            if (settled()) return true;
            // Time passes for back-offs and leases; slowly, so that the deadline is not eaten by a busy machine.
            if (i % 20 == 19) m_clock.pass(1min);
            std::this_thread::sleep_for(25ms);
        }
        return false;
    }

    [[nodiscard]] TestEngine engine() const noexcept { return m_engine; }

private:
    /// Until the program takes SIGTERM by its descriptor: before that it would just end. Under strace nobody can see.
    static void wait_until_it_listens(pid_t process) {
        constexpr unsigned long long term = 1ULL << (SIGTERM - 1);
        for (int i = 0; i < 80; ++i) {
            std::ifstream status("/proc/" + std::to_string(process) + "/status");
            for (std::string line; std::getline(status, line);)
                if (line.starts_with("SigBlk:") && (std::stoull(line.substr(7), nullptr, 16) & term) != 0) return;
            std::this_thread::sleep_for(25ms);
        }
    }

    TestEngine m_engine;
    Installation m_here;
    SharedClock m_clock;
    Instant m_last_instant{};
};

/// Processes of this program and installation, by /proc: daemons, nights, workers.
std::vector<pid_t> processes_of(const std::filesystem::path& folder) {
    std::vector<pid_t> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        std::ifstream file(entry.path() / "cmdline");
        std::string words;  // getline: a process that ends meanwhile is an end of file, not an exception
        std::getline(file, words, '\n');
        if (words.find("tilsig-clocked") != std::string::npos && words.find(folder.string()) != std::string::npos)
            found.push_back(std::stoi(name));
    }
    return found;
}

void signal_all(const std::vector<pid_t>& processes, int number) {
    for (const pid_t process : processes) ::kill(process, number);
}

struct Span {
    int nights;
    Instant start;
    unsigned seed;
};

/// Runs the span with its troubles, then compares.
void live_through(TestEngine engine, const Span& span) {
    SCOPED_TRACE("seed " + std::to_string(span.seed));
    std::mt19937 random(span.seed);
    World world(engine, span.start);
    auto& here = world.here();
    auto& clock = world.clock();
    const calendar::Recurrence rosters(calendar::Cron::parse("30 2 * * *"), calendar::Zone::named("Europe/Oslo"));
    const calendar::Recurrence movements(calendar::Cron::parse("0 3 * * *"), calendar::Zone::named("Europe/Oslo"));

    std::map<std::string, int> troubles;
    auto daemon = world.start_daemon();
    int day = 0;
    while (day < span.nights) {
        auto trouble = static_cast<Trouble>(random() % 7);
        if (trouble == Trouble::server_killed && engine != TestEngine::postgresql) trouble = Trouble::none;
        if (trouble == Trouble::failing_calls && engine != TestEngine::sqlite) trouble = Trouble::none;
        ++troubles[name_of(trouble)];
        SCOPED_TRACE("day " + std::to_string(day) + ": " + name_of(trouble));
        World::deliver(here, day++);
        auto last = movements.next(clock.now()).value();
        if (trouble == Trouble::down) {
            EXPECT_EQ(daemon.stop(40s).shell_code(), 0);
            for (int more = static_cast<int>(random() % 3); more > 0 && day < span.nights; --more) {
                World::deliver(here, day++);
                last = movements.next(last).value();
            }
            clock.pass_until(last + 5h);
            daemon = world.start_daemon();
        } else {
            if (trouble == Trouble::failing_calls) {
                EXPECT_EQ(daemon.stop(40s).shell_code(), 0);
                daemon =
                    world.start_daemon({"strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync,rename",
                                        "-e", "inject=fdatasync,fsync,rename:error=EIO:when=20+20"});
            }
            clock.pass_until(rosters.next(clock.now()).value() + 2s);
            std::this_thread::sleep_for(std::chrono::milliseconds(random() % 700));
            clock.pass_until(last + 2s);
            std::this_thread::sleep_for(std::chrono::milliseconds(random() % 700));
        }
        if (trouble == Trouble::daemon_killed) {
            daemon.kill();
            daemon = world.start_daemon();
        } else if (trouble == Trouble::all_killed) {
            signal_all(processes_of(here.folder()), SIGKILL);
            (void)daemon.wait();
            daemon = world.start_daemon();
        } else if (trouble == Trouble::frozen) {
            const auto frozen = processes_of(here.folder());
            signal_all(frozen, SIGSTOP);
            auto other = world.start_daemon();
            clock.pass(1min);
            ASSERT_TRUE(world.settle(last)) << read_file(here.folder() / "daemon.out");
            signal_all(frozen, SIGCONT);
            std::this_thread::sleep_for(300ms);
            EXPECT_EQ(daemon.stop(40s).shell_code(), 0);
            daemon = std::move(other);
        } else if (trouble == Trouble::server_killed) {
            TestPostgres::shared().stop_immediate();
            clock.pass(1min);
            std::this_thread::sleep_for(300ms);
            TestPostgres::shared().start();
        }
        ASSERT_TRUE(world.settle(last)) << read_file(here.folder() / "daemon.out") << here.tilsig("status").out;
        if (trouble == Trouble::failing_calls) {
            // What strace makes of the signal says nothing about the daemon below it.
            (void)daemon.stop(40s);
            signal_all(processes_of(here.folder()), SIGKILL);
            daemon = world.start_daemon();
        }
    }
    EXPECT_EQ(daemon.stop(40s).shell_code(), 0);
    for (const auto& [trouble, times] : troubles) std::cout << times << " x " << trouble << '\n';

    // Each instant once: a row of its own, or within a span that says why.
    for (const auto& [feed, recurrence] : {std::pair{"desk.roster", &rosters}, {"desk.movement", &movements}}) {
        const std::string of =
            " FROM ops_slot s JOIN ops_unit u ON u.id = s.unit_id WHERE u.feed = '" + std::string(feed) + "'";
        for (const auto instant : recurrence->between(span.start, clock.now(), 1000)) {
            const std::string text = to_text(instant);
            EXPECT_EQ(here.query("SELECT count(*)" + of + " AND s.instant <= '" + text + "' AND s.last_instant >= '" +
                                 text + "'"),
                      "1\n")
                << feed << ' ' << text;
        }
        EXPECT_EQ(here.query("SELECT count(*)" + of + " AND s.state <> 'done' AND s.reason = ''"), "0\n");
        std::cout << feed << ": "
                  << here.query("SELECT s.state, s.reason, sum(s.instants)" + of +
                                " GROUP BY s.state, s.reason ORDER BY 1, 2");
    }
    EXPECT_EQ(here.query("SELECT count(*) FROM ops_night WHERE closed_at IS NULL OR verdict = ''"), "0\n");
    EXPECT_EQ(here.query("SELECT count(*) FROM ops_run WHERE outcome IS NULL"), "0\n");

    if (::testing::Test::HasFailure() || std::getenv("TILSIG_TELL_NIGHTS") != nullptr)
        std::cout << here.query(
                         "SELECT id, started_at, closed_at, deadline_at, verdict, reason FROM ops_night ORDER BY id")
                  << here.query(
                         "SELECT s.night_id, u.feed, s.instant, s.state, s.tries, s.reason FROM ops_slot s JOIN "
                         "ops_unit u ON u.id = s.unit_id WHERE s.state <> 'done' OR s.tries > 1 ORDER BY s.id");
    // A quiet night takes what the last trouble may have left in the folder; then the twin that met no trouble.
    ASSERT_EQ(here.tilsig("night", {"--all", "--quiet"}).exit_code, 0);
    Installation calm(engine, std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content"));
    for (int each = 0; each < day; ++each) World::deliver(calm, each);
    ASSERT_EQ(calm.tilsig("night", {"--all", "--quiet"}).exit_code, 0);
    EXPECT_EQ(here.checksums(), calm.checksums());
}

/// 18 October 2026, 12:00 UTC: the clocks go back on the 25th.
constexpr Instant autumn{std::chrono::sys_days{std::chrono::year{2026} / 10 / 18} + 12h};
/// 14 March 2027: they go forward on the 28th.
constexpr Instant spring{std::chrono::sys_days{std::chrono::year{2027} / 3 / 14} + 12h};

TEST(SimulatedNights, FourteenOverTheAutumnChange) { live_through(TestEngine::sqlite, {14, autumn, 1}); }

TEST(SimulatedNights, AResumedNightRunsAgainWhatFallsDueAfterIt) {
    World world(TestEngine::sqlite, autumn,
                "source: desk\nfeeds:\n  desk.roster: {cron: \"*/30 * * * *\", deadline: 3h}\n");
    const auto runs = [&](const std::string& wanted) {
        for (int i = 0; i < 1200; ++i) {
            try {
                if (world.here().query("SELECT count(*) FROM ops_run WHERE night_id = 1 AND outcome IS NOT NULL") ==
                    wanted)
                    return true;
            } catch (const Error&) {
                // Not set up yet.
            }
            std::this_thread::sleep_for(25ms);
        }
        return false;
    };
    auto daemon = world.start_daemon();
    ASSERT_TRUE(runs("1\n"));
    // It waits for the next half hour, and is killed there.
    signal_all(processes_of(world.here().folder()), SIGKILL);
    (void)daemon.wait();
    daemon = world.start_daemon();
    world.clock().pass(31min);
    EXPECT_TRUE(runs("2\n")) << "the same night, the same unit, another instant";
    EXPECT_EQ(daemon.stop(40s).shell_code(), 0);
    EXPECT_EQ(world.here().query("SELECT count(*) FROM ops_slot WHERE state = 'done'"), "2\n");
}

class FullSimulatedNights : public OnEveryEngine {};
TEST_P(FullSimulatedNights, ThirtyOverEachChange) {
    live_through(GetParam(), {30, autumn - std::chrono::days{8}, 2});
    live_through(GetParam(), {30, spring, 3});
}
TILSIG_ON_ENGINES(FullSimulatedNights, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
