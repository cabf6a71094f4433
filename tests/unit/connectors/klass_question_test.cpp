#include <gtest/gtest.h>

#include "klass/question.hpp"
#include "spi_unit.hpp"

namespace tilsig::klass {
namespace {

using test::SpiUnit;
using Options = std::map<std::string, std::string>;

const std::string base = "https://data.ssb.no/api/";

Question asked(const Options& options, const std::string& period = "2008") {
    const SpiUnit unit(options, period);
    return make_question(unit.unit());
}

TEST(KlassQuestion, EachKindAsksItsOwnAddress) {
    EXPECT_EQ(asked({{"base", base}, {"what", "codes"}, {"classification", "131"}, {"from", "2006-01-01"}}).url,
              "https://data.ssb.no/api/klass/v1/classifications/131/codes?from=2006-01-01");
    EXPECT_EQ(asked({{"base", base}, {"what", "codes_at"}, {"classification", "131"}, {"date", "{period}-01-01"}}).url,
              "https://data.ssb.no/api/klass/v1/classifications/131/codesAt?date=2008-01-01");
    EXPECT_EQ(asked({{"base", base},
                     {"what", "changes"},
                     {"classification", "131"},
                     {"from", "2006-01-01"},
                     {"to", "2009-01-01"}})
                  .url,
              "https://data.ssb.no/api/klass/v1/classifications/131/changes?from=2006-01-01&to=2009-01-01");
    const Question corresponds = asked({{"base", base},
                                        {"what", "corresponds"},
                                        {"classification", "131"},
                                        {"target", "104"},
                                        {"from", "2008-01-01"},
                                        {"language", "nn"},
                                        {"include_future", "true"}});
    EXPECT_EQ(corresponds.url,
              "https://data.ssb.no/api/klass/v1/classifications/131/corresponds?targetClassificationId=104"
              "&from=2008-01-01&language=nn&includeFuture=true");
    EXPECT_EQ(corresponds.root, "correspondenceItems");
    EXPECT_EQ(corresponds.outside_name, "klass-131-corresponds.json");
}

TEST(KlassQuestion, PxWebIsAPostWhoseFormatIsOurs) {
    const Question question =
        asked({{"base", base},
               {"what", "pxweb"},
               {"table", "07459"},
               {"query", R"([{"code":"Tid","selection":{"filter":"item","values":["{period}"]}}])"}});
    EXPECT_EQ(question.method, "POST");
    EXPECT_EQ(question.url, "https://data.ssb.no/api/v0/no/table/07459");
    EXPECT_EQ(
        question.body,
        R"({"query":[{"code":"Tid","selection":{"filter":"item","values":["2008"]}}],"response":{"format":"json-stat2"}})");
    const Question whole = asked({{"base", base},
                                  {"what", "pxweb"},
                                  {"table", "07459"},
                                  {"language", "en"},
                                  {"query", R"({"query":[],"response":{"format":"csv2"}})"}});
    EXPECT_EQ(whole.body, R"({"query":[],"response":{"format":"json-stat2"}})");
    EXPECT_EQ(whole.url, "https://data.ssb.no/api/v0/en/table/07459");
}

TEST(KlassQuestion, APeriodThatMakesNoDateIsRefused) {
    EXPECT_THROW(
        asked({{"base", base}, {"what", "codes"}, {"classification", "131"}, {"from", "{period}-01-01"}}, "all"),
        spi::Failure);
}

TEST(KlassQuestion, TheFingerprintTellsQuestionsApart) {
    const Question one = asked({{"base", base}, {"what", "codes"}, {"classification", "131"}, {"from", "2006-01-01"}});
    const Question two = asked({{"base", base}, {"what", "codes"}, {"classification", "131"}, {"from", "2007-01-01"}});
    EXPECT_NE(fingerprint(one), fingerprint(two));
    EXPECT_EQ(fingerprint(one).size(), 16U);
}

std::vector<std::string> mistakes(const Options& options) { return SpiUnit(options).mistakes(check_options); }

TEST(KlassOptions, GoodOnesPass) {
    EXPECT_TRUE(
        mistakes({{"base", base}, {"what", "codes"}, {"classification", "131"}, {"from", "{period}-01-01"}}).empty());
    EXPECT_TRUE(mistakes({{"base", base}, {"what", "pxweb"}, {"table", "07459"}, {"query", "[]"}}).empty());
}

TEST(KlassOptions, AllMistakesAreToldAtOnce) {
    const auto found = mistakes({{"base", "http://data.ssb.no"},
                                 {"what", "codes"},
                                 {"classification", "kommuner"},
                                 {"from", "01.01.2006"},
                                 {"query", "[]"},
                                 {"language", "sv"},
                                 {"include_future", "ja"}});
    EXPECT_EQ(found.size(), 6U);
    for (const char* name : {"base", "classification", "from", "query", "language", "include_future"}) {
        EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const std::string& m) {
            return m.starts_with(std::string("option ") + name + ":");
        })) << name;
    }
}

TEST(KlassOptions, WhatAKindNeedsIsAskedFor) {
    EXPECT_EQ(mistakes({{"base", base}, {"what", "corresponds"}}).size(), 3U);
    EXPECT_EQ(mistakes({{"base", base}, {"what", "pxweb"}}).size(), 2U);
    EXPECT_EQ(mistakes({}).size(), 2U);
    EXPECT_EQ(mistakes({{"base", base}, {"what", "code"}}).size(), 1U);
}

TEST(KlassOptions, AQueryThatIsNoQuery) {
    for (const char* query : {"{", "{}", "5", R"([{"code":"Tid"}])", R"({"query":5})", R"([5])"}) {
        EXPECT_EQ(mistakes({{"base", base}, {"what", "pxweb"}, {"table", "07459"}, {"query", query}}).size(), 1U)
            << query;
    }
}

}  // namespace
}  // namespace tilsig::klass
