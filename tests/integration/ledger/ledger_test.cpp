// The account of units, deliveries, runs, holds and nights, on both engines.
#include "ledger/ledger.hpp"
#include "ledger/nights.hpp"

#include <gtest/gtest.h>

#include "odbc/dialect.hpp"
#include "support/databases.hpp"

namespace tilsig::ledger {
namespace {

using odbc::Connection;
using odbc::Transaction;

const model::UnitName unit{"ssb.population", "ssb", "2026"};
const std::string hash_a(64, 'a');
const std::string hash_b(64, 'b');

class Accounts : public test::OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        odbc::Dsn dsn;
        dsn.connection_string = connection_string();
        m_connection = std::make_unique<Connection>(Connection::open(dsn, "test"));
        m_ledger = std::make_unique<Ledger>(*m_connection, clock);
        m_ledger->migrate();
    }
    Ledger& ledger() { return *m_ledger; }
    Connection& connection() { return *m_connection; }

    Delivery deliver(const std::string& hash, model::DeliveryState state = model::DeliveryState::landed) {
        auto delivery = ledger().record_delivery(ledger().unit_id(unit), hash, 1234, to_text(clock.now()),
                                                 model::DeliveryKind::snapshot, "P1Y");
        if (state != model::DeliveryState::landed) ledger().set_delivery_state(delivery.id, state, 10);
        return ledger().delivery(delivery.id).value();
    }
    std::int64_t begin(std::optional<std::int64_t> delivery = std::nullopt,
                       std::optional<std::int64_t> night = std::nullopt) {
        ledger::Run run;
        run.unit_id = ledger().unit_id(unit);
        run.delivery_id = delivery;
        run.night_id = night;
        run.cause = model::RunCause::command;
        run.started_at = to_text(clock.now());
        return ledger().begin_run(run);
    }

    ManualClock clock{parse_instant("2026-11-22T03:00:00Z")};

private:
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<Ledger> m_ledger;
};

TEST_P(Accounts, a_unit_is_found_or_created) {
    const auto id = ledger().unit_id(unit);
    EXPECT_EQ(ledger().unit_id(unit), id);
    EXPECT_NE(ledger().unit_id({"ssb.population", "ssb", "2027"}), id);
    EXPECT_EQ(ledger().unit_name(id), unit);
    EXPECT_EQ(ledger().unit_name(id + 100), std::nullopt);
}

TEST_P(Accounts, a_cursor_is_kept_and_replaced) {
    const auto id = ledger().unit_id(unit);
    EXPECT_EQ(ledger().cursor(id), std::nullopt);
    ledger().set_cursor(id, "page 17 æøå");
    EXPECT_EQ(ledger().cursor(id), "page 17 æøå");
    ledger().set_cursor(id, "");
    EXPECT_EQ(ledger().cursor(id), "") << "an empty cursor is not a missing one";
}

TEST_P(Accounts, the_same_content_is_one_delivery_and_numbers_count_per_unit) {
    const auto first = deliver(hash_a);
    EXPECT_EQ(first.seq, 1);
    EXPECT_EQ(first.state, model::DeliveryState::landed);
    EXPECT_EQ(first.bytes, 1234U);
    EXPECT_EQ(deliver(hash_a).id, first.id);
    const auto second = deliver(hash_b);
    EXPECT_EQ(second.seq, 2);
    const auto other_unit = ledger().unit_id({"ssb.population", "ssb", "2027"});
    EXPECT_EQ(
        ledger().record_delivery(other_unit, hash_a, 1, to_text(clock.now()), model::DeliveryKind::snapshot, "P1Y").seq,
        1);
    EXPECT_EQ(ledger().deliveries(first.unit_id).size(), 2U);
    EXPECT_EQ(ledger().delivery_by_hash(first.unit_id, hash_b)->id, second.id);
}

TEST_P(Accounts, the_last_loaded_delivery_is_the_one_loaded_last_not_the_one_numbered_last) {
    const auto a = deliver(hash_a, model::DeliveryState::loaded);
    EXPECT_EQ(ledger().last_loaded(a.unit_id)->id, a.id);
    clock.sleep_for(std::chrono::hours(24));
    const auto b = deliver(hash_b, model::DeliveryState::loaded);
    EXPECT_EQ(ledger().last_loaded(a.unit_id)->id, b.id);
    clock.sleep_for(std::chrono::hours(24));
    ledger().set_delivery_state(a.id, model::DeliveryState::loaded,
                                10);  // the older content came back and was loaded again
    EXPECT_EQ(ledger().last_loaded(a.unit_id)->id, a.id);
    EXPECT_EQ(ledger().newest_deliveries("ssb.population"), std::vector<std::int64_t>{a.id});
    ledger().set_delivery_state(a.id, model::DeliveryState::retracted, 10);
    EXPECT_EQ(ledger().last_loaded(a.unit_id)->id, b.id);
}

