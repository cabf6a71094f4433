// A feed of changes whose deliveries now and then are the whole register: it must say what its changes have said.
#include <gtest/gtest.h>

#include "scenarios/shipped_feeds.hpp"
#include "scenarios/udi_files.hpp"

namespace tilsig::test {
namespace {

using udi::document;
using udi::refusal;
using udi::reversal;
using udi::stay;

class WholeRegister : public ShippedFeeds {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        std::string feeds;
        for (const std::string feed : {"person", "application", "decision", "reception", "settlement"})
            feeds += "  udi." + feed + ": {item: \"" + feed + "-{period}.xml\", media_type: application/xml}\n";
        ship("udi", feeds,
             {"udi", "model/udi.yaml", "model/places.yaml", "codelists/appeal_outcome.yaml",
              "codelists/application_type.yaml", "codelists/country.yaml", "codelists/country_iso.yaml",
              "codelists/decision_kind.yaml", "codelists/district.yaml", "codelists/legal_ground.yaml",
              "codelists/municipality_with_people.yaml", "codelists/reception_leaving.yaml",
              "codelists/reception_type.yaml", "codelists/rights_regime.yaml", "codelists/settlement_group.yaml",
              "codelists/udi_outcome.yaml"});
    }
    static std::string changes(const std::vector<udi::Record>& records) { return document(udi::decisions, records); }
    static std::string whole(const std::vector<udi::Record>& records) {
        return document(udi::decisions, records, "full");
    }
    Answer decide(const std::string& day, const std::string& content) { return run("udi.decision", day, content); }
    Answer plan(const std::string& day, const std::string& content) const {
        return m_here->tilsig("plan", {"udi.decision", "--period", day, "--from",
                                       m_here->file("delivery", of_day(content, day)), "--json"});
    }
    static udi::Record other(const udi::Record& given = {}) {
        return udi::with(
            refusal({{"dufnummer", udi::duf_d}, {"vedtaksId", "UDI-08-900612"}, {"registrert", "2008-06-23"}}), given);
    }
    static udi::Record unheard_of() {
        return refusal({{"dufnummer", udi::duf_a}, {"vedtaksId", "UDI-08-900700"}, {"registrert", "2008-07-01"}});
    }
    std::string decisions() const {
        return m_here->query("SELECT decision_id, outcome FROM fact_udi_decision ORDER BY decision_id");
    }
    std::string open_hold() const {
        const auto holds = m_here->tilsig("hold", {"list", "--json"}).json().at("holds");
        return holds.empty() ? "" : std::to_string(holds.back().at("hold").get<int>());
    }
    Answer settle(const std::string& decision, const std::string& hold) const {
        return m_here->tilsig("hold", {decision, hold, "--reason", "asked UDI", "--json"});
    }
    static std::string reason(const Answer& answer) { return answer.json().at("reason").get<std::string>(); }

    const std::string m_before = "UDI-07-900451|AVS\nUDI-08-900612|AVS\nUNE-08-900077|HUM\n";
    void load_changes() {
        ASSERT_EQ(decide("2008-09-29", changes({refusal(), reversal()})).exit_code, 0);
        ASSERT_EQ(decide("2008-09-30", changes({other()})).exit_code, 0);
    }
};

TEST_P(WholeRegister, AgreesAndLoadsNothingNew) {
    load_changes();
    const auto agreeing = decide("2008-10-01", whole({other(), reversal(), refusal()}));
    EXPECT_EQ(agreeing.exit_code, 0) << agreeing.out << agreeing.err;
    EXPECT_EQ(agreeing.json().at("outcome"), "nothing_new") << agreeing.out;
    EXPECT_EQ(agreeing.json().at("rows").at("fact_udi_decision").at("unchanged"), 3) << agreeing.out;
    EXPECT_EQ(reason(agreeing), "the whole register agrees with what its changes have said: 3 rows");
    EXPECT_EQ(m_here->query("SELECT kind, state FROM ops_delivery ORDER BY id"),
              "delta|loaded\ndelta|loaded\nsnapshot|loaded\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_udi_decision_history"), "0\n");
    // Replayed with its changes it says the same.
    const auto again = m_here->tilsig("replay", {"udi.decision", "--json"});
    EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_EQ(decisions(), m_before);
    // On the same day, in which the changes come first.
    EXPECT_EQ(decide("2008-11-01", changes({unheard_of()})).exit_code, 0);
    const auto same_day = decide("2008-11-01", whole({other(), reversal(), refusal(), unheard_of()}));
    EXPECT_EQ(same_day.json().at("outcome"), "nothing_new") << same_day.out;
}

