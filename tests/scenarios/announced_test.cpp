// A table of the statistics bank that shows a new year before it delivers it (promise 4).
#include <gtest/gtest.h>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

class Announced : public OnBothEngines {};

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
    EXPECT_EQ(here.query("SELECT reason FROM ops_hold"), "SYS-A004: the source announces more than it delivered: Tid:2009\n");
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

TILSIG_ON_BOTH_ENGINES(Announced);

}  // namespace
}  // namespace tilsig::test
