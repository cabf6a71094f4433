// A table of the statistics bank that shows a new year before it delivers it (promise 4).
#include <gtest/gtest.h>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

class Announced : public OnEveryEngine {};

nlohmann::json population_of(const Answer& night) {
    for (const auto& unit : night.json().at("units"))
        if (unit.at("unit").get<std::string>().starts_with("ssb.population/")) return unit;
    return nullptr;
}

TEST_P(Announced, WhatTheMetadataShowsAndTheAnswerLacksIsHeldUntilItComes) {
    const StandIn standin;
    const Installation here(GetParam(), &standin);
    const std::vector<std::string> feed{"--json", "--quiet", "--feed", "ssb.population"};
    standin.misbehave("lacks-newest", "/api/v0/", -1);
    const auto first = here.tilsig("night", feed);
    EXPECT_EQ(first.exit_code, 3) << first.out << first.err;
    EXPECT_EQ(population_of(first).at("outcome"), "held");
    EXPECT_EQ(here.query("SELECT reason FROM ops_hold"),
              "SYS-A004: the source announces more than it delivered: Tid:2009 (announced: 482 categories; came: 481 "
              "categories)\n");
    EXPECT_EQ(here.query("SELECT count(*) FROM fact_population"), "0\n");
    standin.clear();
    const auto second = here.tilsig("night", feed);
    EXPECT_NE(population_of(second).at("outcome"), "held") << second.out;
    EXPECT_NE(here.query("SELECT count(*) FROM fact_population"), "0\n");
    EXPECT_EQ(here.query("SELECT state FROM ops_hold"), "superseded\n") << "a hold ends by the newer good delivery";

    // Now an old answer under a new table: nothing is loaded, and it is told.
    standin.misbehave("lacks-newest", "/api/v0/", -1);
    EXPECT_EQ(here.tilsig("night", feed).exit_code, 3);
    EXPECT_NE(here.query("SELECT count(*) FROM fact_population"), "0\n") << "the last good data stays live";
}

TEST_P(Announced, AContractMayFlagInsteadOfHold) {
    const StandIn standin;
    const Installation here(GetParam(), &standin);
    const auto content = here.folder() / "content";
    std::filesystem::create_directories(content);
    for (const char* part : {"mappings", "connectors", "schedules"})
        std::filesystem::copy(std::filesystem::path(TILSIG_SOURCE_DIR) / part, content / part,
                              std::filesystem::copy_options::recursive);
    const auto replace_in = [&](const std::string& name, const std::string& old_text, const std::string& new_text) {
        std::string text = read_file(here.folder() / name);
        const auto at = text.find(old_text);
        ASSERT_NE(at, std::string::npos) << name;
        (void)here.file(name, text.replace(at, old_text.size(), new_text));
    };
    replace_in("tilsig.yaml", "content: " TILSIG_SOURCE_DIR, "content: " + content.string());
    replace_in("content/mappings/ssb/population.contract.yaml", "complete: {", "complete: {announced: flag, ");
    standin.misbehave("lacks-newest", "/api/v0/", -1);
    const auto night = here.tilsig("night", {"--json", "--quiet", "--feed", "ssb.population"});
    ASSERT_NE(night.exit_code, 1) << night.out << night.err;
    EXPECT_NE(here.query("SELECT count(*) FROM fact_population"), "0\n") << night.out << night.err;
    EXPECT_EQ(here.query("SELECT count(*) FROM ops_hold"), "0\n");
    EXPECT_EQ(here.query("SELECT reason FROM ops_run WHERE outcome = 'loaded'"),
              "SYS-A004: the source announces more than it delivered: Tid:2009 (announced: 482 categories; came: 481 "
              "categories)\n");
}

TEST(AnnouncedGap, TenRegionsThatDidNotComeAreHeldAndNamed) {
    const StandIn standin;
    const Installation here(TestEngine::sqlite, &standin);
    standin.misbehave("lacks-ten", "/api/v0/", -1);
    const auto night = here.tilsig("night", {"--json", "--quiet", "--feed", "ssb.population"});
    EXPECT_EQ(night.exit_code, 3) << night.out << night.err;
    EXPECT_EQ(population_of(night).at("outcome"), "held");
    const std::string reason = here.query("SELECT reason FROM ops_hold");
    EXPECT_EQ(reason,
              "SYS-A004: the source announces more than it delivered: Region:0101, 0104, 0105, 0106, 0111, 0118, 0119, "
              "0121, 0122, 0123 "
              "(announced: 482 categories; came: 472 categories)\n")
        << "the names are not masked as one long number";
    EXPECT_EQ(here.query("SELECT count(*) FROM fact_population"), "0\n");
}

TILSIG_ON_EVERY_ENGINE(Announced);

}  // namespace
}  // namespace tilsig::test
