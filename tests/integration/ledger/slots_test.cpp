// Each scheduled instant is run once, or recorded as skipped: claimed by one night, settled by its runs.
#include "ledger/slots.hpp"
#include "ledger/nights.hpp"

#include <algorithm>
#include <thread>

#include "integration/ledger/engine_fixture.hpp"

namespace tilsig::ledger {
namespace {

using model::Outcome;
using std::chrono::hours;

const model::UnitName population{"ssb.population", "ssb", "2026"};
const model::UnitName settled{"municipal.settled", "k0301", "2026-11"};
const model::UnitName shadow{"municipal.settled", "k0301", "2026-11", true};

class SlotsOf : public OnALedger {
protected:
    void SetUp() override {
        OnALedger::SetUp();
        if (IsSkipped()) return;
        m_slots = std::make_unique<Slots>(connection(), clock);
        night = Nights(connection(), clock).begin({NightCause::command, "2026-11-22T06:00:00.000000Z"}).night.id;
    }
    Slots& slots() { return *m_slots; }
    std::vector<SlotKey> claim(const std::vector<SlotKey>& keys) {
        return write([&] { return slots().claim(night, keys); });
    }
    void skip(const std::vector<SkippedSpan>& spans) {
        write([&] { return slots().record_skipped(spans), 0; });
    }
    void settle(Unfinished rest = Unfinished::late) {
        write([&] { return slots().settle(night, rest, "no turn"), 0; });
    }
    /// `unit state [reason]` of each slot of the night.
    std::vector<std::string> states() {
        std::vector<std::string> found;
        for (const auto& slot : slots().of_night(night))
            found.push_back(slot.slot.unit.text() + " " + to_string(slot.state) +
                            (slot.reason.empty() ? "" : " " + slot.reason));
        return found;
    }