TEST_P(WholeRegister, IsHeldWhenItSaysSomethingElseAndIsASnapshotWhenReleased) {
    load_changes();
    const auto differing = whole({refusal(), reversal({{"utfall", "FLY"}, {"hjemmel", "88-17"}}), unheard_of()});
    const auto planned = plan("2008-10-01", differing);
    EXPECT_EQ(planned.exit_code, 3) << planned.out << planned.err;
    const auto held = decide("2008-10-01", differing);
    EXPECT_EQ(held.exit_code, 3) << held.out << held.err;
    EXPECT_EQ(reason(held),
              "SYS-A011: the whole register is not what its changes have said: 1 new, 1 other, 1 missing; new: line 5; "
              "other: line 4; missing: record 1 of delivery 2");
    EXPECT_EQ(planned.json().at("run").at("reason"), reason(held)) << "a plan says what the run says";
    EXPECT_EQ(held.json().at("records").at("held"), 3) << held.out;
    EXPECT_EQ(decisions(), m_before);
    // Changes of a later day are no queue of it, and stand when it is released.
    ASSERT_EQ(decide("2008-10-02",
                     changes({refusal({{"utfall", "DUB"}}), udi::with(unheard_of(), {{"vedtaksId", "UDI-08-900800"}})}))
                  .exit_code,
              0);
    const auto released = settle("release", open_hold());
    EXPECT_EQ(released.exit_code, 0) << released.out << released.err;
    EXPECT_EQ(decisions(), "UDI-07-900451|DUB\nUDI-08-900700|AVS\nUDI-08-900800|AVS\nUNE-08-900077|FLY\n");
    EXPECT_EQ(m_here->query("SELECT decision_id, outcome FROM fact_udi_decision_history ORDER BY 1"),
              "UDI-07-900451|AVS\nUDI-08-900612|AVS\nUNE-08-900077|HUM\n")
        << "nothing that was known is lost";
    // What its changes missed and bring late is older than the register.
    const auto late = decide("2008-09-28", changes({other({{"utfall", "DUB"}}), unheard_of()}));
    EXPECT_EQ(late.exit_code, 0) << late.out << late.err;
    EXPECT_EQ(late.json().at("records").at("filtered_by_reason").at("newer_period"), 1) << late.out;
    EXPECT_EQ(decisions(), "UDI-07-900451|DUB\nUDI-08-900700|AVS\nUDI-08-900800|AVS\nUNE-08-900077|FLY\n");
    EXPECT_EQ(m_here->tilsig("verify", {}).exit_code, 0);
    expect_nowhere({udi::duf_a, udi::duf_b, udi::duf_d}, {held, released, planned});
}

TEST_P(WholeRegister, IsRejectedByADecisionAndAskedAgainWhenItComesAgain) {
    load_changes();
    const auto differing = whole({refusal(), reversal()});
    ASSERT_EQ(decide("2008-10-01", differing).exit_code, 3);
    EXPECT_EQ(settle("reject", open_hold()).exit_code, 0);
    EXPECT_EQ(decisions(), m_before);
    EXPECT_EQ(open_hold(), "");
    EXPECT_EQ(decide("2008-10-01", differing).exit_code, 3) << "delivered anew it is a new question";
}

TEST_P(WholeRegister, OfWhichNothingStandsLoads) {
    const auto first = decide("2008-09-01", whole({refusal(), reversal(), other()}));
    EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
    EXPECT_EQ(first.json().at("rows").at("fact_udi_decision").at("new"), 3) << first.out;
    EXPECT_EQ(decisions(), m_before);
    const auto empty = decide("2008-10-01", whole({}));
    EXPECT_EQ(empty.exit_code, 3) << empty.out << empty.err;
    EXPECT_NE(reason(empty).find("0 new, 0 other, 3 missing"), std::string::npos) << empty.out;
}

TEST_P(WholeRegister, WaitsBehindTheChangesOfItsDay) {
    load_changes();
    const std::string day = changes({refusal({{"utfall", "DUB"}}), unheard_of()});
    const auto cut =
        decide("2008-10-01", day.substr(0, day.find("  <vedtak>", day.find("</vedtak>"))) + "</vedtaksleveranse>\n");
    ASSERT_EQ(cut.exit_code, 3) << cut.out;
    const auto full = whole({refusal({{"utfall", "DUB"}}), reversal(), other(), unheard_of()});
    const auto waits = decide("2008-10-01", full);
    EXPECT_EQ(waits.exit_code, 3) << waits.out;
    EXPECT_EQ(codes(waits), "") << "it was not looked at: " << waits.out;
    // The changes of another day do not wait, and are named where they make the difference.
    const auto october = decide("2008-10-02", full);
    EXPECT_EQ(october.exit_code, 3) << october.out;
    EXPECT_NE(reason(october).find("1 new, 1 other, 0 missing"), std::string::npos) << october.out;
    EXPECT_NE(reason(october).find("of 2008-10-01 waits too"), std::string::npos) << october.out;
}

