// Who only looks never needs the writer: beside a loader that stands still in its transaction everything can be read.
#include "integration/ledger/engine_fixture.hpp"
#include "ledger/lease.hpp"
#include "ledger/nights.hpp"
#include "ledger/pauses.hpp"
#include "ledger/slots.hpp"

namespace tilsig::ledger {
namespace {

class Readers : public OnALedger {};

TEST_P(Readers, see_the_state_of_before_a_frozen_load_at_once) {
    const model::UnitName unit{"ssb.population", "ssb", "2026"};
    const auto night = Nights(connection(), clock).begin({NightCause::command, "2026-11-22T06:00:00.000000Z"}).night.id;
    const auto run = ran(unit, night, model::Outcome::loaded);
    odbc::Transaction frozen(connection(), odbc::Transaction::Mode::write);
    (void)ledger().begin_load(run);
    (void)Slots(connection(), clock).claim(night, {{unit, clock.now()}});
    ledger().set_cursor(ledger().unit_id(unit), "page 2");
    Pauses(connection(), clock).pause_feed("nav.jobseeker", "operator", "moves");

    const auto start = std::chrono::steady_clock::now();
    odbc::Connection second = open(std::chrono::seconds(1));
    Ledger reader(second, clock);
    EXPECT_NO_THROW(reader.require_current());
    EXPECT_NO_THROW(reader.verify({}));
    EXPECT_EQ(reader.newest_load(), 0);
    EXPECT_EQ(reader.newest_runs().size(), 1U);
    EXPECT_EQ(Nights(second, clock).night(night)->id, night);
    EXPECT_TRUE(reader.holds(model::HoldState::held).empty());
    EXPECT_TRUE(reader.audits(10).empty());
    EXPECT_TRUE(Slots(second, clock).newest(clock.now()).empty());
    EXPECT_TRUE(Pauses(second, clock).paused_feeds().empty());
    EXPECT_FALSE(Lease(second, "daemon", std::chrono::seconds(1)).holder());
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << "it waited for somebody";
}

TILSIG_ON_EVERY_ENGINE(Readers);

}  // namespace
}  // namespace tilsig::ledger
