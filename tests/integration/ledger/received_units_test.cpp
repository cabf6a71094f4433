// What has arrived by unit, asked of every engine in the same statements, and the rows of rpt_arrival.
#include "ledger/received_units.hpp"

#include <algorithm>

#include "integration/ledger/engine_fixture.hpp"
#include "ledger/arrival_rows.hpp"
#include "ledger/nights.hpp"
#include "ledger/slots.hpp"

namespace tilsig::ledger {
namespace {

using model::Outcome;
using std::chrono::hours;

class ReceivedUnits : public OnALedger {
protected:
    static model::UnitName unit(const std::string& sender, bool shadow = false) {
        return {"municipal.settled", sender, "2026-10", shadow};
    }
    /// An hour after the one before; with a run that read `accepted` and one more record.
    Delivery receive(const std::string& sender, model::DeliveryState state, std::uint64_t bytes = 9, int accepted = 9,
                     bool shadow = false) {
        clock.sleep_for(hours(1));
        const auto id = ledger().unit_id(unit(sender, shadow));
        const auto hash = std::string(60, 'a') + std::to_string(1000 + ++m_number);
        auto delivery =
            ledger().record_delivery(id, hash, bytes, to_text(clock.now()), model::DeliveryKind::snapshot, "90d");
        ledger().set_delivery_state(delivery.id, state, 10);
        ledger::Run run;
        run.unit_id = id;
        run.delivery_id = delivery.id;
        run.cause = model::RunCause::night;
        run.id = ledger().begin_run(run);
        run.outcome = Outcome::loaded;
        run.records.read = 10;
        run.records.accepted = static_cast<std::uint64_t>(accepted);
        run.records.held = 10 - static_cast<std::uint64_t>(accepted);
        ledger().finish_run(run, {});
        return delivery;
    }
    ReceivedUnit of(const std::string& sender) {
        for (auto& received : received_units(connection()))
            if (received.unit == unit(sender)) return received;
        return {};
    }
    static std::string moment(const Delivery& delivery) { return delivery.received_at; }

private:
    int m_number = 0;
};

TEST_P(ReceivedUnits, are_told_by_what_became_of_their_deliveries) {
    const auto first = receive("corrected", model::DeliveryState::loaded);
    const auto second = receive("corrected", model::DeliveryState::loaded);
    (void)receive("corrected", model::DeliveryState::retracted);
    auto found = of("corrected");
    EXPECT_EQ(found.first_loaded_at, moment(first));
    EXPECT_EQ(found.newest_received_at, moment(second)) << "what was retracted counts no more";
    EXPECT_EQ(found.first_received_at, moment(first));
    EXPECT_FALSE(found.stands_empty || found.waits || found.refused || found.landed);

    (void)receive("nil", model::DeliveryState::loaded);
    (void)receive("nil", model::DeliveryState::loaded, 0);
    EXPECT_TRUE(of("nil").stands_empty);
    (void)receive("nil", model::DeliveryState::loaded);
    EXPECT_FALSE(of("nil").stands_empty) << "what was loaded last stands";

    (void)receive("refused", model::DeliveryState::landed);
    (void)receive("refused", model::DeliveryState::rejected);
    EXPECT_TRUE(of("refused").refused && !of("refused").landed);
    (void)receive("refused", model::DeliveryState::landed);
    EXPECT_TRUE(of("refused").landed && !of("refused").refused) << "the newest of them counts";
    (void)receive("refused", model::DeliveryState::queued);
    EXPECT_TRUE(of("refused").waits);

    (void)receive("taken back", model::DeliveryState::retracted);
    EXPECT_TRUE(of("taken back").first_loaded_at.empty() && of("taken back").newest_received_at.empty());
    EXPECT_FALSE(of("taken back").first_received_at.empty());

    (void)receive("shadow", model::DeliveryState::loaded, 9, 9, true);
    EXPECT_EQ(received_units(connection()).size(), 4U);
}

TEST_P(ReceivedUnits, know_which_slices_are_out) {
    const auto part = receive("part", model::DeliveryState::loaded, 9, 5);
    ledger().hold(part.id, "5001", "too much");
    EXPECT_EQ(of("part").slices_out, 1U);
    EXPECT_EQ(of("part").holds, 1U);
    EXPECT_FALSE(of("part").all_out);
    ledger().decide_hold(ledger().holds(model::HoldState::held).at(0).id, model::HoldState::rejected, "kari",
                         "wrong unit");
    EXPECT_EQ(of("part").slices_out, 1U) << "refused is not accepted";
    EXPECT_EQ(of("part").holds, 0U);
    (void)receive("part", model::DeliveryState::loaded);
    EXPECT_EQ(of("part").slices_out, 0U) << "something newer was loaded";

    const auto all = receive("all", model::DeliveryState::loaded, 9, 0);
    ledger().hold(all.id, "5001", "too much");
    EXPECT_TRUE(of("all").all_out);

    (void)receive("again", model::DeliveryState::loaded);
    ledger().hold(receive("again", model::DeliveryState::loaded, 9, 0).id, "5001", "too much");
    EXPECT_FALSE(of("again").all_out) << "what was loaded before still stands";

    ledger().hold(receive("whole", model::DeliveryState::held).id, "", "cut");
    EXPECT_TRUE(of("whole").waits);
    EXPECT_EQ(of("whole").holds, 1U);
    EXPECT_EQ(of("whole").slices_out, 0U);
}

TEST_P(ReceivedUnits, periods_are_those_with_a_scheduled_instant) {
    (void)receive("unscheduled", model::DeliveryState::loaded);
    Slots slots(connection(), clock);
    write([&] {
        slots.record_skipped(
            {{{"municipal.settled", "k0301", "2026-09"}, clock.now(), clock.now(), 1, "paused"},
             {{"municipal.settled", "k0301", "2026-08", true}, clock.now(), clock.now(), 1, "paused"}});
        return 0;
    });
    EXPECT_EQ(scheduled_periods(connection()),
              (std::map<std::string, std::set<std::string>>{{"municipal.settled", {"2026-09"}}}));
}

TEST_P(ReceivedUnits, rows_take_the_place_of_all_others_with_the_close_of_a_night) {
    Nights nights(connection(), clock);
    const auto id = nights.begin({NightCause::command, to_text(clock.now() + hours(1))}).night.id;
    int published = 0;
    const auto publish = [&](std::size_t rows) {
        return [&, rows] {
            ++published;
            std::vector<ArrivalRow> list(rows);
            for (std::size_t i = 0; i < rows; ++i) {
                list[i].unit = unit("k" + std::to_string(1000 + i));
                list[i].state = model::ArrivalState::overdue;
                list[i].late_days = i == 0 ? std::nullopt : std::optional<std::int64_t>(3);
            }
            replace_arrivals(connection(), list, to_text(clock.now()));
            if (rows == 0) throw Error(ErrorKind::internal, "no rows");
        };
    };
    (void)nights.close(id, model::Verdict::good, publish(450));
    (void)nights.close(id, model::Verdict::good, publish(1));
    EXPECT_EQ(published, 1) << "it was closed already";
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM ops_arrival"), 450);
    EXPECT_EQ(connection().query_integer("SELECT count(late_days) FROM ops_arrival"), 449);

    const auto next = nights.begin({NightCause::command, to_text(clock.now() + hours(1))}).night.id;
    EXPECT_THROW((void)nights.close(next, model::Verdict::good, publish(0)), Error);
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM ops_arrival"), 450) << "all of before";
    EXPECT_TRUE(nights.night(next)->closed_at.empty()) << "both or neither";
    (void)nights.close(next, model::Verdict::good, publish(2));
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM ops_arrival"), 2);
}

TILSIG_ON_EVERY_ENGINE(ReceivedUnits);

}  // namespace
}  // namespace tilsig::ledger