    const Instant now = clock.now();
    std::int64_t night = 0;

private:
    std::unique_ptr<Slots> m_slots;
};

TEST_P(SlotsOf, an_instant_is_claimed_once_in_whatever_company) {
    const SlotKey first{population, now};
    EXPECT_EQ(claim({first}), std::vector<SlotKey>{first});
    const SlotKey other_instant{population, now - hours(24)};
    const SlotKey other_unit{settled, now};
    const SlotKey in_shadow{shadow, now};
    EXPECT_EQ(claim({other_instant, first, other_unit, in_shadow, other_unit}),
              (std::vector<SlotKey>{other_instant, other_unit, in_shadow}));
    EXPECT_EQ(slots().running(night), (std::vector<SlotKey>{first, other_instant, other_unit, in_shadow}));
    EXPECT_TRUE(claim({}).empty());
    EXPECT_THROW(connection().execute("INSERT INTO ops_slot (unit_id, instant, last_instant, instants, state, reason, "
                                      "tries, changed_at) SELECT unit_id, instant, instant, 1, 'running', '', 1, '' "
                                      "FROM ops_slot WHERE id = 1"),
                 odbc::DatabaseError)
        << "the database itself refuses a second one";
}

TEST_P(SlotsOf, what_was_left_out_is_told_from_a_moment_on) {
    skip({{settled, now - hours(48), now - hours(24), 2, "nobody was there"}, {population, now, now, 1, "paused"}});
    claim({{shadow, now}});
    settle();
    const auto reasons = [&](Instant from) {
        std::vector<std::string> found;
        for (const auto& span : slots().left_out(from))
            found.push_back(std::to_string(span.instants) + " " + to_string(span.state) + " " + span.reason);
        return found;
    };
    EXPECT_EQ(reasons(now - hours(24)),
              (std::vector<std::string>{"2 skipped nobody was there", "1 skipped paused", "1 late no turn"}));
    EXPECT_EQ(reasons(now - hours(23)), (std::vector<std::string>{"1 skipped paused", "1 late no turn"}));
}

TEST_P(SlotsOf, a_run_settles_what_was_claimed_before_it_and_nothing_later) {
    const SlotKey first{population, now - hours(2)}, second{population, now};
    claim({first});
    (void)ran(population, night, Outcome::loaded);
    claim({second});
    EXPECT_EQ(slots().running(night), (std::vector<SlotKey>{first, second}));
    EXPECT_EQ(slots().not_run(night), std::vector<SlotKey>{second}) << "killed here, the night goes on with it";
    EXPECT_EQ(Nights(connection(), clock).verdict(night), model::Verdict::late);
    settle(Unfinished::again);
    EXPECT_EQ(states(), (std::vector<std::string>{population.text() + " done", population.text() + " failed no turn"}));
    claim({second});
    (void)ran(population, night, Outcome::loaded);
    EXPECT_TRUE(slots().not_run(night).empty());
    EXPECT_EQ(Nights(connection(), clock).verdict(night), model::Verdict::good);
    settle();
    EXPECT_EQ(states().at(1), population.text() + " done");
}

TEST_P(SlotsOf, two_programs_at_once_share_out_what_both_want) {
    std::vector<SlotKey> wanted;
    for (int i = 0; i < 300; ++i)
        wanted.push_back({{"municipal.settled", "k" + std::to_string(1000 + i), "2026-11"}, now});
    // The units are there already: else who comes second would wait for the first one's new units.
    for (const auto& slot : wanted) (void)ledger().unit_id(slot.unit);
    auto reversed = wanted;
    std::reverse(reversed.begin(), reversed.end());
    std::vector<SlotKey> theirs;
    odbc::Transaction mine(connection(), odbc::Transaction::Mode::write);
    const auto ours = slots().claim(night, {wanted.begin(), wanted.begin() + 200});
    EXPECT_EQ(ours.size(), 200U);
    std::thread other([&] {
        try {
            odbc::Connection second = open();
            Slots its_slots(second, clock);
            odbc::Transaction transaction(second, odbc::Transaction::Mode::write);
            theirs = its_slots.claim(night, reversed);
            EXPECT_EQ(transaction.commit(), odbc::TransactionEnd::committed);
        } catch (const Error& error) {
            ADD_FAILURE() << error.what();
        }
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT_EQ(mine.commit(), odbc::TransactionEnd::committed);
    other.join();
    EXPECT_EQ(theirs.size(), 100U);
    for (const auto& slot : theirs) EXPECT_EQ(std::count(ours.begin(), ours.end(), slot), 0);
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM ops_slot"), 300);
}

TEST_P(SlotsOf, the_runs_of_the_night_settle_its_slots) {
    const auto unit = [](const char* sender) { return model::UnitName{"municipal.settled", sender, "2026-11"}; };
    std::vector<SlotKey> keys;
    for (const char* sender : {"loaded", "again", "gone", "broken", "skipped", "none", "open"})
        keys.push_back({unit(sender), now});
    (void)claim(keys);
    (void)ran(unit("loaded"), night, Outcome::held);
    (void)ran(unit("again"), night, Outcome::failed, "down", "2026-11-22T03:01:00.000000Z");
    (void)ran(unit("gone"), night, Outcome::failed, "down", "2026-11-22T03:01:00.000000Z");
    const auto last = ran(unit("gone"), night, Outcome::loaded);
    (void)ran(unit("broken"), night, Outcome::failed, "no such column");
    (void)ran(unit("skipped"), night, Outcome::skipped, "its input is not there");
    (void)ran(unit("none"), std::nullopt, Outcome::loaded);
    ledger::Run left_open;
    left_open.unit_id = ledger().unit_id(unit("open"));
    left_open.night_id = night;
    left_open.cause = model::RunCause::night;
    (void)ledger().begin_run(left_open);
    settle();
    const std::vector<std::string> expected{"municipal.settled/loaded/2026-11 done",
                                            "municipal.settled/again/2026-11 failed down",
                                            "municipal.settled/gone/2026-11 done",
                                            "municipal.settled/broken/2026-11 failed no such column",
                                            "municipal.settled/skipped/2026-11 skipped its input is not there",
                                            "municipal.settled/none/2026-11 late no turn",
                                            "municipal.settled/open/2026-11 late no turn"};
    EXPECT_EQ(states(), expected);
    EXPECT_EQ(slots().of_night(night)[2].run_id, last);
    settle();
    EXPECT_EQ(states(), expected) << "settled once";

    const auto failed = slots().failed();
    ASSERT_EQ(failed.size(), 1U) << "what cannot be mended by trying again is not tried again";
    EXPECT_EQ(failed[0].slot.unit, unit("again"));
    EXPECT_EQ(failed[0].retry_at, parse_instant("2026-11-22T03:01:00Z"));
    EXPECT_EQ(failed[0].tries, 1);
}

TEST_P(SlotsOf, a_failed_one_is_claimed_again_until_its_time_is_over) {
    (void)claim({{population, now}, {settled, now}});
    settle(Unfinished::again);
    ASSERT_EQ(slots().failed().size(), 2U);
    EXPECT_EQ(claim({{population, now}}).size(), 1U);
    EXPECT_TRUE(claim({{population, now}}).empty());
    settle(Unfinished::again);
    auto failed = slots().failed();
    ASSERT_EQ(failed.size(), 2U);
    EXPECT_EQ(failed[0].tries, 2);
    EXPECT_EQ(failed[1].tries, 1);
    write([&] { return slots().give_up({failed[0].id}, "its deadline passed"), 0; });
    failed = slots().failed();
    ASSERT_EQ(failed.size(), 1U);
    EXPECT_EQ(failed[0].slot.unit, settled);
    EXPECT_TRUE(claim({{population, now}}).empty()) << "late is late";
    EXPECT_EQ(states()[0], population.text() + " late its deadline passed");
}

TEST_P(SlotsOf, a_span_of_skipped_instants_is_one_row_and_recorded_once) {
    const SkippedSpan span{settled, now - hours(24 * 3650), now - hours(24), 3650, "the daemon was down"};
    skip({span, {population, now, now, 1, "paused"}});
    auto later = span;
    later.reason = "another reason";
    skip({later});
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM ops_slot"), 2);
    EXPECT_EQ(connection().query_text("SELECT reason FROM ops_slot WHERE instants = 3650"), "the daemon was down");
    EXPECT_TRUE(claim({{population, now}}).empty()) << "skipped is not run";
    skip({});
}

TEST_P(SlotsOf, the_newest_instant_counts_by_feed_and_sender_and_not_beyond_the_moment) {
    const model::UnitName next_month{"municipal.settled", "k0301", "2026-12"};
    skip({{settled, now - hours(72), now - hours(48), 2, "down"},
          {population, now + hours(24), now + hours(48), 2, "x"}});
    (void)claim({{settled, now - hours(24)}, {next_month, now + hours(87600)}, {shadow, now - hours(24)}});
    const auto newest = slots().newest(now);
    ASSERT_EQ(newest.size(), 2U) << "what a wrong clock recorded in the future does not count";
    EXPECT_EQ(newest[0].feed, "municipal.settled");
    EXPECT_EQ(newest[0].sender, "k0301");
    EXPECT_FALSE(newest[0].shadow);
    EXPECT_EQ(newest[0].instant, now - hours(24));
    EXPECT_TRUE(newest[1].shadow);
    EXPECT_EQ(slots().newest(now - hours(48))[0].instant, now - hours(48)) << "the end of a span";
    EXPECT_TRUE(slots().newest(now - hours(50)).empty()) << "a span that goes beyond the moment";
}

TEST_P(SlotsOf, a_span_that_a_wrong_clock_drew_gives_way_to_what_is_planned_again) {
    const Instant ahead = now + hours(87600);
    skip({{settled, now - hours(48), ahead, 3652, "down"}, {population, now - hours(48), ahead, 3652, "down"}});
    skip({{population, now - hours(48), now - hours(24), 2, "paused"}});
    EXPECT_EQ(claim({{settled, now - hours(48)}}).size(), 1U);
    EXPECT_TRUE(claim({{settled, now - hours(48)}}).empty()) << "once";
    const std::string rows = "SELECT instants FROM ops_slot WHERE state = ";
    EXPECT_EQ(connection().query_integer(rows + "'skipped' AND reason = 'paused'"), 2);
    EXPECT_EQ(connection().query_integer(rows + "'running' AND last_instant = instant"), 1);
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM ops_slot"), 2);
    EXPECT_EQ(slots().newest(now).size(), 2U);
}

TEST_P(SlotsOf, ten_thousand_are_claimed_and_settled_in_seconds) {
    std::vector<SlotKey> keys;
    for (int feed = 0; feed < 25; ++feed)
        for (int sender = 0; sender < 400; ++sender)
            keys.push_back({{"feed." + std::to_string(feed), "k" + std::to_string(1000 + sender), "2026-11"}, now});
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(claim(keys).size(), keys.size());
    const auto claimed = std::chrono::steady_clock::now();
    EXPECT_TRUE(claim(keys).empty());
    connection().execute(
        "INSERT INTO ops_run (unit_id, night_id, cause, mapping_hash, program_version, started_at, outcome, "
        "bytes_preface, bytes_header, bytes_blank, bytes_trailer, bytes_record, bytes_unreadable, records_read, "
        "accepted, duplicate, rejected, filtered, held) SELECT id, " +
        std::to_string(night) + ", 'night', '', '', '', 'loaded', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM ops_unit");
    const auto settling = std::chrono::steady_clock::now();
    settle();
    const auto settled_at = std::chrono::steady_clock::now();
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM ops_slot WHERE state = 'done'"), 10000);
    const auto ms = [](auto duration) {
        return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
    };
    RecordProperty("claimed_ms", ms(claimed - start));
    RecordProperty("settled_ms", ms(settled_at - settling));
    EXPECT_LT(claimed - start, std::chrono::seconds(5)) << ms(claimed - start);
    EXPECT_LT(settled_at - settling, std::chrono::seconds(5)) << ms(settled_at - settling);
}

TILSIG_ON_EVERY_ENGINE(SlotsOf);

}  // namespace
}  // namespace tilsig::ledger
