// Nights that are resumed only within their own time, closed whatever happened, and judged by their runs.
#include "ledger/nights.hpp"

#include "integration/ledger/engine_fixture.hpp"
#include "ledger/pauses.hpp"
#include "ledger/run_notes.hpp"
#include "ledger/slots.hpp"

namespace tilsig::ledger {
namespace {

using model::Outcome;
using model::Verdict;
using std::chrono::hours;

class NightsOf : public OnALedger {
protected:
    void SetUp() override {
        OnALedger::SetUp();
        if (IsSkipped()) return;
        m_nights = std::make_unique<Nights>(connection(), clock);
        m_slots = std::make_unique<Slots>(connection(), clock);
    }
    Nights& nights() { return *m_nights; }
    BegunNight begin(NightCause cause = NightCause::schedule) {
        return nights().begin({cause, to_text(clock.now() + hours(3))});
    }
    static model::UnitName unit(const std::string& sender, bool shadow = false) {
        return {"municipal.settled", sender, "2026-11", shadow};
    }
    void claim(std::int64_t night, const std::string& sender, bool shadow = false) {
        const auto got = write([&] { return m_slots->claim(night, {{unit(sender, shadow), clock.now()}}); });
        EXPECT_EQ(got.size(), 1U);
    }
    std::string slot_state(const std::string& sender) {
        return connection()
            .query_text("SELECT s.state FROM ops_slot s JOIN ops_unit u ON u.id = s.unit_id WHERE u.sender = ?",
                        {sender})
            .value_or("none");
    }
    /// A run of the unit over a delivery in that state.
    std::int64_t ran_over(const std::string& sender, std::int64_t night, Outcome outcome, model::DeliveryState state) {
        const auto id = ran(unit(sender), night, outcome);
        const auto delivery =
            ledger().record_delivery(ledger().unit_id(unit(sender)), std::string(64, "abcdef"[m_deliveries++ % 6]), 1,
                                     to_text(clock.now()), model::DeliveryKind::snapshot, "P1Y");
        ledger().set_delivery_state(delivery.id, state, 1);
        connection().execute("UPDATE ops_run SET delivery_id = " + std::to_string(delivery.id) +
                             " WHERE id = " + std::to_string(id));
        return id;
    }

private:
    std::unique_ptr<Nights> m_nights;
    std::unique_ptr<Slots> m_slots;
    std::size_t m_deliveries = 0;
};

TEST_P(NightsOf, an_open_night_is_resumed_within_its_own_time_and_by_its_own_cause) {
    const auto first = begin();
    EXPECT_FALSE(first.resumed);
    EXPECT_EQ(first.night.cause, NightCause::schedule);
    EXPECT_EQ(first.night.verdict, "");
    clock.sleep_for(hours(2));
    const auto again = begin();
    EXPECT_TRUE(again.resumed);
    EXPECT_EQ(again.night.id, first.night.id);
    EXPECT_EQ(again.night.deadline_at, first.night.deadline_at) << "its own deadline, not that of who resumes it";
    EXPECT_TRUE(again.interrupted.empty());

    claim(first.night.id, "k0301");
    const auto by_hand = begin(NightCause::command);
    EXPECT_FALSE(by_hand.resumed);
    EXPECT_NE(by_hand.night.id, first.night.id);
    ASSERT_EQ(by_hand.interrupted.size(), 1U);
    EXPECT_EQ(slot_state("k0301"), "failed") << "its time is not over: it may be tried again";
}

TEST_P(NightsOf, a_night_is_taken_only_from_a_holder_that_is_gone) {
    NightWish wish{NightCause::command, to_text(clock.now() + hours(3)), "", "first"};
    const auto first = nights().begin(wish).night;
    EXPECT_EQ(first.holder, "first");
    EXPECT_TRUE(nights().begin(wish).resumed) << "the answer to the first try was lost";
    wish.holder = "second";
    wish.require_gone = [](const std::string& holder) { throw Error(ErrorKind::usage, holder + " is at work"); };
    for (const auto cause : {NightCause::command, NightCause::everything}) {
        wish.cause = cause;
        EXPECT_THROW((void)nights().begin(wish), Error);
        EXPECT_EQ(nights().open()->holder, "first");
    }
    EXPECT_FALSE(nights().take_up(first.id, "second"));
    nights().let_go(first.id);
    EXPECT_TRUE(nights().take_up(first.id, "first"));
    EXPECT_TRUE(nights().take_up(first.id, "first"));
    wish.cause = NightCause::command;
    wish.require_gone = [](const std::string&) {};
    const auto second = nights().begin(wish);
    EXPECT_TRUE(second.resumed);
    EXPECT_EQ(second.night.holder, "second");
    EXPECT_FALSE(nights().take_up(first.id, "first")) << "it was resumed by another one meanwhile";
    (void)nights().close(first.id, Verdict::good);
    EXPECT_FALSE(nights().take_up(first.id, "second"));
}

TEST_P(NightsOf, one_that_was_asked_for_other_feeds_is_closed_and_says_what_it_did_not_come_to) {
    NightWish wish{NightCause::command, to_text(clock.now() + hours(3)), "nav.unemployment"};
    const auto first = nights().begin(wish).night;
    EXPECT_TRUE(nights().begin(wish).resumed);
    wish.asked = "ssb.county";
    wish.unfinished = [](const Night& night) { return night.asked + " and more"; };
    const auto second = nights().begin(wish);
    EXPECT_FALSE(second.resumed);
    ASSERT_EQ(second.interrupted.size(), 1U);
    EXPECT_EQ(second.interrupted[0].verdict, "interrupted");
    EXPECT_EQ(nights().night(first.id)->reason,
              "left open, and closed by the next one; asked for and not done: nav.unemployment and more");
    wish.asked = "";
    EXPECT_FALSE(nights().begin(wish).resumed) << "nor by one of what is due";
}

TEST_P(NightsOf, a_unit_is_finished_when_nothing_can_wait_behind_its_newest_run) {
    const auto night = begin().night.id;
    const auto moves_on = [&](const std::string& sender) {
        write([&] {
            ledger().set_cursor(ledger().unit_id(unit(sender)), "after the first file");
            return 0;
        });
    };
    (void)ran_over("one", night, Outcome::loaded, model::DeliveryState::loaded);
    (void)ran_over("several", night, Outcome::loaded, model::DeliveryState::loaded);
    (void)ran_over("exhausted", night, Outcome::loaded, model::DeliveryState::loaded);
    (void)ran(unit("exhausted"), night, Outcome::nothing_new);
    (void)ran_over("broken", night, Outcome::loaded, model::DeliveryState::loaded);
    (void)ran(unit("broken"), night, Outcome::failed);
    for (const char* sender : {"several", "exhausted"}) moves_on(sender);
    EXPECT_EQ(nights().finished_units(night),
              (std::vector<std::int64_t>{ledger().unit_id(unit("one")), ledger().unit_id(unit("exhausted"))}))
        << "a second file may wait behind the first, and the first may not be acknowledged";
}

TEST_P(NightsOf, three_left_open_in_a_row_leave_three_verdicts) {
    const auto first = begin().night.id;
    claim(first, "done");
    claim(first, "undone");
    (void)ran(unit("done"), first, Outcome::loaded);
    ledger::Run saved;
    saved.unit_id = ledger().unit_id(unit("done"));
    saved.night_id = first;
    saved.cause = model::RunCause::night;
    saved.id = ledger().begin_run(saved);
    write([&] { return ledger().begin_load(saved.id); });
    clock.sleep_for(hours(24));

    const auto second = begin();
    EXPECT_FALSE(second.resumed);
    ASSERT_EQ(second.interrupted.size(), 1U);
    EXPECT_EQ(second.interrupted[0].id, first);
    EXPECT_EQ(second.interrupted[0].verdict, "late") << "of the unit whose turn never came";
    EXPECT_EQ(second.interrupted[0].reason, "left open, and closed by the next one");
    EXPECT_EQ(second.interrupted[0].load_seq, 1) << "BI sees what it loaded";
    EXPECT_EQ(slot_state("done"), "done");
    EXPECT_EQ(slot_state("undone"), "late");
    EXPECT_EQ(ledger().run(saved.id)->outcome, Outcome::loaded) << "by its marker";

    (void)ran(unit("done"), second.night.id, Outcome::rejected);
    clock.sleep_for(hours(24));
    const auto third = begin();
    EXPECT_EQ(third.interrupted.at(0).verdict, "rejects");
    (void)ran(unit("done"), third.night.id, Outcome::nothing_new);
    clock.sleep_for(hours(24));
    EXPECT_EQ(begin().interrupted.at(0).verdict, "interrupted") << "what ran was good, and it did not end";
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM ops_night WHERE closed_at IS NULL"), 1);
}

TEST_P(NightsOf, a_night_may_be_closed_again_with_the_same_verdict) {
    const auto id = begin().night.id;
    claim(id, "k0301");
    const auto closed = nights().close(id, Verdict::late);
    EXPECT_EQ(closed.verdict, "late");
    EXPECT_FALSE(closed.closed_at.empty());
    EXPECT_EQ(slot_state("k0301"), "late") << "its turn never came";
    clock.sleep_for(hours(1));
    EXPECT_EQ(nights().close(id, Verdict::late).closed_at, closed.closed_at);
    EXPECT_THROW((void)nights().close(id, Verdict::good), Error);
    EXPECT_THROW((void)nights().close(id + 100, Verdict::good), Error);
    EXPECT_EQ(nights().night(id)->verdict, "late");
}

TEST_P(NightsOf, the_verdict_is_that_of_the_worst_active_unit) {
    const auto id = begin().night.id;
    EXPECT_EQ(nights().verdict(id), Verdict::good);
    (void)ran(unit("a"), id, Outcome::loaded);
    (void)ran(unit("b", true), id, Outcome::failed);
    (void)ran(unit("b"), std::nullopt, Outcome::failed);
    EXPECT_EQ(nights().verdict(id), Verdict::good) << "a shadow, and a run by hand";
    const auto with_rejects = ran(unit("c"), id, Outcome::loaded);
    connection().execute("UPDATE ops_run SET rejected = 3 WHERE id = " + std::to_string(with_rejects));
    EXPECT_EQ(nights().verdict(id), Verdict::rejects);
    (void)ran_over("d", id, Outcome::held, model::DeliveryState::held);
    EXPECT_EQ(nights().verdict(id), Verdict::held);
    claim(id, "e", true);
    EXPECT_EQ(nights().verdict(id), Verdict::held) << "a shadow's slot";
    claim(id, "e");
    EXPECT_EQ(nights().verdict(id), Verdict::late) << "claimed and never run";
    (void)ran(unit("f"), id, Outcome::failed);
    EXPECT_EQ(nights().verdict(id), Verdict::failed);
    const auto refused = ran(unit("g"), id, Outcome::failed);
    connection().execute("UPDATE ops_run SET error_kind = 'state' WHERE id = " + std::to_string(refused));
    EXPECT_EQ(nights().verdict(id), Verdict::refused);
    std::int64_t decides = 0;
    for (const auto& end : nights().unit_ends(id))
        if (end.code == model::ExitCode::refused) decides = end.run_id;
    EXPECT_EQ(decides, refused);
    EXPECT_EQ(nights().unit_ends(id).size(), 6U);
}

TEST_P(NightsOf, a_failure_is_forgotten_when_the_unit_ran_again_and_what_a_delivery_came_to_is_not) {
    const auto id = begin().night.id;
    (void)ran(unit("a"), id, Outcome::failed);
    (void)ran(unit("a"), id, Outcome::late);
    (void)ran(unit("a"), id, Outcome::loaded);
    EXPECT_EQ(nights().verdict(id), Verdict::good);
    const auto rejected = ran(unit("b"), id, Outcome::rejected);
    (void)ran(unit("b"), id, Outcome::nothing_new);
    ASSERT_EQ(nights().unit_ends(id).size(), 2U);
    EXPECT_EQ(nights().unit_ends(id)[1].run_id, rejected) << "what was there before an interruption";
    EXPECT_EQ(nights().verdict(id), Verdict::rejects);
    (void)ran_over("c", id, Outcome::held, model::DeliveryState::superseded);
    EXPECT_EQ(nights().verdict(id), Verdict::rejects) << "a newer delivery has decided the hold";
    const auto loaded = ran_over("d", id, Outcome::loaded, model::DeliveryState::loaded);
    const auto delivery = ledger().run(loaded)->delivery_id.value();
    ledger().hold(delivery, "k0301", "doubtful");
    EXPECT_EQ(nights().verdict(id), Verdict::held) << "a slice";
    ledger().decide_hold(ledger().holds_of(delivery)[0].id, model::HoldState::released, "operator", "seen");
    EXPECT_EQ(nights().verdict(id), Verdict::rejects);
}

TEST_P(NightsOf, a_source_that_would_not_hear_it_is_a_failure_although_the_rows_are_there) {
    const auto id = begin().night.id;
    const auto run = ran(unit("a"), id, Outcome::loaded);
    RunNotes notes(connection(), clock);
    notes.add({run, RunNoteKind::more_waits, "3 files wait"});
    EXPECT_EQ(nights().verdict(id), Verdict::good);
    notes.add({run, RunNoteKind::not_acknowledged, "the folder is full"});
    notes.add({run, RunNoteKind::not_acknowledged, "the folder of 01017012345 cannot be written"});
    EXPECT_EQ(nights().verdict(id), Verdict::failed);
    const auto of_run = notes.of_run(run);
    ASSERT_EQ(of_run.size(), 2U);
    EXPECT_EQ(of_run[0].kind, RunNoteKind::more_waits);
    EXPECT_EQ(of_run[0].text, "3 files wait");
    EXPECT_EQ(of_run[1].text.find("01017012345"), std::string::npos);
    EXPECT_EQ(notes.of_night(id).size(), 2U);
    EXPECT_TRUE(notes.of_night(id + 1).empty());
}

TEST_P(NightsOf, a_night_that_could_not_begin_leaves_a_trace_and_moves_nothing) {
    const auto id = begin().night.id;
    const auto run = ran(unit("a"), id, Outcome::loaded);
    write([&] { return ledger().begin_load(run); });
    (void)nights().close(id, Verdict::good);
    for (int i = 0; i < 2; ++i)
        nights().record_unbegun({clock.now() - hours(5), NightCause::schedule, "the database was down"});
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM ops_night"), 2);
    const auto last = nights().newest(1).at(0);
    EXPECT_EQ(last.verdict, "not begun");
    EXPECT_EQ(last.reason, "the database was down");
    EXPECT_EQ(last.started_at, to_text(clock.now() - hours(5)));
    EXPECT_EQ(last.load_seq, 1);
    EXPECT_EQ(nights().last_closed()->id, id) << "what BI shows is of the night before";
    EXPECT_TRUE(begin().interrupted.empty());
}

TEST_P(NightsOf, feeds_are_paused_and_resumed_by_name_and_on_record) {
    Pauses pauses(connection(), clock);
    EXPECT_TRUE(pauses.paused_feeds().empty());
    EXPECT_FALSE(pauses.resume_feed("nav.jobseeker", "operator"));
    EXPECT_TRUE(pauses.pause_feed("nav.jobseeker", "operator", "the source moves"));
    EXPECT_FALSE(pauses.pause_feed("nav.jobseeker", "somebody else", "once more"));
    EXPECT_TRUE(pauses.pause_feed("municipal.settled", "operator", "asked by telephone"));
    const auto paused = pauses.paused_feeds();
    ASSERT_EQ(paused.size(), 2U);
    EXPECT_EQ(paused[1].feed, "nav.jobseeker");
    EXPECT_EQ(paused[1].who, "operator");
    EXPECT_EQ(paused[1].why, "the source moves");
    EXPECT_EQ(paused[1].since, to_text(clock.now()));
    EXPECT_TRUE(pauses.resume_feed("nav.jobseeker", "operator"));
    EXPECT_EQ(pauses.paused_feeds().size(), 1U);
    ASSERT_EQ(ledger().audits(10).size(), 3U);
    EXPECT_EQ(ledger().audits(10)[0].what, "feed resumed");
}

TILSIG_ON_EVERY_ENGINE(NightsOf);

}  // namespace
}  // namespace tilsig::ledger
