// What NAV delivers about persons: extracts that succeed each other, pages that are missing, answers of which one is
// not known.
#include <gtest/gtest.h>

#include "scenarios/shipped_feeds.hpp"

namespace tilsig::test {
namespace {

// Synthetic: month + 80.
const std::string fnr = "14837936625", other_fnr = "02918536941", dnr = "42918540703";

class NavPersons : public ShippedFeeds {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        std::string feeds;
        for (const std::string feed : {"status", "employment", "education"})
            feeds += "  nav." + feed + ": {item: \"" + feed + "-{period}.json\", media_type: application/json}\n";
        std::vector<std::string> files{"model/nav_persons.yaml"};
        for (const std::string feed : {"status", "employment", "education"})
            for (const std::string part : {"contract", "rules", "mapping"})
                files.push_back("nav/" + feed + "." + part + ".yaml");
        for (const std::string list : {"education_state", "employment_type", "follow_up_group", "nav_measure",
                                       "nav_office", "nav_participation", "nav_person_status", "referral_group"})
            files.push_back("codelists/" + list + ".yaml");
        ship("nav", feeds, files);
    }
    static std::string extract(const std::vector<std::string>& records, const std::string& next = "null") {
        std::string text =
            "{\"uttrekksdato\": \"@day\", \"totalt\": " + std::to_string(records.size()) + ", \"innhold\": [";
        for (const auto& record : records) text += (&record == &records.front() ? "\n  " : ",\n  ") + record;
        return text + "\n], \"neste\": " + next + "}\n";
    }
    static std::string text(const std::string& value) { return value.empty() ? "null" : "\"" + value + "\""; }
    static std::string seeker(const std::string& number, const std::string& id, const std::string& from,
                              const std::string& to, const std::string& status = "HELT") {
        return "{\"ident\": \"" + number + "\", \"periodeId\": \"" + id + "\", \"type\": \"AS\", \"fom\": \"" + from +
               "\", \"tom\": " + text(to) + ", \"hovedstatus\": " + text(status) +
               ", \"formidlingsgruppe\": \"ARBS\", \"enhet\": \"1607\"}";
    }
    static std::string measure(const std::string& number, const std::string& id, const std::string& code) {
        return "{\"ident\": \"" + number + "\", \"periodeId\": \"" + id +
               "\", \"type\": \"TI\", \"fom\": \"2008-10-01\", \"tom\": \"2008-10-31\", \"tiltakskode\": \"" + code +
               "\", \"deltakerstatus\": \"FULLF\", \"enhet\": \"0328\"}";
    }
    static std::string answer(const std::string& number, const std::string& state, const std::string& more = "") {
        return "{\"ident\": \"" + number + "\", \"referansedato\": \"2008-12-31\", \"utdanningsstatus\": \"" + state +
               "\"" + more + "}";
    }
    Answer status(const std::string& day, const std::string& content) { return run("nav.status", day, content); }
    std::string spells() const {
        return m_here->query(
            "SELECT spell_id || ' ' || coalesce(CAST(valid_to AS CHAR(10)), '-') || ' ' || coalesce(main_status, '-') "
            "|| ' ' || coalesce(measure_class, '-') FROM fact_nav_status ORDER BY spell_id");
    }
};

TEST_P(NavPersons, SpellsStandAsTheNewestExtractHasThem) {
    ASSERT_EQ(status("2009-01-05",
                     extract({seeker(fnr, "as-1", "2008-11-03", ""),
                              seeker(other_fnr, "as-2", "2008-06-01", "2008-08-31"), measure(dnr, "ti-7", "UTDYRK"),
                              measure(fnr, "ti-8", "ITGRTILS"), seeker(dnr, "as-5", "2008-01-01", "")}))
                  .exit_code,
              0);
    EXPECT_EQ(
        spells(),
        "as-1 - HELT -\nas-2 2008-09-01 HELT -\nas-5 - HELT -\nti-7 2008-11-01 - education\nti-8 2008-11-01 - work\n");
    // An end that is dated back, and a spell that is gone: withdrawn, and not ended.
    const auto newer = status(
        "2009-01-12",
        extract({seeker(fnr, "as-1", "2008-11-03", "2008-12-14"), seeker(other_fnr, "as-2", "2008-06-01", "2008-08-31"),
                 measure(dnr, "ti-7", "UTDYRK"), measure(fnr, "ti-8", "ITGRTILS")}));
    EXPECT_EQ(newer.exit_code, 0) << newer.out << newer.err;
    const std::string now =
        "as-1 2008-12-15 HELT -\nas-2 2008-09-01 HELT -\nti-7 2008-11-01 - education\nti-8 2008-11-01 - work\n";
    EXPECT_EQ(spells(), now);
    EXPECT_EQ(m_here->query("SELECT spell_id FROM fact_nav_status_history ORDER BY spell_id"), "as-1\nas-5\n");
    // An extract of the week between that comes late changes nothing.
    const auto late =
        status("2009-01-08", extract({seeker(fnr, "as-1", "2008-11-03", ""), measure(dnr, "ti-7", "UTDYRK"),
                                      measure(fnr, "ti-8", "ITGRTILS"), seeker(dnr, "as-5", "2008-01-01", "")}));
    EXPECT_EQ(late.exit_code, 0) << late.out << late.err;
    EXPECT_EQ(late.json().at("records").at("filtered_by_reason").at("newer_period"), 2) << late.out;
    EXPECT_EQ(spells(), now);
}

TEST_P(NavPersons, APageThatIsMissingHoldsTheExtract) {
    ASSERT_EQ(status("2009-01-05", extract({seeker(fnr, "as-1", "2008-11-03", ""), measure(dnr, "ti-7", "PRAKSORD")}))
                  .exit_code,
              0);
    const auto before = m_here->checksums();
    const std::string first =
        extract({seeker(fnr, "as-1", "2008-11-03", "2008-12-14"), seeker(other_fnr, "as-2", "2008-06-01", "")},
                "\"/status?side=2\"");
    const auto held = status("2009-01-12", first);
    EXPECT_EQ(held.exit_code, 3) << held.out << held.err;
    EXPECT_EQ(codes(held).substr(0, 10), "SYS-E018 1") << held.out;
    EXPECT_EQ(m_here->checksums(), before) << "the last good extract stands";
    const auto cut = status("2009-01-12", first.substr(0, first.size() / 2));
    EXPECT_TRUE(cut.exit_code == 2 || cut.exit_code == 3) << cut.out << cut.err;
    EXPECT_EQ(m_here->checksums(), before);
    // The whole extract takes the place of what waits.
    EXPECT_EQ(status("2009-01-12",
                     extract({seeker(fnr, "as-1", "2008-11-03", "2008-12-14"), measure(dnr, "ti-7", "PRAKSORD")}))
                  .exit_code,
              0);
    EXPECT_EQ(spells(), "as-1 2008-12-15 HELT -\nti-7 2008-11-01 - work\n");
}

TEST_P(NavPersons, FaultsAreToldWithTheirPlaceAndWithoutTheNumber) {
    const auto found =
        status("2009-01-05",
               extract({seeker(fnr, "as-1", "2008-11-03", ""), seeker(fnr, "as-2", "2008-12-01", ""),  // two at once
                        seeker(other_fnr, "as-3", "2008-11-03", "2008-11-02"),  // ends before it begins
                        seeker("14837936624", "as-4", "2008-11-03", ""),        // a wrong check digit
                        seeker(other_fnr, dnr, "2008-01-01", "2008-02-01"),     // named by a number
                        measure(dnr, "ti-7", "PRAKSIS"), seeker(dnr, "as-5", "2008-11-03", "", "")}));
    EXPECT_EQ(found.exit_code, 2) << found.out << found.err;
    EXPECT_EQ(codes(found).substr(0, codes(found).find(", SYS")),
              "NAV-F101 1, NAV-F102 1, NAV-K104 1, NAV-R101 1, NAV-R104 1, NAV-U101 2");
    EXPECT_NE(found.out.find("line 5, record 4, field"), std::string::npos) << found.out;
    EXPECT_EQ(spells(), "as-1 - HELT -\nas-2 - HELT -\nas-3 2008-11-03 HELT -\nas-5 - - -\nti-7 2008-11-01 - -\n");
    expect_nowhere({fnr, other_fnr, dnr, "14837936624"}, {found});
}

TEST_P(NavPersons, EmploymentsAreReadOutOfTheirObjects) {
    const auto employment = [](const std::string& number, const std::string& id, const std::string& end) {
        return "{\"ident\": \"" + number + "\", \"id\": \"" + id +
               "\", \"arbeidsforholdstype\": \"ordinaertArbeidsforhold\", \"opplysningspliktig\": {\"ident\": "
               "\"310900028\"}, \"arbeidssted\": {\"ident\": \"210900179\"}, \"ansettelsesperiode\": {\"startdato\": "
               "\"2008-12-15\", \"sluttdato\": " +
               text(end) + ", \"sluttaarsak\": null}, \"avtaltStillingsprosent\": 80.0, \"antallTimerPrUke\": 30.0}";
    };
    const auto first =
        run("nav.employment", "2008-12", extract({employment(fnr, "af-1", ""), employment(dnr, "af-2", "2008-12-31")}));
    EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
    const std::string rows =
        "SELECT employment_id, employer, workplace, valid_to FROM fact_nav_employment ORDER BY employment_id";
    EXPECT_EQ(m_here->query(rows), "af-1|310900028|210900179|\naf-2|310900028|210900179|2009-01-01\n");
    // A document that states another number of records than it has is held.
    std::string short_of_one = extract({employment(fnr, "af-1", "2009-01-31"), employment(dnr, "af-2", "2008-12-31")});
    short_of_one.replace(short_of_one.find("\"totalt\": 2"), 11, "\"totalt\": 3");
    const auto held = run("nav.employment", "2009-01", short_of_one);
    EXPECT_EQ(held.exit_code, 3) << held.out << held.err;
    EXPECT_NE(codes(held).find("SYS-E016 1"), std::string::npos) << codes(held);
    EXPECT_EQ(m_here->query(rows), "af-1|310900028|210900179|\naf-2|310900028|210900179|2009-01-01\n");
}

TEST_P(NavPersons, NotFoundIsNotNo) {
    const auto first = run("nav.education", "2009",
                           extract({answer(fnr, "JA", ", \"grunnlag\": \"R\", \"niva\": \"VGS\""), answer(dnr, "NEI"),
                                    answer(other_fnr, "IKKE_FUNNET")}));
    EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
    EXPECT_EQ(m_here->query("SELECT state, CASE WHEN in_education = 1 THEN 'yes' WHEN in_education = 0 THEN 'no' ELSE "
                            "'unknown' END FROM fact_nav_education ORDER BY state"),
              "IKKE_FUNNET|unknown\nJA|yes\nNEI|no\n");
    const auto later = run("nav.education", "2010", extract({answer(fnr, "KANSKJE"), answer(dnr, "JA")}));
    EXPECT_EQ(later.exit_code, 2) << later.out << later.err;
    EXPECT_NE(codes(later).find("NAV-K301 1, NAV-R301 1"), std::string::npos) << codes(later);
    expect_nowhere({fnr, other_fnr, dnr}, {first, later});
}

TILSIG_ON_ENGINES(NavPersons, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
