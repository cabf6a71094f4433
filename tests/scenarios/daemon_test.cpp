// tilsig daemon: starts what is due, ends when it is asked to, is taken over from when it dies or stands still, and
// keeps to its own database.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>

#include "base/clock.hpp"
#include "odbc/odbc.hpp"
#include "scenarios/installation.hpp"
#include "support/shared_clock.hpp"

namespace tilsig::test {
namespace {

using namespace std::chrono_literals;

class DaemonStory : public ::testing::Test {
protected:
    DaemonStory() : m_here(TestEngine::sqlite, std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content")) {
        m_settings = read_file(m_here.folder() / "tilsig.yaml") +
                     "daemon: {lease: 2s, health: \"off\"}\nnight: {together: 0s}\n";
        settings();
    }
    void settings(const std::string& more = "") const { (void)m_here.file("tilsig.yaml", m_settings + more); }
    /// The fetch program waits until the file `go` is there.
    void hang() const {
        const auto script = m_here.file("fetch", "#!/bin/sh\ntouch " + (m_here.folder() / "fetching").string() +
                                                     "\nwhile [ ! -e " + (m_here.folder() / "go").string() +
                                                     " ]; do sleep 0.05; done\nexec " TILSIG_BINARY_DIR
                                                     "/lib/tilsig/tilsig-fetch \"$@\"\n");
        std::filesystem::permissions(script, std::filesystem::perms::owner_all);
        settings("programs: {fetch: " + script + "}\n");
    }
    /// What the database says, as soon as it says `wanted`; else what it says after 20 s.
    std::string soon(const std::string& sql, const std::string& wanted) const {
        std::string is;
        for (int look = 0; look < 400; ++look) {
            if (std::filesystem::exists(m_here.folder() / "warehouse.db")) {
                const auto answer = run_program({"sqlite3", "-list", (m_here.folder() / "warehouse.db").string(), sql},
                                                m_here.folder());
                is = answer.exit_code == 0 ? answer.out : answer.err;
                if (is == wanted) break;
            }
            SystemClock().sleep_for(50ms);
        }
        return is;
    }
    /// A fetch has begun since this was asked last.
    bool fetches() const {
        for (int look = 0; look < 400; ++look) {
            if (std::filesystem::remove(m_here.folder() / "fetching")) return true;
            SystemClock().sleep_for(50ms);
        }
        return false;
    }
    bool logged(const std::string& words) const {
        for (int look = 0; look < 400; ++look) {
            const auto log = m_here.folder() / "tilsig.log";
            if (std::filesystem::exists(log) && read_file(log).find(words) != std::string::npos) return true;
            SystemClock().sleep_for(50ms);
        }
        return false;
    }
    void deliver() const { m_here.deliver("desk", "roster-1.csv", "kommunenr;sak;belop\n5001;a;7\n"); }

    /// Ended by the test in any case.
    struct Running {
        explicit Running(process::Child started) : child(std::move(started)) {}
        ~Running() { child.kill(); }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;
        void signal(int number) const { ::kill(child.id(), number); }
        /// The exit code; -1 when it takes longer than the ten seconds that are promised.
        int asked_to_end() {
            signal(SIGTERM);
            const auto end = child.wait_for(10s);
            return end ? end->exit_code() : -1;
        }
        process::Child child;
    };
    Running daemon() const { return Running(m_here.start("daemon")); }

    static constexpr const char* fence = "SELECT fence, holder = '' FROM ops_lease";
    static constexpr const char* open_nights = "SELECT count(*) FROM ops_night WHERE closed_at IS NULL";
    static constexpr const char* open_runs = "SELECT count(*) FROM ops_run WHERE outcome IS NULL";