TEST_P(Accounts, of_periods_that_succeed_each_other_the_newest_is_known) {
    int hashes = 0;
    const auto deliver_for = [&](const char* sender, const char* period, model::DeliveryState state,
                                 model::Outcome said = model::Outcome::loaded) {
        const auto of = ledger().unit_id({"municipal.programme", sender, period});
        const auto made = ledger().record_delivery(of, std::string(64, static_cast<char>('a' + ++hashes)), 1,
                                                   to_text(clock.now()), model::DeliveryKind::snapshot, "90d");
        ledger().set_delivery_state(made.id, state, 3);
        ledger::Run run;
        run.unit_id = of;
        run.delivery_id = made.id;
        run.started_at = to_text(clock.now());
        run.id = ledger().begin_run(run);
        run.outcome = said;
        ledger().finish_run(run, {});
        return made.id;
    };
    using model::DeliveryState;
    const auto october = deliver_for("k1601", "2008-10", DeliveryState::loaded);
    const auto december = deliver_for("k1601", "2008-12", DeliveryState::loaded);
    const auto november = deliver_for("k1601", "2008-11", DeliveryState::loaded);
    (void)deliver_for("k1601", "2009-01", DeliveryState::held, model::Outcome::held);
    (void)deliver_for("k1601", "2009-02", DeliveryState::loaded, model::Outcome::held);  // every slice of it is held
    (void)deliver_for("k1601", "all", DeliveryState::loaded);
    (void)deliver_for("k0301", "2008-12", DeliveryState::loaded);
    const model::UnitName month{"municipal.programme", "k1601", "2008-11"};
    EXPECT_EQ(ledger().last_loaded_until(month)->id, november);
    EXPECT_EQ(ledger().last_loaded_until({month.feed, month.sender, "2009-01"})->id, december);
    EXPECT_EQ(ledger().last_loaded_until({month.feed, month.sender, "2008-09"}), std::nullopt);
    const auto after = ledger().loaded_after({month.feed, month.sender, "2008-10"});
    ASSERT_EQ(after.size(), 2U);
    EXPECT_EQ(after[0].period, "2008-11");
    EXPECT_EQ(after[1].delivery_id, december);
    EXPECT_EQ(ledger().loaded_after({month.feed, month.sender, "2008-12"}).size(), 0U);
    EXPECT_EQ(ledger().loaded_after({month.feed, month.sender, "2008-10", true}).size(), 0U) << "a shadow is another";
    EXPECT_NE(october, november);
}

TEST_P(Accounts, queued_deliveries_come_oldest_first) {
    const auto a = deliver(hash_a, model::DeliveryState::queued);
    const auto b = deliver(hash_b, model::DeliveryState::queued);
    const auto queued = ledger().queued(a.unit_id);
    ASSERT_EQ(queued.size(), 2U);
    EXPECT_EQ(queued[0].id, a.id);
    EXPECT_EQ(queued[1].id, b.id);
    EXPECT_THROW(ledger().set_delivery_state(999, model::DeliveryState::loaded, 0), Error);
}

TEST_P(Accounts, an_archived_delivery_may_be_declared_older_and_never_newer) {
    const auto delivery = deliver(hash_a);
    ledger().declare_received_at(delivery.id, "2009-03-01T12:00:00Z", "operator", "from the archive");
    EXPECT_EQ(ledger().delivery(delivery.id)->received_at, "2009-03-01T12:00:00.000000Z");
    EXPECT_THROW(ledger().declare_received_at(delivery.id, "2010-03-01T12:00:00Z", "operator", ""), Error);
    const auto audits = ledger().audits(10);
    ASSERT_EQ(audits.size(), 1U);
    EXPECT_EQ(audits[0].who, "operator");
    EXPECT_NE(audits[0].what.find("2009-03-01"), std::string::npos);
}