TEST_P(WholeRegister, CountsRejectedRecordsAsPresentAndClosesNothingOfADoubtfulOne) {
    load_changes();
    // One record is rejected; its row is not missing.
    const auto rejecting = decide("2008-10-01", whole({refusal(), reversal(), other({{"utfall", "ANF"}})}));
    EXPECT_EQ(rejecting.exit_code, 2) << rejecting.out << rejecting.err;
    EXPECT_EQ(rejecting.json().at("rows").at("fact_udi_decision").at("unchanged"), 2) << rejecting.out;
    EXPECT_EQ(reason(rejecting), "the whole register agrees with what its changes have said: 2 rows");
    // Of a record without its key nobody knows which row it is.
    const auto nameless = decide("2008-11-01", whole({refusal(), other({{"vedtaksId", ""}})}));
    EXPECT_EQ(nameless.exit_code, 2) << nameless.out << nameless.err;
    EXPECT_NE(reason(nameless).find("could not be told"), std::string::npos) << nameless.out;
    // Cut between two records and closed again: its count is wrong. Released, it closes nothing.
    const std::string full = whole({refusal({{"utfall", "DUB"}}), reversal(), other()});
    const auto cut =
        decide("2008-12-01", full.substr(0, full.find("  <vedtak>", full.find("</vedtak>"))) + "</vedtaksleveranse>\n");
    EXPECT_EQ(cut.exit_code, 3) << cut.out << cut.err;
    EXPECT_NE(reason(cut).find("SYS-E016"), std::string::npos) << cut.out;
    const auto released = settle("release", open_hold());
    EXPECT_EQ(released.exit_code, 0) << released.out << released.err;
    EXPECT_EQ(decisions(), "UDI-07-900451|DUB\nUDI-08-900612|AVS\nUNE-08-900077|HUM\n");
}

TEST_P(WholeRegister, NeedNotNameWhatWasTakenBack) {
    const auto stays = [&](const std::string& day, const std::string& type, const std::vector<udi::Record>& records) {
        return run("udi.reception", day, document(udi::stays, records, type));
    };
    const auto second = stay({{"oppholdsnr", "2"}, {"fraDato", "2008-03-01"}, {"tilDato", "2008-04-01"}});
    const auto first = stay({{"tilDato", "2008-02-29"}, {"fraflytting", "F"}});
    ASSERT_EQ(stays("2008-09-29", "endring", {first, second}).exit_code, 0);
    ASSERT_EQ(stays("2008-09-30", "endring", {udi::with(second, {{"@slettet", "true"}})}).exit_code, 0);
    const auto agreeing = stays("2008-10-01", "full", {first});
    EXPECT_EQ(agreeing.exit_code, 0) << agreeing.out << agreeing.err;
    EXPECT_EQ(agreeing.json().at("outcome"), "nothing_new") << agreeing.out;
    // It came back, and a person's key is told by the line alone.
    const auto returned = stays("2008-11-01", "full", {first, second});
    EXPECT_EQ(returned.exit_code, 3) << returned.out << returned.err;
    EXPECT_EQ(reason(returned),
              "SYS-A011: the whole register is not what its changes have said: 0 new, 1 other, 0 missing; other: line "
              "4");
}

TEST_P(WholeRegister, ThatDoesNotSayWhatItIsWaits) {
    load_changes();
    std::string nameless = whole({refusal()}), unknown = whole({refusal()});
    nameless.replace(nameless.find(" type=\"full\""), 12, "");
    unknown.replace(unknown.find("type=\"full\""), 11, "type=\"alt\"");
    int day = 10;
    for (const auto& content : {nameless, unknown}) {
        const auto answer = decide("2008-10-" + std::to_string(day++), content);
        EXPECT_EQ(answer.exit_code, 3) << answer.out << answer.err;
        EXPECT_NE(answer.out.find("SYS-E031"), std::string::npos) << answer.out;
        EXPECT_NE(answer.out.find("/vedtaksleveranse/@type"), std::string::npos) << "says where: " << answer.out;
        EXPECT_EQ(decisions(), m_before);
    }
    const auto released = settle("release", open_hold());
    EXPECT_EQ(released.exit_code, 0) << released.out << released.err;
    EXPECT_EQ(decisions(), m_before) << "what may be changes closes nothing";
}

TEST_P(WholeRegister, IsToldToTheSender) {
    const auto english = m_here->tilsig("describe", {"udi.decision", "--lang", "en"}).out;
    EXPECT_NE(english.find("At `vedtaksleveranse/@type` stands `endring` when the file is changes, and `full` when"),
              std::string::npos)
        << english;
    EXPECT_NE(english.find("You have the last word about this: Outcome."), std::string::npos) << english;
}

TEST_P(WholeRegister, IsComparedInShadowToo) {
    const auto contract = m_here->folder() / "content/mappings/udi/decision.contract.yaml";
    std::string text = read_file(contract);
    text.replace(text.find("state: active"), 13, "state: shadow");
    std::ofstream(contract) << text;
    load_changes();
    EXPECT_EQ(decide("2008-10-01", whole({other(), reversal(), refusal()})).json().at("outcome"), "nothing_new");
    const auto held = decide("2008-11-01", whole({other(), reversal()}));
    EXPECT_EQ(held.exit_code, 3) << held.out << held.err;
    EXPECT_NE(reason(held).find("0 new, 0 other, 1 missing"), std::string::npos) << held.out;
}

TILSIG_ON_ENGINES(WholeRegister, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
