// The warehouse goes away or is held by another while a run is at work: one of the declared outcomes, and the next run
// is green.
#include <thread>

#include "odbc/odbc.hpp"
#include "scenarios/twins.hpp"
#include "support/fault_proxy.hpp"

namespace tilsig::test {
namespace {

using Fault = FaultProxy::Fault;

/// A run of edition 1 through a proxy that can break it at a chosen message.
class BrokenConversation : public Twins {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(Twins::SetUp());
        if (IsSkipped()) return;
        m_proxy = std::make_unique<FaultProxy>(TestPostgres::shared().port());
        here().connect_by(with_port(here().connection_string(), m_proxy->port()));
    }
    void TearDown() override {
        if (m_proxy) here().connect_by(here().connection_string());
    }
    [[nodiscard]] FaultProxy& proxy() { return *m_proxy; }
    [[nodiscard]] std::string loads() { return here().query("SELECT count(*) FROM ops_load"); }

private:
    std::unique_ptr<FaultProxy> m_proxy;
};

TEST_P(BrokenConversation, BeforeTheRunBeginsFailsIt) {
    proxy().on_message("BEGIN", Fault::drop_request);
    const auto broken = run(here(), small, 1);
    EXPECT_EQ(broken.exit_code, 1) << broken.out << broken.err;
    EXPECT_NE((broken.out + broken.err).find("connection to the database was lost"), std::string::npos)
        << broken.out << broken.err;
    expect_live(small, 0);
    expect_green(small, 1);
}

TEST_P(BrokenConversation, InTheMiddleOfTheLoadFailsTheRunAndSaysSo) {
    for (const auto fault : {Fault::drop_request, Fault::drop_answer}) {
        proxy().on_message("INSERT INTO ops_load", fault);
        const auto broken = run(here(), small, 1);
        EXPECT_EQ(broken.exit_code, 1) << broken.out << broken.err;
        EXPECT_TRUE(proxy().wait_for_fault());
        EXPECT_EQ(last_run().substr(0, 16), "failed|database|");
        EXPECT_NE(here().query("SELECT retry_at FROM ops_run ORDER BY id DESC LIMIT 1"), "\n")
            << "says when to try again";
        expect_live(small, 0);
    }
    expect_green(small, 1);
}

TEST_P(BrokenConversation, AtCommitIsTriedAgainAndLoads) {
    proxy().on_message("COMMIT", Fault::drop_request, "INSERT INTO ops_load");
    const auto again = run(here(), small, 1);
    EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_TRUE(proxy().wait_for_fault());
    EXPECT_EQ(last_run(), "loaded||\n");
    EXPECT_EQ(loads(), "2\n");
    expect_live(small, 1);
    expect_green(small, 1);
}

TEST_P(BrokenConversation, ALostAnswerToCommitIsNoSecondLoad) {
    proxy().on_message("COMMIT", Fault::drop_answer, "INSERT INTO ops_load");
    const auto settled = run(here(), small, 1);
    EXPECT_EQ(settled.exit_code, 0) << settled.out << settled.err;
    EXPECT_TRUE(proxy().wait_for_fault());
    EXPECT_EQ(last_run(), "loaded||\n");
    EXPECT_EQ(loads(), "2\n") << "the marker said that it had happened";
    EXPECT_EQ(here().query("SELECT count(*) FROM dim_imdi_region_history"), std::to_string(small) + "\n");
    expect_live(small, 1);
    expect_green(small, 1);
}

/// Both with the server back before the run can note its failure, and after.
TEST_P(BrokenConversation, AServerThatCrashesInMidRunFailsItAndTheNextOneIsGreen) {
    auto& server = TestPostgres::shared();
    for (const bool back_at_once : {true, false}) {
        SCOPED_TRACE(back_at_once);
        proxy().on_message("INSERT INTO ops_load", Fault::stall);
        Answer broken;
        std::thread program([&] { broken = run(here(), small, 1); });
        EXPECT_TRUE(proxy().wait_for_fault(std::chrono::seconds(60)));
        server.stop_immediate();
        if (back_at_once) server.start();
        proxy().cut();
        program.join();
        server.start();
        EXPECT_EQ(broken.exit_code, 1) << broken.out << broken.err;
        EXPECT_EQ(here().query("SELECT coalesce(outcome, 'open') FROM ops_run ORDER BY id DESC LIMIT 1"),
                  back_at_once ? "failed\n" : "open\n");
        expect_live(small, 0);
    }
    expect_green(small, 1);
    EXPECT_EQ(here().query("SELECT count(*) FROM ops_run WHERE reason LIKE 'interrupted:%'"), "1\n")
        << "the run that could not be noted was settled";
}

INSTANTIATE_TEST_SUITE_P(engines, BrokenConversation, ::testing::Values(TestEngine::postgresql),
                         [](const auto&) { return "postgresql"; });

/// Another program holds what a run needs.
class SecondWriter : public Twins {
protected:
    /// A transaction that lets others read, and nobody write, until it is dropped.
    std::unique_ptr<odbc::Connection> hold() {
        odbc::Dsn dsn;
        dsn.connection_string = here().connection_string();
        auto other = std::make_unique<odbc::Connection>(odbc::Connection::open(dsn, "another writer"));
        other->execute(on_sqlite() ? "BEGIN IMMEDIATE" : "BEGIN");
        if (!on_sqlite()) other->execute("LOCK TABLE dim_imdi_region IN SHARE ROW EXCLUSIVE MODE");
        return other;
    }
};

TEST_P(SecondWriter, ThatNeverLetsGoFailsTheRunAfterItsTries) {
    const auto other = hold();
    const auto busy = run(here(), small, 1);
    EXPECT_EQ(busy.exit_code, 1) << busy.out << busy.err;
    const std::string said = busy.out + busy.err;
    EXPECT_NE(said.find(on_sqlite() ? "another writer holds the database" : "a lock was not free in time"),
              std::string::npos)
        << said;
    // SQLite has one lock for all: nothing can be noted while it is held.
    if (!on_sqlite()) {
        EXPECT_EQ(last_run(), "failed|database|55P03\n");
    }
    other->drop();
    expect_live(small, 0);
    expect_green(small, 1);
}

TEST_P(SecondWriter, ThatLetsGoInTimeCostsNothingButTheWait) {
    auto other = hold();
    std::thread owner([&] {
        // The pace is the fault itself: longer than the program needs to meet the lock, shorter than it waits for it in
        // all.
        std::this_thread::sleep_for(std::chrono::milliseconds(700));
        other->drop();
    });
    expect_green(small, 1);
    owner.join();
    expect_live(small, 1);
    EXPECT_EQ(here().query("SELECT count(*) FROM ops_run WHERE outcome = 'failed'"), "0\n");
}

TILSIG_ON_ENGINES(SecondWriter, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
