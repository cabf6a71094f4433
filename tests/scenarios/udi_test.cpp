// What UDI delivers about persons: decisions that are overturned, files that are broken, persons with two numbers.
#include <gtest/gtest.h>

#include "scenarios/shipped_feeds.hpp"
#include "scenarios/udi_files.hpp"

namespace tilsig::test {
namespace {

using udi::document;
using udi::refusal;
using udi::reversal;

class Udi : public ShippedFeeds {
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
    Answer decide(const std::string& day, const std::vector<udi::Record>& records) {
        return run("udi.decision", day, document(udi::decisions, records));
    }
    Answer settle(const std::string& day, const std::vector<udi::Record>& records) {
        return run("udi.settlement", day, document(udi::settlements, records));
    }
    /// "decision outcome overturns withdrawn" of every current row.
    std::string decisions() const {
        return m_here->query(
            "SELECT decision_id, outcome, appeal_of, CASE WHEN withdrawn = 1 THEN 'withdrawn' ELSE '-' END FROM "
            "fact_udi_decision ORDER BY decision_id");
    }
};

TEST_P(Udi, KnowsADayWithoutChanges) {
    ASSERT_EQ(decide("2008-11-01", {refusal(), reversal()}).exit_code, 0);
    EXPECT_EQ(decide("2008-11-02", {}).exit_code, 0);
    EXPECT_EQ(decisions(), "UDI-07-900451|AVS||-\nUNE-08-900077|HUM|UDI-07-900451|-\n");
}

TEST_P(Udi, KeepsASettlementWhoseDecisionIsOverturnedOrTakenBack) {
    ASSERT_EQ(decide("2008-03-01", {refusal(), reversal()}).exit_code, 0);
    const auto settled = settle("2008-05-20", {udi::settlement()});
    EXPECT_EQ(settled.exit_code, 0) << settled.out << settled.err;
    EXPECT_EQ(codes(settled), "");
    // A later reversal takes the permit away; the settlement is what it was.
    const auto revoked = decide("2009-03-01", {reversal({{"vedtaksId", "UNE-09-900101"},
                                                         {"vedtakstype", "O"},
                                                         {"vedtaksdato", "2009-02-20"},
                                                         {"utfall", "TILB"},
                                                         {"hjemmel", ""},
                                                         {"bosettingsgrunnlag", "N"},
                                                         {"gjelderVedtak", "UNE-08-900077"},
                                                         {"gyldigFra", ""},
                                                         {"gyldigTil", ""},
                                                         {"registrert", "2009-02-23"}})});
    EXPECT_EQ(revoked.exit_code, 0) << revoked.out << revoked.err;
    EXPECT_EQ(m_here->query("SELECT decision_id, outcome_class FROM fact_udi_decision WHERE appeal_of IS NOT NULL "
                            "ORDER BY decision_id"),
              "UNE-08-900077|granted\nUNE-09-900101|revoked\n");
    EXPECT_EQ(m_here->query("SELECT decision_id, settled_date, counted_as FROM fact_udi_settlement"),
              "UNE-08-900077|2008-04-28|settled\n");
    // UDI takes the decision back: the row says so, and a settlement that rests on it is told.
    ASSERT_EQ(decide("2009-04-01", {reversal({{"@slettet", "true"}})}).exit_code, 0);
    EXPECT_EQ(decisions().find("UNE-08-900077|HUM|UDI-07-900451|withdrawn"), decisions().find("UNE-08-900077"));
    const auto again = settle("2009-04-02", {udi::settlement({{"bydelsnr", "030101"}})});
    EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_NE(codes(again).find("UDI-K504 1"), std::string::npos) << codes(again);
    EXPECT_EQ(m_here->query("SELECT district_code FROM fact_udi_settlement"), "030101\n");
}

TEST_P(Udi, HoldsOrRefusesWhatIsBroken) {
    ASSERT_EQ(decide("2008-03-01", {refusal(), reversal()}).exit_code, 0);
    const auto before = m_here->checksums();
    const std::string whole = document(udi::decisions, {refusal({{"utfall", "DUB"}}), reversal()});
    int day = 10;  // another unit each time: a change that waits lets none of its unit overtake it
    const auto expect_kept_out = [&](const std::string& content, const std::string& code) {
        const auto answer = run("udi.decision", "2008-03-" + std::to_string(day++), content);
        EXPECT_TRUE(answer.exit_code == 2 || answer.exit_code == 3) << answer.out << answer.err;
        EXPECT_NE(answer.out.find(code), std::string::npos) << code << answer.out;
        EXPECT_EQ(m_here->checksums(), before) << code;
    };
    // Cut between two records; closed again by somebody; of the year before; with an entity.
    const auto between = whole.find("  <vedtak>", whole.find("</vedtak>"));
    expect_kept_out(whole.substr(0, between), "SYS-E015");
    expect_kept_out(whole.substr(0, between) + "</vedtaksleveranse>\n", "SYS-E016");
    expect_kept_out(document(udi::decisions, {refusal({{"utfall", "DUB"}})}, "endring", "2006"), "SYS-S030");
    const std::string prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    expect_kept_out(prolog + "<!DOCTYPE v [<!ENTITY e \"x\">]>\n" + whole.substr(prolog.size()), "SYS-E030");
    // What has the right form and another year's namespace is right in that year.
    EXPECT_EQ(run("udi.decision", "2007-10-03", document(udi::decisions, {refusal()}, "endring", "2006")).exit_code, 0);
}

TEST_P(Udi, RejectsARecordAndLoadsTheOthers) {
    const std::vector<udi::Record> records{
        refusal(),
        refusal({{"vedtaksId", "UDI-08-1"}, {"utfall", "ANF"}}),                  // an outcome from 2010 on
        reversal({{"vedtaksId", "UNE-08-2"}, {"hjemmel", "08-38"}}),              // a paragraph of the act of 2008
        refusal({{"vedtaksId", "UDI-08-3"}, {"dufnummer", "200790104505"}}),      // a wrong check number
        refusal({{"vedtaksId", "UDI-08-4"}, {"bosettingsgrunnlag", "kanskje"}}),  // against the schema
        refusal({{"vedtaksId", udi::fnr_a}, {"vedtaksdato", "2007-10-02"}})};     // named by a number
    const auto answer = decide("2008-09-17", records);
    EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    EXPECT_EQ(decisions(), "UDI-07-900451|AVS||-\nUNE-08-2|HUM|UDI-07-900451|-\n");
    EXPECT_EQ(m_here->query("SELECT line, code FROM ops_rejected ORDER BY line, code"),
              "4|UDI-K302\n5|UDI-K303\n6|UDI-F301\n7|SYS-S031\n8|UDI-F302\n");
    EXPECT_NE(codes(answer).find("UDI-K303 1"), std::string::npos) << "told and loaded: " << codes(answer);
    expect_nowhere({udi::duf_b, "200790104505", udi::fnr_a}, {answer});
}

TEST_P(Udi, KnowsAPersonUnderAllNumbersAndNeverShowsOne) {
    const auto persons =
        run("udi.person", "2008-09-17",
            document(
                udi::persons,
                {udi::person({{"dufnummer", udi::duf_a}, {"fodselsnummer", udi::fnr_a}, {"kjonn", "K"}}),
                 udi::person({{"statsborgerskap", "706"}}),  // an ISO code
                 udi::person({{"dufnummer", udi::duf_d}, {"adressebeskyttelse", "6"}, {"registrert", "2008-06-23"}})}));
    EXPECT_EQ(persons.exit_code, 0) << persons.out << persons.err;
    EXPECT_EQ(persons.json().at("records").at("held"), 1) << "a protected address waits";
    EXPECT_NE(codes(persons).find("UDI-K101 1"), std::string::npos) << codes(persons);
    const auto applied = run("udi.application", "2008-09-17",
                             document(udi::applications, {udi::application({{"referanseDuf", udi::duf_a}}),
                                                          udi::application({{"dufnummer", udi::duf_a}})}));
    EXPECT_EQ(applied.exit_code, 0) << applied.out << applied.err;
    const auto lived = run(
        "udi.reception", "2008-09-17",
        document(udi::stays, {udi::stay({{"tilDato", "2008-04-28"}, {"fraflytting", "B"}}),
                              udi::stay({{"oppholdsnr", "2"}, {"fraDato", "2008-03-01"}, {"mottakskode", "M90002"}})}));
    EXPECT_EQ(lived.exit_code, 0) << lived.out << lived.err;
    EXPECT_NE(codes(lived).find("UDI-U401"), std::string::npos) << "two centres at once: " << codes(lived);
    EXPECT_EQ(m_here->query("SELECT stay_no, valid_from, valid_to FROM fact_udi_reception ORDER BY stay_no"),
              "1|2007-10-01|2008-04-29\n2|2008-03-01|\n");
    EXPECT_EQ(m_here->query("SELECT a.application_no, p.sex FROM fact_udi_application a JOIN fact_udi_person p ON "
                            "p.person_id = a.person_id ORDER BY p.sex"),
              "1|K\n1|M\n");
    for (const auto& [command, argument] : {std::pair{"stores", "--check"}, std::pair{"verify", "--json"}}) {
        const auto proven = m_here->tilsig(command, {argument});
        EXPECT_EQ(proven.exit_code, 0) << command << proven.out << proven.err;
    }
    expect_nowhere({udi::duf_a, udi::duf_b, udi::duf_d, udi::fnr_a}, {persons, applied, lived});
}

TEST_P(Udi, KnowsWhoHasTwoDufNumbersAsOnePersonAndKeepsTheRowsOfBothApart) {
    const auto apply = [&](const std::string& day, const std::string& type) {
        return run("udi.application", day,
                   document(udi::applications, {udi::application({{"dufnummer", udi::duf_a}}),
                                                udi::application({{"soknadstype", type}})}));
    };
    const std::string rows = "SELECT person_id, application_no, application_type FROM fact_udi_application ORDER BY 1";
    ASSERT_EQ(apply("2008-09-16", "ASY").exit_code, 0);
    EXPECT_EQ(m_here->query(rows), "1|1|ASY\n2|1|ASY\n");
    const auto merged =
        run("udi.person", "2008-09-17",
            document(udi::persons,
                     {udi::person({{"dufnummer", udi::duf_a}, {"fodselsnummer", udi::fnr_a}, {"dnummer", udi::dnr_a}}),
                      udi::person({{"hovedDufnummer", udi::duf_a}})}));
    EXPECT_EQ(merged.exit_code, 0) << merged.out << merged.err;
    EXPECT_EQ(codes(merged), "") << "UDI has said which number leads: nothing is in doubt";
    // Each number has its application 1, and corrections find their row.
    ASSERT_EQ(apply("2008-09-18", "FAM").exit_code, 0);
    EXPECT_EQ(m_here->query(rows), "1|1|ASY\n2|1|FAM\n");
    EXPECT_EQ(m_here->tilsig("night", {"--close"}).exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT count(*), count(DISTINCT person_id) FROM rpt_udi_application"), "2|1\n");
    EXPECT_EQ(m_here->query("SELECT count(*), count(DISTINCT person_id) FROM rpt_udi_person"), "2|1\n");
    const auto proven = m_here->tilsig("verify", {"--json"});
    EXPECT_EQ(proven.exit_code, 0) << proven.out << proven.err;
    expect_nowhere({udi::duf_a, udi::duf_b, udi::fnr_a, udi::dnr_a}, {merged});
}

TEST_P(Udi, LetsNoLateDayUndoANewerOne) {
    ASSERT_EQ(decide("2008-09-18", {refusal({{"utfall", "DUB"}})}).exit_code, 0);
    const auto late = decide("2008-09-17", {refusal(), reversal()});
    EXPECT_EQ(late.exit_code, 0) << late.out << late.err;
    EXPECT_EQ(late.json().at("records").at("filtered_by_reason").at("newer_period"), 1) << late.out;
    EXPECT_NE(late.out.find("SYS-A010"), std::string::npos) << late.out;
    EXPECT_EQ(decisions(), "UDI-07-900451|DUB||-\nUNE-08-900077|HUM|UDI-07-900451|-\n");
    // A correction of that late day, and a newer day again.
    EXPECT_EQ(decide("2008-09-17", {reversal({{"utfall", "FLY"}, {"hjemmel", "88-17"}})}).exit_code, 0);
    EXPECT_EQ(decide("2008-09-19", {refusal()}).exit_code, 0);
    EXPECT_EQ(decisions(), "UDI-07-900451|AVS||-\nUNE-08-900077|FLY|UDI-07-900451|-\n");
}

TILSIG_ON_ENGINES(Udi, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
