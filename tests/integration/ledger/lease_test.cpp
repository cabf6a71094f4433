// One daemon, one installation: who froze is fenced off, and two can never both hold the lease.
#include "ledger/lease.hpp"

#include <atomic>
#include <thread>

#include "integration/ledger/engine_fixture.hpp"
#include "ledger/installation.hpp"

namespace tilsig::ledger {
namespace {

using std::chrono::milliseconds;

class OneDaemon : public OnALedger {
protected:
    /// As if its time had run out: what a frozen holder finds when it wakes.
    void expire() { connection().execute("UPDATE ops_lease SET expires_at = '2020-01-01T00:00:00.000000Z'"); }
    std::int64_t loads() { return connection().query_integer("SELECT count(*) FROM ops_load").value(); }
    static constexpr milliseconds minute{60'000};
};

TEST_P(OneDaemon, the_lease_is_held_by_one_and_given_on_with_a_higher_number) {
    Lease mine(connection(), "daemon", minute);
    EXPECT_FALSE(mine.holder());
    EXPECT_EQ(mine.acquire("first, process 7"), 1);
    odbc::Connection second = open();
    Lease theirs(second, "daemon", minute);
    EXPECT_EQ(theirs.acquire("second"), std::nullopt);
    EXPECT_EQ(mine.acquire("first, process 7"), std::nullopt) << "not even by who holds it: a twin would believe it";
    const auto holder = theirs.holder().value();
    EXPECT_EQ(holder.holder, "first, process 7");
    EXPECT_EQ(holder.fence, 1);
    EXPECT_FALSE(holder.expired);
    const auto held = parse_instant(holder.expires_at) - parse_instant(holder.renewed_at);
    EXPECT_LT(std::chrono::abs(held - minute), std::chrono::seconds(1)) << holder.renewed_at << holder.expires_at;
    EXPECT_LT(std::chrono::abs(parse_instant(holder.acquired_at) - SystemClock().now()), minute);
    EXPECT_EQ(Lease(second, "another", minute).acquire("second"), 1) << "another lease is another matter";
    mine.release(1);
    EXPECT_FALSE(mine.holder());
    EXPECT_FALSE(mine.renew(1)) << "given back";
    EXPECT_EQ(theirs.acquire("second"), 2);
}

TEST_P(OneDaemon, a_lease_from_the_future_keeps_nobody_out) {
    Lease mine(connection(), "daemon", minute);
    const auto fence = mine.acquire("first").value();
    // The clock of the database was in 2062, its holder was killed, and the clock is put right.
    connection().execute(
        "UPDATE ops_lease SET renewed_at = '2062-01-01T00:00:00.000000Z', expires_at = '2062-01-01T00:01:00.000000Z'");
    odbc::Connection second = open();
    EXPECT_EQ(Lease(second, "daemon", minute).acquire("second"), fence + 1);
    EXPECT_FALSE(mine.renew(fence)) << "and should it live all the same, it is fenced off";
}

TEST_P(OneDaemon, who_was_frozen_finds_its_lease_taken_over) {
    Lease mine(connection(), "daemon", minute);
    const auto fence = mine.acquire("first").value();
    expire();
    EXPECT_TRUE(mine.holder()->expired);
    EXPECT_TRUE(mine.renew(fence)) << "nobody wanted it meanwhile";
    expire();
    odbc::Connection second = open();
    Lease theirs(second, "daemon", minute);
    const auto higher = theirs.acquire("second").value();
    EXPECT_GT(higher, fence);
    EXPECT_FALSE(mine.renew(fence));
    mine.release(fence);
    EXPECT_EQ(theirs.holder()->holder, "second") << "who lost it gives nothing back";
    EXPECT_TRUE(theirs.renew(higher));
}

TEST_P(OneDaemon, a_fenced_off_load_saves_nothing) {
    Lease mine(connection(), "daemon", minute);
    const auto fence = mine.acquire("first").value();
    const auto run = ran({"ssb.population", "ssb", "2026"}, std::nullopt, model::Outcome::loaded);
    expire();
    {
        odbc::Transaction load(connection(), odbc::Transaction::Mode::write);
        (void)ledger().begin_load(run);
        mine.require_fence(fence);
        EXPECT_EQ(load.commit(), odbc::TransactionEnd::committed);
    }
    EXPECT_EQ(loads(), 1);
    EXPECT_FALSE(mine.holder()->expired) << "loading is a sign of life";
    expire();
    odbc::Connection second = open();
    ASSERT_TRUE(Lease(second, "daemon", minute).acquire("second"));
    const auto next = ran({"ssb.population", "ssb", "2026"}, std::nullopt, model::Outcome::loaded);
    {
        odbc::Transaction load(connection(), odbc::Transaction::Mode::write);
        (void)ledger().begin_load(next);
        try {
            mine.require_fence(fence);
            FAIL() << "went on";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::state);
            EXPECT_NE(std::string(error.what()).find("fenced off"), std::string::npos) << error.what();
            EXPECT_NE(std::string(error.what()).find("second"), std::string::npos) << "names who took over";
        }
    }
    EXPECT_EQ(loads(), 1);
}

TEST_P(OneDaemon, of_many_that_want_an_expired_lease_one_gets_it) {
    Lease mine(connection(), "daemon", minute);
    (void)mine.acquire("frozen");
    expire();
    std::atomic<int> taken{0};
    std::atomic<std::int64_t> fence{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            try {
                odbc::Connection connection = open();
                if (const auto got = Lease(connection, "daemon", minute).acquire("daemon " + std::to_string(i))) {
                    ++taken;
                    fence = *got;
                }
            } catch (const Error& error) {
                ADD_FAILURE() << error.what();
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(taken, 1);
    EXPECT_EQ(fence, 2);
}

TEST_P(OneDaemon, the_database_belongs_to_the_installation_that_came_first) {
    Installation installation(connection(), clock);
    EXPECT_EQ(installation.bound_id(), std::nullopt);
    installation.bind("aaaa-1111", "/srv/tilsig/state/installation");
    EXPECT_NO_THROW(installation.bind("aaaa-1111", "/srv/tilsig/state/installation"));
    const auto refusal = [&] {
        try {
            installation.bind("bbbb-2222", "/home/test/state/installation");
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::state);
            return std::string(error.what());
        }
        return std::string("bound");
    }();
    for (const char* part :
         {"aaaa-1111", "bbbb-2222", "/home/test/state/installation", "tilsig installation adopt --reason WHY"})
        EXPECT_NE(refusal.find(part), std::string::npos) << refusal;
    write([&] { return installation.adopt("bbbb-2222", "operator", "the server was replaced"), 0; });
    EXPECT_NO_THROW(installation.bind("bbbb-2222", "/home/test/state/installation"));
    EXPECT_THROW(installation.bind("aaaa-1111", ""), Error) << "the old one notices";
    const auto audits = ledger().audits(5);
    ASSERT_EQ(audits.size(), 1U);
    EXPECT_EQ(audits[0].why, "the server was replaced");
    EXPECT_NE(audits[0].what.find("aaaa-1111"), std::string::npos) << audits[0].what;
}

TEST_P(OneDaemon, of_installations_that_come_at_once_one_owns_the_database) {
    std::atomic<int> bound{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            try {
                odbc::Connection connection = open();
                Installation(connection, clock).bind("installation " + std::to_string(i), "");
                ++bound;
            } catch (const Error& error) {
                EXPECT_EQ(error.kind(), ErrorKind::state) << error.what();
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(bound, 1);
}

TILSIG_ON_EVERY_ENGINE(OneDaemon);

}  // namespace
}  // namespace tilsig::ledger
