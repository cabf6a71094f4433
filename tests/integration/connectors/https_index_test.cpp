#include <fstream>

#include "base/hash.hpp"
#include "fetching.hpp"

namespace tilsig::test {
namespace {

using fetch::FetchEnd;

/// A site of its own, whose files the test changes.
class HttpsIndex : public ::testing::Test {
protected:
    HttpsIndex() {
        std::filesystem::create_directories(site());
        put("a.csv", "sitting;passed\n1;2\n");
        put("b.csv", "sitting;passed\n3;4\n");
        m_stand_in.emplace(m_data.path());
    }

    [[nodiscard]] std::filesystem::path site() const { return m_data.path() / "index" / "results"; }
    void put(const std::string& name, const std::string& text) const {
        std::ofstream(site() / name, std::ios::binary) << text;
    }

    Fetched fetch(const std::optional<std::string>& cursor = {}, std::map<std::string, std::string> more = {},
                  const std::string& period = "2008") {
        more.try_emplace("base", m_stand_in->url("/index/results"));
        return fetch_with(*m_stand_in, "https_index", std::move(more), cursor, period);
    }

    TempFolder m_data;
    std::optional<StandIn> m_stand_in;
};

TEST_F(HttpsIndex, BringsEveryItemOnceAndOnlyWhatIsNewLater) {
    const Fetched first = fetch();
    ASSERT_EQ(first.result.end, FetchEnd::delivered) << first.result.message;
    ASSERT_EQ(first.deliveries.size(), 2U);
    EXPECT_EQ(first.deliveries[0].name, "a.csv");
    EXPECT_EQ(first.deliveries[0].media_type, "text/csv");
    EXPECT_EQ(first.deliveries[0].bytes, "sitting;passed\n1;2\n");
    EXPECT_EQ(first.deliveries[0].proof.kind, "length, sha256");

    EXPECT_EQ(fetch(first.result.cursor).result.end, FetchEnd::nothing_new);

    put("c.csv", "sitting;passed\n5;6\n");
    put("a.csv", "sitting;passed\n1;3\n");
    const Fetched second = fetch(first.result.cursor);
    ASSERT_EQ(second.result.end, FetchEnd::delivered) << second.result.message;
    ASSERT_EQ(second.deliveries.size(), 2U);
    EXPECT_EQ(second.deliveries[0].bytes, "sitting;passed\n1;3\n") << "a corrected item is a new item";
    EXPECT_EQ(second.deliveries[1].name, "c.csv");
    EXPECT_EQ(fetch(second.result.cursor).result.end, FetchEnd::nothing_new);
}

/// Answers from cursors of its own, and notes what lies: "sender/period", with "+" behind what the source merely keeps.
class Heard final : public fetch::SurveySink {
public:
    std::optional<std::string> cursor_of(const std::string& sender, const std::string& period) override {
        const auto found = cursors.find(sender + "/" + period);
        return found == cursors.end() ? std::nullopt : std::optional(found->second);
    }
    void lies(const fetch::Lying& lying) override {
        units.push_back(lying.sender + "/" + lying.period + (lying.kept ? "+" : ""));
        what = lying.what;
    }
    std::map<std::string, std::string> cursors;
    std::vector<std::string> units;
    std::string what;
};

TEST_F(HttpsIndex, ASurveyTellsItemsOfPeriodsThatTheirUnitHasNotLoadedAsTheyAre) {
    for (const char* year : {"2006", "2007", "2008"}) put(std::string("result-") + year + ".csv", "x\n");
    put("result-k0301-2008.csv", "x\n");
    put("other-2008.csv", "x\n");
    Heard heard;
    const auto survey = [&](const std::string& item, const std::string& sender) {
        heard.units.clear();
        const auto result = survey_with(*m_stand_in, "https_index",
                                        {{"base", m_stand_in->url("/index/results")}, {"item", item}}, sender, heard);
        EXPECT_EQ(result.end, FetchEnd::delivered) << result.message;
        return heard.units;
    };
    using Units = std::vector<std::string>;
    const std::string item = "result-{period}.csv";
    EXPECT_EQ(survey(item, "ssb"), (Units{"ssb/2006+", "ssb/2007+", "ssb/2008+"}));
    heard.cursors["ssb/2007"] = fetch({}, {{"item", item}}, "2007").result.cursor.value_or("");
    EXPECT_EQ(survey(item, "ssb"), (Units{"ssb/2006+", "ssb/2008+"}));
    put("result-2007.csv", "y\n");
    EXPECT_EQ(survey(item, "ssb"), (Units{"ssb/2006+", "ssb/2007", "ssb/2008+"})) << "corrected";
    heard.cursors["ssb/2007"] = "of another kind";
    EXPECT_EQ(survey(item, "ssb"), (Units{"ssb/2006+", "ssb/2007", "ssb/2008+"}));
    EXPECT_EQ(survey("result-{sender}-{period}.csv", ""), Units{"k0301/2008+"});
    EXPECT_EQ(heard.what, "\"result-k#.csv\" of " + m_stand_in->url("/index/results") + "/index.json")
        << "what may be the number of a person passes nowhere";
    EXPECT_EQ(survey("result-{sender}-{period}.csv", "ssb"), Units{});
    EXPECT_EQ(survey("a.csv", "ssb"), Units{}) << "an item of no period";
    put("whole-2008.csv", "x\n");
    put("whole-2008_full.csv", "x\n");
    EXPECT_EQ(survey("whole-{period}*.csv", "ssb"), Units{"ssb/2008+"}) << "one unit, however many items";
    heard.cursors["ssb/2008"] = fetch({}, {{"item", "whole-{period}*.csv"}}, "2008").result.cursor.value_or("");
    EXPECT_EQ(survey("whole-{period}*.csv", "ssb"), Units{});
    put("whole-2008_full.csv", "y\n");
    EXPECT_EQ(survey("whole-{period}*.csv", "ssb"), Units{"ssb/2008"});
}

TEST_F(HttpsIndex, OneItemOfAPeriod) {
    put("result-2008.csv", "x\n");
    const Fetched fetched = fetch({}, {{"item", "result-{period}.csv"}});
    ASSERT_EQ(fetched.deliveries.size(), 1U) << fetched.result.message;
    EXPECT_EQ(fetched.deliveries[0].name, "result-2008.csv");
    EXPECT_EQ(fetch({}, {{"item", "result-{period}.csv"}}, "2009").result.end, FetchEnd::nothing_new);
    EXPECT_EQ(fetch(fetched.result.cursor).result.end, FetchEnd::delivered) << "a cursor of other options says nothing";
}

TEST_F(HttpsIndex, HostileNamesAndEmptyItems) {
    put("æ ø%2e?#.csv", "");
    const Fetched fetched = fetch({}, {{"item", "æ ø%2e?#.csv"}});
    ASSERT_EQ(fetched.result.end, FetchEnd::delivered) << fetched.result.message;
    EXPECT_EQ(fetched.deliveries[0].bytes, "");
    EXPECT_EQ(fetched.deliveries[0].proof.kind, "length, sha256");
}

TEST_F(HttpsIndex, AnItemThatIsNotWhatTheIndexSaysIsNotUsed) {
    for (const char* kind : {"html", "early-close", "empty"}) {
        m_stand_in->misbehave(kind, "/index/results/b.csv", 1);
        const Fetched fetched = fetch();
        EXPECT_EQ(fetched.result.end, FetchEnd::bad_source) << kind << ": " << fetched.result.message;
        EXPECT_FALSE(fetched.result.cursor) << kind;
        EXPECT_TRUE(fetched.abandoned) << kind << ": what came before in this fetch may not be used either";
        EXPECT_EQ(fetch().result.end, FetchEnd::delivered) << "and the next fetch brings it";
    }
}

}  // namespace
}  // namespace tilsig::test