TEST_P(Accounts, a_run_comes_back_as_it_was_finished) {
    const auto delivery = deliver(hash_a);
    const auto id = begin(delivery.id);
    EXPECT_EQ(ledger().run(id)->outcome, std::nullopt) << "open";
    ledger::Run run = ledger().run(id).value();
    {
        Transaction transaction(connection(), Transaction::Mode::write);
        run.load_seq = ledger().begin_load(id);
        run.outcome = model::Outcome::loaded;
        run.bytes = {1, 2, 3, 4, 5, 6};
        run.records = {10,
                       5,
                       1,
                       2,
                       1,
                       1,
                       {{"SYS-F001", 1}, {"POP-R002", 1}},
                       {{"not_asked_for", 1}},
                       {{"POP-R003", 4}},
                       {{"whitespace", 3}}};
        run.rows["fact_population"] = {5, 1, 2, 1, 1, 7};
        run.rows["dim_age"] = {1, 1, 0, 0, 0, 0};
        ledger().finish_run(
            run, {{"decode", std::chrono::microseconds(1500), 10}, {"load", std::chrono::microseconds(70), 3}});
        ASSERT_EQ(transaction.commit(), odbc::TransactionEnd::committed);
    }
    const ledger::Run read = ledger().run(id).value();
    EXPECT_EQ(read.outcome, model::Outcome::loaded);
    EXPECT_EQ(read.load_seq, 1);
    EXPECT_EQ(read.bytes, run.bytes);
    EXPECT_EQ(read.records.residual(), 0);
    EXPECT_EQ(read.records.rejected_by_rule, run.records.rejected_by_rule);
    EXPECT_EQ(read.records.filtered_by_reason, run.records.filtered_by_reason);
    EXPECT_EQ(read.records.flagged_by_rule, run.records.flagged_by_rule);
    EXPECT_EQ(read.records.changed_by_kind, run.records.changed_by_kind);
    ASSERT_EQ(read.rows.size(), 2U);
    EXPECT_EQ(read.rows.at("fact_population").closed, 7U);
    EXPECT_EQ(read.rows.at("fact_population").residual(), 0);
    EXPECT_EQ(read.ended_at, to_text(clock.now()));
    const auto steps = ledger().steps(id);
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0].name, "decode");
    EXPECT_EQ(steps[0].wall, std::chrono::microseconds(1500));
    EXPECT_THROW(ledger().finish_run(run, {}), Error) << "a run is finished once";
}

TEST_P(Accounts, runs_are_listed_newest_first_with_their_accounts) {
    Nights nights(connection(), clock);
    const auto night = nights.begin({NightCause::command, "2026-11-22T06:00:00.000000Z"}).night;
    for (int i = 0; i < 3; ++i) {
        ledger::Run run = ledger().run(begin(std::nullopt, i < 2 ? std::optional(night.id) : std::nullopt)).value();
        run.outcome = i == 0 ? model::Outcome::failed : model::Outcome::nothing_new;
        run.reason = "number " + std::to_string(i);
        run.rows["fact_population"].derived = static_cast<std::uint64_t>(i);
        ledger().finish_run(run, {});
    }
    const auto runs = ledger().runs(ledger().unit_id(unit), std::nullopt, 2);
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].reason, "number 2");
    EXPECT_EQ(runs[0].rows.at("fact_population").derived, 2U);
    EXPECT_EQ(runs[1].reason, "number 1");
    EXPECT_EQ(ledger().runs(std::nullopt, night.id, 10).size(), 2U);
    EXPECT_TRUE(ledger().runs(std::nullopt, night.id + 1, 10).empty());
    EXPECT_EQ(nights.finished_units(night.id), std::vector<std::int64_t>{ledger().unit_id(unit)});
}

TEST_P(Accounts, a_reason_holds_no_long_number_and_no_control_byte) {
    ledger::Run run = ledger().run(begin()).value();
    run.outcome = model::Outcome::failed;
    run.reason = "line 3: '01017012345'\n" + std::string("\xe6\xf8") + std::string(5000, 'x');
    ledger().finish_run(run, {});
    const std::string reason = ledger().run(run.id)->reason;
    EXPECT_EQ(reason.find("01017012345"), std::string::npos);
    EXPECT_EQ(reason.find('\n'), std::string::npos);
    EXPECT_LE(reason.size(), 2100U);
}

