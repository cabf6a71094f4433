#include <nlohmann/json.hpp>

#include "fetching.hpp"

namespace tilsig::test {
namespace {

using fetch::FetchEnd;
using Options = std::map<std::string, std::string>;

Options codes(const std::string& base = shared_stand_in().url("/api")) {
    return {{"base", base}, {"what", "codes"}, {"classification", "131"}, {"from", "2006-01-01"}};
}

Fetched klass(Options options, const std::optional<std::string>& cursor = {}, const std::string& period = "2008") {
    return fetch_with(shared_stand_in(), "klass", std::move(options), cursor, period);
}

TEST(Klass, BringsTheWholeHistoryWithProofAndCursor) {
    const Fetched fetched = klass(codes());
    ASSERT_EQ(fetched.result.end, FetchEnd::delivered) << fetched.result.message;
    ASSERT_EQ(fetched.deliveries.size(), 1U);
    const Delivered& delivery = fetched.deliveries[0];
    EXPECT_EQ(delivery.name, "klass-131-codes.json");
    EXPECT_EQ(delivery.media_type, "application/json");
    EXPECT_EQ(delivery.charset, "utf-8");
    EXPECT_EQ(delivery.proof.kind, "closed-json");
    const auto rows = nlohmann::json::parse(delivery.bytes).at("codes");
    EXPECT_GT(rows.size(), 850U);
    ASSERT_TRUE(fetched.result.cursor);

    const Fetched again = klass(codes(), fetched.result.cursor);
    EXPECT_EQ(again.result.end, FetchEnd::nothing_new) << again.result.message;
    EXPECT_TRUE(again.deliveries.empty());

    Options other = codes();
    other["from"] = "2007-01-01";
    EXPECT_EQ(klass(other, fetched.result.cursor).result.end, FetchEnd::delivered)
        << "a cursor answers its own question only";
}

TEST(Klass, CodesAtADateCountTheMunicipalitiesOfTheYear) {
    const std::map<std::string, std::size_t> expected{{"2006", 431}, {"2008", 430}, {"2012", 429}, {"2013", 428},
                                                      {"2017", 426}, {"2018", 422}, {"2020", 356}, {"2024", 357}};
    for (const auto& [year, count] : expected) {
        const Fetched fetched = klass({{"base", shared_stand_in().url("/api")},
                                       {"what", "codes_at"},
                                       {"classification", "131"},
                                       {"date", "{period}-01-01"}},
                                      {}, year);
        ASSERT_EQ(fetched.result.end, FetchEnd::delivered) << fetched.result.message;
        // 9999 Uoppgitt is in KLASS 131 and is no municipality.
        EXPECT_EQ(nlohmann::json::parse(fetched.deliveries[0].bytes).at("codes").size(), count + 1) << year;
    }
}

TEST(Klass, RecoversWithinOneFetchAndKeepsOneCopy) {
    const StandIn own;
    own.misbehave("truncated", "/api", 2);
    const Fetched fetched = fetch_with(own, "klass", codes(own.url("/api")));
    ASSERT_EQ(fetched.result.end, FetchEnd::delivered) << fetched.result.message;
    ASSERT_EQ(fetched.deliveries.size(), 1U);
    EXPECT_TRUE(nlohmann::json::accept(fetched.deliveries[0].bytes));
}

}  // namespace
}  // namespace tilsig::test
