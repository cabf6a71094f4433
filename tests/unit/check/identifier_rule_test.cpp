// The predicate `identifier`: what it finds, how it says it, and that it never repeats a number. Persons are synthetic.
#include <gtest/gtest.h>

#include "catalog/identifier_kinds.hpp"
#include "contract_builder.hpp"

namespace tilsig::check {

namespace {

using namespace testing;

catalog::CodeList list(const std::string& name, std::vector<std::pair<std::string, std::string>> codes) {
    catalog::CodeList out;
    out.name = name;
    for (auto& [code, target] : codes) out.codes.push_back({code, open_start, open_end, "", "", "", target});
    out.index();
    return out;
}

catalog::Catalog installation(identifiers::Persons persons) {
    catalog::Catalog out;
    out.persons = persons;
    out.code_lists["country"] = list("country", {{"404", "AF"}, {"148", "UA"}, {"000", "NO"}});
    out.code_lists["country_iso"] = list("country_iso", {{"KEN", "404"}, {"UKR", "804"}, {"NOR", "578"}});
    out.code_lists["municipality"] = list("municipality", {{"0301", ""}, {"1103", ""}});
    out.code_lists["nav_office"] = list("nav_office", {{"0312", ""}, {"5701", ""}});
    return out;
}

using catalog::ValidAt;
const ValidAt period = ValidAt::period();

/// The message of the finding about `text`; `none` when there is none.
std::string found(const std::string& kind, const std::string& text, const ValidAt& as_of = {},
                  identifiers::Persons persons = identifiers::Persons::synthetic) {
    auto c = contract();
    c.rules = {rule("TST-F001",
                    checks::IsIdentifier{identifiers::find_kind(kind), catalog::find_listed_kind(kind), as_of},
                    "kind")};
    const auto catalog = installation(persons);
    Checker checker(c, catalog, "2026");
    RawBatch raw(c, {{"A1", "0301", text, "2031-12-31", "2032-01-01"}});
    const auto out = run(checker, raw);
    return out.batch.findings.empty() ? "none" : out.batch.findings.front().message;
}

TEST(IdentifierRule, NumbersOfPersonsByTheDateAsked) {
    EXPECT_EQ(found("fnr", "15860560043", period), "none");
    EXPECT_EQ(found("person", "41819077302", period), "none");
    EXPECT_EQ(found("fnr", "10923399912", ValidAt::in("finish")), "none");
    EXPECT_NE(found("fnr", "10923399912", ValidAt::in("start")).find("rule of 2032"), std::string::npos);
    EXPECT_NE(found("fnr", "1586056004", period).find("leading zero was lost"), std::string::npos);
    EXPECT_NE(found("fnr", "15860560034", period).find("check digits"), std::string::npos);
    EXPECT_NE(found("dnr", "15860560043", period).find("not a D-number"), std::string::npos);
    EXPECT_EQ(found("duf", "200890123409", period), "none");
    EXPECT_NE(found("duf", "200890123409", ValidAt::on(day("2007-01-01"))).find("year that cannot be"),
              std::string::npos);
    EXPECT_EQ(found("orgnr", "974760673"), "none");
}

TEST(IdentifierRule, SyntheticNumbersAreRefusedInProductionAndOthersInATest) {
    using identifiers::Persons;
    EXPECT_NE(found("fnr", "15860560043", period, Persons::real).find("synthetic number or an H-number"),
              std::string::npos);
    EXPECT_NE(found("fnr", "30108299939", ValidAt::in("finish"), Persons::synthetic).find("real persons have no place"),
              std::string::npos);
    EXPECT_EQ(found("fnr", "30108299939", ValidAt::in("finish"), Persons::real), "none");
}

TEST(IdentifierRule, NoMessageRepeatsTheNumber) {
    for (const char* text : {"15860560044", "1586056004", "158605600430", "95860560043", "10923399912"})
        for (const char* kind : {"fnr", "dnr", "person", "duf", "orgnr"})
            EXPECT_EQ(found(kind, text, ValidAt::in("start")).find(std::string(text).substr(2, 6)), std::string::npos)
                << kind;
}

TEST(IdentifierRule, CountriesOfStatisticsNorwayAndOfIsoAreToldApart) {
    EXPECT_EQ(found("country_ssb", "148"), "none");
    EXPECT_EQ(found("country_ssb", "404"), "none") << "valid in both: nobody can tell";
    EXPECT_EQ(found("country_ssb", "804"), "it is an ISO 3166 code; Statistics Norway numbers countries otherwise");
    EXPECT_EQ(found("country_ssb", "UKR"), "it is an ISO 3166 code; Statistics Norway numbers countries otherwise");
    EXPECT_NE(found("country_ssb", "14").find("leading zero"), std::string::npos);
    EXPECT_EQ(found("country_ssb", "999"), "the list country has no such code");
    EXPECT_EQ(found("country_iso3", "UKR"), "none");
    EXPECT_EQ(found("country_iso3", "148"), "it is a country number or two letters, not the three letters of ISO 3166");
}

TEST(IdentifierRule, NavOfficesAreNoMunicipalitiesAndTestUnitsAreFlagged) {
    using identifiers::Persons;
    EXPECT_EQ(found("nav_office", "0312"), "none");
    EXPECT_EQ(found("nav_office", "1103"), "it is a municipality; a NAV office cannot be told from it");
    EXPECT_EQ(found("nav_office", "7775", {}, Persons::real), "it is a unit for tests, which no real registration has");
    EXPECT_EQ(found("nav_office", "7775"), "none") << "wanted in a test";
}

TEST(IdentifierRule, NullIsUnknown) { EXPECT_EQ(found("fnr", "", period), "none"); }

}  // namespace

}  // namespace tilsig::check