TEST_P(Accounts, load_sequences_rise_and_the_marker_goes_with_the_transaction) {
    const auto first = begin();
    const auto second = begin();
    EXPECT_EQ(ledger().marker(first), std::nullopt);
    {
        Transaction transaction(connection(), Transaction::Mode::write);
        EXPECT_EQ(ledger().begin_load(first), 1);
    }
    EXPECT_EQ(ledger().marker(first), std::nullopt) << "rolled back";
    for (const auto& [run, expected] : {std::pair{first, 1}, std::pair{second, 2}}) {
        Transaction transaction(connection(), Transaction::Mode::write);
        EXPECT_EQ(ledger().begin_load(run), expected);
        ASSERT_EQ(transaction.commit(), odbc::TransactionEnd::committed);
    }
    EXPECT_EQ(ledger().marker(second), 2);
    Transaction transaction(connection(), Transaction::Mode::write);
    EXPECT_THROW((void)ledger().begin_load(second), odbc::DatabaseError) << "one marker for a run";
    EXPECT_EQ(transaction.end(), odbc::TransactionEnd::poisoned);
}

TEST_P(Accounts, runs_of_killed_processes_are_settled_by_their_marker) {
    const auto saved = begin();
    const auto lost = begin();
    {
        Transaction transaction(connection(), Transaction::Mode::write);
        (void)ledger().begin_load(saved);
        ASSERT_EQ(transaction.commit(), odbc::TransactionEnd::committed);
    }
    EXPECT_EQ(ledger().settle_interrupted_runs(), 2);
    EXPECT_EQ(ledger().run(saved)->outcome, model::Outcome::loaded);
    EXPECT_EQ(ledger().run(saved)->load_seq, 1);
    EXPECT_EQ(ledger().run(lost)->outcome, model::Outcome::failed);
    EXPECT_NE(ledger().run(lost)->reason.find("interrupted"), std::string::npos);
    EXPECT_FALSE(ledger().run(lost)->ended_at.empty());
    EXPECT_EQ(ledger().settle_interrupted_runs(), 0);
}

TEST_P(Accounts, findings_replace_those_of_earlier_runs_and_hold_places_only) {
    const auto delivery = deliver(hash_a);
    std::vector<model::Finding> findings(1003);
    for (std::size_t i = 0; i < findings.size(); ++i) {
        findings[i].code = i % 2 == 0 ? model::RuleCode("POP-F001") : model::RuleCode("POP-R002");
        findings[i].field = "municipality";
        findings[i].place = {i + 1, i + 4, 3, (std::uint64_t{1} << 40) + i, 77, static_cast<std::uint32_t>(i)};
        findings[i].message = "a text for people";
        findings[i].severity = model::Severity::warning;
        findings[i].action = model::Action::null_field;
        findings[i].owner = "k0301";
        findings[i].subject = {model::Subject::Kind::case_file, {7, i}};
    }
    const auto first = begin(delivery.id);
    ledger().write_rejects(first, delivery.id, findings);
    ledger().write_rejects(first, delivery.id, {findings.front()});
    auto counts = ledger().reject_counts(delivery.id);
    EXPECT_EQ(counts["POP-F001"], 503U) << "chunks of one run add up";
    EXPECT_EQ(counts["POP-R002"], 501U);
    findings[3].owner = "k1103";
    findings[3].field = "year";
    auto twice = findings[3];
    twice.field = "sex";
    const auto second = begin(delivery.id);
    ledger().write_rejects(second, delivery.id, {findings[1], findings[2], findings[3], twice, findings[5]});
    const auto owned = ledger().findings_by_owner(delivery.id, second);
    ASSERT_EQ(owned.size(), 3U);
    EXPECT_EQ(owned[1].owner + " " + owned[1].code + " " + std::to_string(owned[1].records), "k0301 POP-R002 2");
    EXPECT_EQ(owned[2].owner + " " + owned[2].code + " " + std::to_string(owned[2].records), "k1103 POP-R002 1")
        << "a record counts once for each code";
    EXPECT_EQ(owned[2].action, model::Action::null_field);
    EXPECT_TRUE(ledger().findings_by_owner(delivery.id, first).empty());
    ledger().write_rejects(begin(delivery.id), delivery.id, {findings[1], findings[2]});
    const auto kept = ledger().rejects(delivery.id, 10);
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].code, "POP-R002");
    EXPECT_EQ(kept[0].place.offset, (std::uint64_t{1} << 40) + 1);
    EXPECT_EQ(kept[0].place.length, 77U);
    EXPECT_EQ(kept[0].place.sheet, 1U);
    EXPECT_EQ(kept[0].severity, model::Severity::warning);
    EXPECT_EQ(kept[0].action, model::Action::null_field);
    EXPECT_EQ(kept[0].owner, "k0301");
    EXPECT_EQ(kept[0].subject, (model::Subject{model::Subject::Kind::case_file, {7, 1}}));
    EXPECT_TRUE(kept[0].message.empty());
}

