#include <nlohmann/json.hpp>

#include "fetching.hpp"

namespace tilsig::test {
namespace {

Fetched asked(const StandIn& stand_in, const std::string& manner = "honest") {
    return fetch_with(
        stand_in, "imdi_query",
        {{"base", stand_in.url("/imdi/" + manner)},
         {"query", R"({"TableName":"befolkning_hovedgruppe","Include":["innvkat5","kjonn","kommuneNr","enhet","aar"],)"
                   R"("Conditions":{"enhet":["personer"]}})"}});
}

TEST(ImdiQuery, JoinsThePagesWithTheirRowsAsTheServerWroteThem) {
    const Fetched fetched = asked(shared_stand_in());
    ASSERT_EQ(fetched.deliveries.size(), 1U) << fetched.result.message;
    const std::string& bytes = fetched.deliveries[0].bytes;
    EXPECT_TRUE(
        bytes.starts_with("{\"data\":[\n{\"innvkat5\":\"innvandrere\",\"kjonn\":\"0\",\"kommuneNr\":\"0301\",\"enhet\":"
                          "\"personer\",\"aar\":\"2023\","))
        << bytes.substr(0, 200);
    EXPECT_TRUE(bytes.ends_with("}\n]}\n"));
    EXPECT_EQ(bytes.find("continuation"), std::string::npos) << "the token is part of the talk, not of the data";
    EXPECT_EQ(nlohmann::json::parse(bytes).at("data").size(), 648U);
    EXPECT_FALSE(fetched.result.cursor);
}

TEST(ImdiQuery, GivesTheSameBytesForTheSameTableThoughTokensDiffer) {
    const Fetched first = asked(shared_stand_in());
    const Fetched second = asked(shared_stand_in());
    ASSERT_EQ(first.deliveries.size(), 1U) << first.result.message;
    ASSERT_EQ(second.deliveries.size(), 1U) << second.result.message;
    EXPECT_EQ(first.deliveries[0].bytes, second.deliveries[0].bytes);
}

TEST(ImdiQuery, RecoversWithinOneFetchAndKeepsOneCopyOfEachPage) {
    const StandIn own;
    own.misbehave("503", "/imdi/honest/data/query", 2);
    const Fetched fetched = asked(own);
    ASSERT_EQ(fetched.deliveries.size(), 1U) << fetched.result.message;
    EXPECT_EQ(nlohmann::json::parse(fetched.deliveries[0].bytes).at("data").size(), 648U);
}

}  // namespace
}  // namespace tilsig::test
