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
    EXPECT_EQ(delivery.proof, "closed-json");
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

TEST(Klass, ChangesAndCorrespondences) {
    const Fetched changes = klass({{"base", shared_stand_in().url("/api")},
                                   {"what", "changes"},
                                   {"classification", "131"},
                                   {"from", "2024-01-01"}});
    ASSERT_EQ(changes.result.end, FetchEnd::delivered) << changes.result.message;
    EXPECT_NE(changes.deliveries[0].bytes.find(R"("newCode":"1580")"), std::string::npos);
    const Fetched corresponds = klass({{"base", shared_stand_in().url("/api")},
                                       {"what", "corresponds"},
                                       {"classification", "131"},
                                       {"target", "104"},
                                       {"from", "2008-01-01"},
                                       {"to", "2009-01-01"}});
    ASSERT_EQ(corresponds.result.end, FetchEnd::delivered) << corresponds.result.message;
    EXPECT_EQ(nlohmann::json::parse(corresponds.deliveries[0].bytes).at("correspondenceItems").size(), 430U);
}

TEST(Klass, PxWebBringsAsManyCellsAsItsSizeSays) {
    const Fetched fetched = klass({{"base", shared_stand_in().url("/api")},
                                   {"what", "pxweb"},
                                   {"table", "07459"},
                                   {"query", R"([{"code":"Region","selection":{"filter":"all","values":["*"]}},
                                                 {"code":"Tid","selection":{"filter":"item","values":["{period}"]}}])"}});
    ASSERT_EQ(fetched.result.end, FetchEnd::delivered) << fetched.result.message;
    EXPECT_EQ(fetched.deliveries[0].name, "pxweb-07459.json");
    EXPECT_EQ(fetched.deliveries[0].proof, "closed-json, cells=size");
    const auto dataset = nlohmann::json::parse(fetched.deliveries[0].bytes);
    EXPECT_EQ(dataset.at("value").size(), dataset.at("size")[0].get<std::size_t>());
    EXPECT_FALSE(fetched.result.cursor);
}

TEST(Klass, PxWebRefusals) {
    const Options query{{"base", shared_stand_in().url("/misbehave/too-many-values/api")},
                        {"what", "pxweb"},
                        {"table", "07459"},
                        {"query", "[]"}};
    const Fetched refused = klass(query);
    EXPECT_EQ(refused.result.end, FetchEnd::refused);
    EXPECT_NE(refused.result.message.find("narrow `query`"), std::string::npos) << refused.result.message;
    EXPECT_EQ(klass({{"base", shared_stand_in().url("/api")}, {"what", "pxweb"}, {"table", "99999"}, {"query", "[]"}})
                  .result.end,
              FetchEnd::refused);
}

struct Broken {
    const char* kind;
    FetchEnd end;
};
void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.kind; }

class BrokenSource : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenSource, DeliversNothing) {
    const Fetched fetched = klass(codes(shared_stand_in().url(std::string("/misbehave/") + GetParam().kind + "/api")));
    EXPECT_STREQ(to_string(fetched.result.end), to_string(GetParam().end)) << fetched.result.message;
    EXPECT_FALSE(fetched.result.message.empty());
    EXPECT_FALSE(fetched.result.cursor);
    for (const Delivered& delivery : fetched.deliveries) EXPECT_EQ(delivery.proof, "") << "a proof for a broken answer";
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenSource,
    ::testing::Values(Broken{"early-close", FetchEnd::bad_source}, Broken{"early-cut", FetchEnd::bad_source},
                      Broken{"wrong-json", FetchEnd::bad_source}, Broken{"length-short", FetchEnd::bad_source},
                      Broken{"length-double", FetchEnd::bad_source}, Broken{"truncated", FetchEnd::bad_source},
                      Broken{"html", FetchEnd::bad_source}, Broken{"204", FetchEnd::bad_source},
                      Broken{"empty", FetchEnd::bad_source}, Broken{"gzip-cut", FetchEnd::bad_source},
                      Broken{"503", FetchEnd::retry_later}, Broken{"404", FetchEnd::refused},
                      Broken{"redirect-http", FetchEnd::refused}));

TEST(Klass, RecoversWithinOneFetchAndKeepsOneCopy) {
    const StandIn own;
    own.misbehave("truncated", "/api", 2);
    const Fetched fetched = fetch_with(own, "klass", codes(own.url("/api")));
    ASSERT_EQ(fetched.result.end, FetchEnd::delivered) << fetched.result.message;
    ASSERT_EQ(fetched.deliveries.size(), 1U);
    EXPECT_TRUE(nlohmann::json::accept(fetched.deliveries[0].bytes));
}

TEST(Klass, HonestFormsOfTheSameAnswerAreTheSameDelivery) {
    const std::string plain = klass(codes()).deliveries.at(0).bytes;
    for (const char* kind : {"chunked", "gzip", "no-length", "redirect-ok"}) {
        const Fetched fetched = klass(codes(shared_stand_in().url(std::string("/misbehave/") + kind + "/api")));
        ASSERT_EQ(fetched.result.end, FetchEnd::delivered) << kind << ": " << fetched.result.message;
        EXPECT_EQ(fetched.deliveries[0].bytes, plain) << kind;
    }
}

}  // namespace
}  // namespace tilsig::test