TEST_P(Accounts, a_hold_is_open_once_and_decided_once) {
    const auto delivery = deliver(hash_a, model::DeliveryState::held);
    ledger().hold(delivery.id, "", "shrunk by 40 %");
    ledger().hold(delivery.id, "", "shrunk by 41 %");
    ledger().hold(delivery.id, "k0301", "unreadable keys");
    auto open = ledger().holds(model::HoldState::held);
    ASSERT_EQ(open.size(), 2U);
    EXPECT_EQ(open[0].reason, "shrunk by 41 %");
    ledger().decide_hold(open[0].id, model::HoldState::released, "operator", "checked by telephone");
    EXPECT_THROW(ledger().decide_hold(open[0].id, model::HoldState::rejected, "operator", ""), Error);
    const auto of_delivery = ledger().holds_of(delivery.id);
    ASSERT_EQ(of_delivery.size(), 2U);
    EXPECT_EQ(of_delivery[0].state, model::HoldState::released);
    EXPECT_EQ(of_delivery[0].decided_by, "operator");
    EXPECT_EQ(of_delivery[0].waiver, "checked by telephone");
    EXPECT_EQ(ledger().audits(5).size(), 1U);
}

TEST_P(Accounts, a_newer_delivery_supersedes_what_waits) {
    const auto old = deliver(hash_a, model::DeliveryState::held);
    ledger().hold(old.id, "", "shrunk");
    ledger().hold(old.id, "k0301", "doubtful");
    const auto newer = deliver(hash_b);
    ledger().hold(newer.id, "k0301", "doubtful still");
    ledger().supersede_holds(old.unit_id, newer.seq, "k0301");
    EXPECT_EQ(ledger().holds(model::HoldState::superseded).size(), 1U);
    EXPECT_EQ(ledger().delivery(old.id)->state, model::DeliveryState::held);
    ledger().supersede_holds(old.unit_id, newer.seq, "");
    EXPECT_EQ(ledger().holds(model::HoldState::superseded).size(), 2U);
    EXPECT_EQ(ledger().delivery(old.id)->state, model::DeliveryState::superseded);
    ASSERT_EQ(ledger().holds(model::HoldState::held).size(), 1U);
    EXPECT_EQ(ledger().holds(model::HoldState::held)[0].delivery_id, newer.id);
}

/// Taken for something else, a damaged word would release a hold or load a delivery again.
TEST_P(Accounts, a_word_that_nobody_knows_is_refused_with_its_repair) {
    const auto delivery = deliver(hash_a, model::DeliveryState::held);
    ledger().hold(delivery.id, "", "shrunk");
    const auto run = begin(delivery.id);
    const auto refused = [](const std::function<void()>& read) -> std::string {
        try {
            read();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::state);
            EXPECT_EQ(error.remedy_text(), "restore the database from its backup");
            return error.message();
        }
        return "nothing was refused";
    };
    const auto damage = [this](const std::string& table, const std::string& column) {
        connection().execute("UPDATE " + table + " SET " + column + " = 'splendid'");
    };
    damage("ops_run", "cause");
    EXPECT_EQ(refused([&] { (void)ledger().run(run); }), "the ledger holds a run with an unknown cause");
    damage("ops_hold", "state");
    EXPECT_EQ(refused([&] { (void)ledger().holds_of(delivery.id); }), "the ledger holds a hold in an unknown state");
    damage("ops_delivery", "state");
    EXPECT_EQ(refused([&] { (void)ledger().delivery(delivery.id); }),
              "the ledger holds a delivery in an unknown state");
    connection().execute("UPDATE ops_delivery SET state = 'held'");
    damage("ops_delivery", "kind");
    EXPECT_EQ(refused([&] { (void)ledger().delivery(delivery.id); }), "the ledger holds a delivery of an unknown kind");
}

TILSIG_ON_EVERY_ENGINE(Accounts);

}  // namespace
}  // namespace tilsig::ledger