    Installation m_here;
    std::string m_settings;
};

TEST_F(DaemonStory, StartsWhatIsDueOnceAndEndsWhenAskedTo) {
    deliver();
    {
        auto first = daemon();
        EXPECT_EQ(soon("SELECT cause, verdict FROM ops_night", "schedule|good\n"), "schedule|good\n");
        EXPECT_EQ(m_here.query("SELECT count(*) FROM fact_roster"), "1\n");
        EXPECT_EQ(first.asked_to_end(), 0);
    }
    EXPECT_EQ(m_here.query(fence), "1|1\n") << "the lease was given back";
    auto second = daemon();
    EXPECT_EQ(soon(fence, "2|0\n"), "2|0\n");
    EXPECT_TRUE(logged("the daemon begins"));
    EXPECT_EQ(second.asked_to_end(), 0);
    EXPECT_EQ(m_here.query("SELECT count(*) FROM ops_night"), "1\n") << "nothing is due any more";
}

TEST_F(DaemonStory, ClosesTheBooksOfARunningNightWithinTenSeconds) {
    deliver();
    hang();
    auto running = daemon();
    ASSERT_TRUE(fetches());
    EXPECT_EQ(running.asked_to_end(), 0);
    EXPECT_EQ(m_here.query(open_runs), "0\n");
    EXPECT_EQ(m_here.query("SELECT closed_at IS NOT NULL, verdict FROM ops_night"), "1|failed\n");
    EXPECT_EQ(m_here.query("SELECT DISTINCT state, retry_at IS NOT NULL FROM ops_slot"), "failed|1\n")
        << "they are run at the next start";
    EXPECT_EQ(m_here.query(fence), "1|1\n");
}

TEST_F(DaemonStory, WhileANightWaitsForMoreOthersLoad) {
    // Every minute: what falls due next is always near.
    (void)m_here.file("content/schedules/desk.yaml",
                      "source: desk\nfeeds:\n  desk.roster: {cron: \"* * * * *\", deadline: 1h}\n");
    m_settings.replace(m_settings.find("together: 0s"), 12, "together: 1h");
    settings();
    deliver();
    auto running = daemon();
    ASSERT_EQ(soon("SELECT count(*) FROM ops_run WHERE outcome = 'loaded'", "1\n"), "1\n");
    EXPECT_EQ(m_here.query(open_nights), "1\n");
    const auto by_hand = m_here.tilsig(
        "run", {"desk.roster", "--wait", "10", "--from", m_here.file("more.csv", "kommunenr;sak;belop\n5001;a;8\n")});
    EXPECT_EQ(by_hand.exit_code, 0) << by_hand.out << by_hand.err;
    const auto closed = m_here.tilsig("night", {"--close", "--wait", "10"});
    EXPECT_EQ(closed.exit_code, 0) << closed.out << closed.err;
    EXPECT_EQ(m_here.query("SELECT amount FROM rpt_roster"), "8\n") << "a person need not wait until the night closes";
    EXPECT_EQ(running.asked_to_end(), 0);
    EXPECT_EQ(m_here.query(open_nights), "0\n");
}

TEST_F(DaemonStory, ANightByHandClosesItsBooksToo) {
    deliver();
    hang();
    Running night(m_here.start("night"));
    ASSERT_TRUE(fetches());
    night.signal(SIGINT);
    const auto end = night.child.wait_for(10s);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->exit_code(), 1) << end->text();
    EXPECT_EQ(m_here.query(open_nights), "0\n");
}

TEST_F(DaemonStory, ANightByHandEndsAlsoWhileTheWarehouseIsKeptFromIt) {
    m_settings.replace(m_settings.find("connection_string:"), 0, "lock_timeout: 1s, ");
    deliver();
    hang();
    Running night(m_here.start("night"));
    ASSERT_TRUE(fetches());
    odbc::Dsn dsn;
    dsn.connection_string = m_here.connection_string();
    auto other = odbc::Connection::open(dsn, "test");
    const odbc::Transaction locked(other, odbc::Transaction::Mode::write);
    EXPECT_NE(night.asked_to_end(), -1);
}

TEST_F(DaemonStory, ANightIsNobodyElsesWhileItsProcessLives) {
    ASSERT_EQ(m_here.tilsig("night", {"--quiet"}).exit_code, 0);
    deliver();
    hang();
    Running first(m_here.start("night", {"--all"}));
    ASSERT_TRUE(fetches());
    std::filesystem::remove(m_here.folder() / "state/cache/tilsig.lock");
    for (const auto& arguments : std::vector<std::vector<std::string>>{{"--all"}, {}, {"--close"}}) {
        const auto second = m_here.tilsig("night", arguments);
        EXPECT_EQ(second.exit_code, 75) << second.out << second.err;
        EXPECT_NE(second.err.find("another tilsig is at work (process " + std::to_string(first.child.id())),
                  std::string::npos)
            << second.err;
    }
    EXPECT_EQ(m_here.query("SELECT id, cause FROM ops_night WHERE closed_at IS NULL"), "2|everything\n");
    first.signal(SIGKILL);
    (void)first.child.wait();
    (void)m_here.file("go", "");
    const auto next = m_here.tilsig("night", {"--all", "--json"});
    EXPECT_EQ(next.exit_code, 0) << next.out << next.err;
    EXPECT_EQ(next.json().at("resumed"), true) << "its holder is gone";
    EXPECT_EQ(m_here.query("SELECT count(*) FROM fact_roster"), "1\n");
}

TEST_F(DaemonStory, WhatWasAskedForByHandDoesNotVanishWithItsNight) {
    ASSERT_EQ(m_here.tilsig("night", {"--quiet"}).exit_code, 0);
    deliver();
    hang();
    for (const std::vector<std::string>& next :
         {std::vector<std::string>{"--feed", "desk.movement"}, std::vector<std::string>{"--close"}}) {
        std::filesystem::remove(m_here.folder() / "go");
        Running killed(m_here.start("night", {"--feed", "desk.roster"}));
        ASSERT_TRUE(fetches());
        killed.signal(SIGKILL);
        (void)killed.child.wait();
        (void)m_here.file("go", "");
        auto arguments = next;
        arguments.emplace_back("--json");
        const auto other = m_here.tilsig("night", arguments);
        EXPECT_EQ(other.exit_code, 0) << other.out << other.err;
        EXPECT_EQ(other.json().at("resumed"), false);
        ASSERT_EQ(other.json().at("interrupted").size(), 1U);
        EXPECT_EQ(other.json().at("interrupted").at(0).at("reason"),
                  "left open, and closed by the next one; asked for and not done: desk.roster/desk/all; "
                  "`tilsig night --feed desk.roster` runs it");
        std::filesystem::remove(m_here.folder() / "fetching");
    }
    EXPECT_EQ(m_here.query("SELECT count(*) FROM fact_roster"), "0\n");
    EXPECT_EQ(m_here.tilsig("night", {"--feed", "desk.roster"}).exit_code, 0);
    EXPECT_EQ(m_here.query("SELECT count(*) FROM fact_roster"), "1\n");
}

TEST_F(DaemonStory, AnInstantThatWasClaimedAndNotRunIsRunWhenTheNightIsResumed) {
    ASSERT_EQ(m_here.tilsig("night", {"--quiet"}).exit_code, 0);
    // As a night leaves it that was killed right after it had taken a second instant.
    (void)m_here.query(
        "UPDATE ops_night SET closed_at = NULL, verdict = '', deadline_at = '2100-01-01T00:00:00.000000Z'");
    (void)m_here.query(
        "INSERT INTO ops_slot (unit_id, instant, last_instant, instants, state, reason, night_id, after_run, tries, "
        "claimed_at, changed_at) SELECT s.unit_id, '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z', 1, "
        "'running', '', 1, (SELECT max(id) FROM ops_run), 1, s.claimed_at, s.changed_at FROM ops_slot s JOIN ops_unit "
        "u "
        "ON u.id = s.unit_id WHERE u.feed = 'desk.roster'");
    const auto resumed = m_here.tilsig("night", {"--json"});
    EXPECT_EQ(resumed.exit_code, 0) << resumed.out << resumed.err;
    EXPECT_EQ(resumed.json().at("resumed"), true);
    EXPECT_EQ(
        m_here.query("SELECT u.feed, count(*) FROM ops_run r JOIN ops_unit u ON u.id = r.unit_id GROUP BY u.feed"),
        "desk.movement|1\ndesk.roster|2\n");
    EXPECT_EQ(m_here.query("SELECT DISTINCT state FROM ops_slot"), "done\n");
}

TEST_F(DaemonStory, IsTakenOverFromWhenItIsKilledAndWhenItStandsStill) {
    deliver();
    hang();
    auto killed = daemon();
    ASSERT_TRUE(fetches());
    auto frozen = daemon();
    SystemClock().sleep_for(500ms);
    EXPECT_EQ(m_here.query(fence), "1|0\n") << "the second one stands by";
    EXPECT_TRUE(logged("another daemon of this installation starts the nights; this one stands by"));
    killed.signal(SIGKILL);
    ASSERT_EQ(soon(fence, "2|0\n"), "2|0\n");
    ASSERT_TRUE(fetches());
    // With all that it started: nobody lets go of the lock.
    const auto lock = m_here.folder() / "state/cache/tilsig.lock";
    std::string holder;
    for (int look = 0; look < 200 && holder.find(" fence 2 in ") == std::string::npos; ++look) {
        SystemClock().sleep_for(50ms);
        holder = read_file(lock);
    }
    ASSERT_NE(holder.find(" fence 2 in "), std::string::npos) << holder;
    frozen.signal(SIGSTOP);
    ASSERT_EQ(::kill(std::stoi(holder), SIGSTOP), 0);
    auto third = daemon();
    ASSERT_EQ(soon(fence, "3|0\n"), "3|0\n");
    (void)m_here.file("go", "");
    EXPECT_EQ(soon("SELECT count(*) FROM fact_roster", "1\n"), "1\n") << "the lock was taken from the frozen night";
    EXPECT_EQ(soon(open_nights, "0\n"), "0\n");
    frozen.signal(SIGCONT);
    EXPECT_TRUE(logged("another daemon has taken over; this one stands by"));
    EXPECT_EQ(third.asked_to_end(), 0);
    EXPECT_EQ(soon(fence, "4|0\n"), "4|0\n") << "and takes its turn again";
    EXPECT_EQ(frozen.asked_to_end(), 0);
    EXPECT_EQ(m_here.query("SELECT count(*) FROM ops_slot WHERE state <> 'done'"), "0\n");
}

TEST_F(DaemonStory, NothingIsSavedBehindItsBack) {
    ASSERT_EQ(m_here.tilsig("night", {"--quiet"}).exit_code, 0);
    const auto take_over = [&](int number) {
        (void)m_here.query(
            "INSERT OR REPLACE INTO ops_lease (name, holder, fence, acquired_at, renewed_at, expires_at) "
            "VALUES ('daemon', 'another', " +
            std::to_string(number) + ", '', '', '2999')");
    };
    take_over(7);
    const auto late = m_here.tilsig("night", {"--all", "--fence", "6"});
    EXPECT_EQ(late.exit_code, 5) << late.out << late.err;
    EXPECT_NE(late.err.find("fenced off: the lease 'daemon' was taken over by another"), std::string::npos) << late.err;
    EXPECT_EQ(m_here.query("SELECT count(*) FROM ops_night WHERE verdict <> 'not begun'"), "1\n");

    deliver();
    hang();
    Running night(m_here.start("night", {"--all", "--fence", "7"}));
    ASSERT_TRUE(fetches());
    take_over(8);
    (void)m_here.file("go", "");
    (void)night.child.wait_for(20s);
    EXPECT_EQ(m_here.query("SELECT count(*) FROM fact_roster"), "0\n") << "a load that had begun before";
    EXPECT_EQ(m_here.query(open_nights), "1\n") << "whoever took over closes it";
}

TEST_F(DaemonStory, GoesOnByItselfWhenTheWarehouseComesBack) {
    deliver();
    std::string away = m_settings;
    const std::string name = "/warehouse.db";
    away.replace(away.find(name), name.size(), "/away" + name);
    (void)m_here.file("tilsig.yaml", away);
    auto running = daemon();
    EXPECT_TRUE(logged("the warehouse is out of reach; it is tried again and again"));
    EXPECT_FALSE(running.child.end()) << "that is no reason to end";
    std::filesystem::create_directory(m_here.folder() / "away");
    EXPECT_TRUE(logged("the warehouse is reached again"));
    EXPECT_TRUE(logged("a night has ended"));
    EXPECT_EQ(running.asked_to_end(), 0);
    EXPECT_EQ(
        run_program({"sqlite3", (m_here.folder() / "away/warehouse.db").string(), "SELECT verdict FROM ops_night"},
                    m_here.folder())
            .out,
        "good\n");
}

TEST_F(DaemonStory, NamesTheFileOfTheDataFolderThatIsInItsWay) {
    std::filesystem::create_directories(m_here.folder() / "state/landing");
    std::filesystem::permissions(m_here.folder() / "state/landing", std::filesystem::perms::owner_all);
    const auto file = m_here.folder() / "state/landing/installation";
    ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
    auto running = daemon();
    EXPECT_TRUE(logged("the data folder cannot be used; it is tried again and again"));
    EXPECT_TRUE(logged(file.string()));
    EXPECT_TRUE(logged("find out who put it there, and remove it"));
    std::filesystem::remove(file);
    EXPECT_EQ(soon("SELECT verdict FROM ops_night", "good\n"), "good\n") << "and then it goes on by itself";
    EXPECT_EQ(running.asked_to_end(), 0);
}

TEST_F(DaemonStory, ReadsItsConfigurationAnewOrKeepsTheOldOne) {
    auto running = daemon();
    ASSERT_EQ(soon(open_nights, "0\n"), "0\n");
    const std::string schedule = read_file(m_here.folder() / "content/schedules/desk.yaml");
    (void)m_here.file("content/schedules/desk.yaml", schedule + "  desk.nothing: {every: day, at: \"02:00\"}\n");
    running.signal(SIGHUP);
    EXPECT_TRUE(logged("the configuration stays as it was: the new one cannot be taken"));
    EXPECT_TRUE(logged("desk.nothing")) << "and why";
    (void)m_here.file("content/schedules/desk.yaml", schedule);
    settings("state: {landing: elsewhere}\n");
    running.signal(SIGHUP);
    EXPECT_TRUE(logged("are others than before"));
    settings();
    running.signal(SIGHUP);
    EXPECT_TRUE(logged("the configuration was read anew"));
    EXPECT_EQ(running.asked_to_end(), 0);
}

TEST_F(DaemonStory, ANightThatCannotReadItsConfigurationLeavesATraceAndTheNextOneRuns) {
    SharedClock clock(m_here.folder() / "clock");
    ::setenv(SharedClock::variable, (m_here.folder() / "clock").c_str(), 1);
    m_here.use_program("tilsig-clocked");
    auto running = daemon();
    ::unsetenv(SharedClock::variable);
    ASSERT_EQ(soon("SELECT verdict FROM ops_night", "good\n"), "good\n");
    (void)m_here.file("tilsig.yaml", "garbage: [");
    clock.pass(24h);
    EXPECT_TRUE(logged("exit code 78"));
    settings();
    clock.pass(1min);
    EXPECT_EQ(soon("SELECT verdict FROM ops_night ORDER BY started_at", "good\nnot begun\ngood\n"),
              "good\nnot begun\ngood\n");
    EXPECT_EQ(m_here.query("SELECT reason FROM ops_night WHERE verdict = 'not begun'"),
              "the configuration has mistakes; `tilsig check` names them\n");
    EXPECT_EQ(running.asked_to_end(), 0);
}

TEST_F(DaemonStory, AnotherDataFolderAtTheSameDatabaseIsRefused) {
    ASSERT_EQ(m_here.tilsig("night", {"--quiet"}).exit_code, 0);
    EXPECT_EQ(m_here.tilsig("installation").exit_code, 0);
    settings("state: {landing: other/landing, cache: other/cache, key_file: other/landing.key}\n");
    const auto answer = m_here.tilsig("night");
    EXPECT_EQ(answer.exit_code, 5) << answer.out << answer.err;
    EXPECT_NE(answer.err.find("tilsig installation adopt --reason WHY"), std::string::npos) << answer.err;
    const auto file = m_here.folder() / "other/landing/installation";
    EXPECT_FALSE(std::filesystem::exists(file)) << "a folder that is refused gets no id";
    auto refused = daemon();
    const auto end = refused.child.wait_for(10s);
    EXPECT_TRUE(end && end->exit_code() == 5);
    EXPECT_EQ(m_here.tilsig("installation").exit_code, 5) << "they differ";
    EXPECT_EQ(m_here.tilsig("installation", {"adopt"}).exit_code, 64) << "without a reason";
    EXPECT_EQ(m_here.tilsig("installation", {"adopt", "--reason", "moved"}).exit_code, 0);
    const auto id = read_file(file).substr(0, 16);
    const std::string shown = id.substr(0, 4) + ":" + id.substr(4, 4) + ":" + id.substr(8, 4) + ":" + id.substr(12, 4);
    EXPECT_EQ(
        m_here.tilsig("installation", {"adopt", "--reason", "again"}).out,
        "the database belonged to installation " + shown + " before: nothing was changed, and nothing recorded\n");
    EXPECT_EQ(m_here.tilsig("installation").exit_code, 0);
    EXPECT_EQ(m_here.tilsig("night", {"--all", "--quiet"}).exit_code, 0);
    EXPECT_EQ(m_here.query("SELECT why FROM ops_audit WHERE what LIKE 'installation adopted%'"), "moved\n");
    settings();
    const auto first = m_here.tilsig("night", {"--all"});
    EXPECT_EQ(first.exit_code, 5) << "the first one is the other one now";
    EXPECT_NE(first.err.find("the database belongs to installation " + shown), std::string::npos) << first.err;
}

}  // namespace
}  // namespace tilsig::test
