// What a survey of the in-folders tells: the periods that names give, of every sender, in one child.
#include "inbox_fixture.hpp"

namespace {

using tilsig::fetch::FetchEnd;

class Heard final : public tilsig::fetch::SurveySink {
public:
    std::optional<std::string> cursor_of(const std::string& sender, const std::string& period) override {
        const auto found = cursors.find(sender + "/" + period);
        return found == cursors.end() ? std::nullopt : std::optional(found->second);
    }
    void lies(const tilsig::fetch::Lying& lying) override {
        EXPECT_FALSE(lying.kept) << "what lies in an in-folder waits";
        units.push_back(lying.sender + "/" + lying.period);
        what[units.back()] = lying.what;
    }
    std::map<std::string, std::string> cursors, what;
    std::vector<std::string> units;
};

class InboxSurvey : public tilsig::test::InboxTest {
protected:
    void SetUp() override {
        InboxTest::SetUp();
        source.options["pattern"] = "good-{period}*.csv";
        source.options["nil_pattern"] = "{sender}_{period}.nil";
        request.unit = {"municipal.intro", "", "2026-10"};
    }
    void put_for(const std::string& sender, const std::string& name, int age = 100) const {
        std::filesystem::create_directories(root.path() / sender);
        std::ofstream(root.path() / sender / name) << name;
        std::filesystem::last_write_time(root.path() / sender / name,
                                         std::filesystem::file_time_type::clock::now() - std::chrono::seconds(age));
    }
    std::vector<std::string> survey() {
        heard.units.clear();
        last = tilsig::fetch::run_survey(request, heard, tilsig::Logger::silent());
        EXPECT_EQ(last.end, FetchEnd::delivered) << last.message;
        return heard.units;
    }
    using Units = std::vector<std::string>;
    Heard heard;
    tilsig::fetch::FetchResult last;
};

TEST_F(InboxSurvey, TellsEachSenderAndPeriodOnceWhateverTheNameSaysBesides) {
    for (const char* name :
         {"good-2026-10.csv", "GOOD-2026-09-rettet.CSV", "good-2026-09.csv", "k0301_2026-08.nil", "good-2026-07-14.csv",
          "bad-2026-06.csv", "good-202605.csv", "good-mars.csv", "good-2026-04.csv.part", ".good-2026-03.csv"})
        put_for("k0301", name);
    put_for("k0704", "good-2031-13.csv");
    put_for("k0704", "k0301_2026-08.nil");
    put_for("k0704/done", "good-2026-02.csv");
    std::filesystem::create_directory(root.path() / "k0301/good-2026-01.csv");
    EXPECT_EQ(survey(), (Units{"k0301/2026-07", "k0301/2026-08", "k0301/2026-09", "k0301/2026-10", "k0704/2031-13"}));
    EXPECT_EQ(heard.what["k0301/2026-09"],
              "\"GOOD-2026-09-rettet.CSV\", \"good-2026-09.csv\" in " + (root.path() / "k0301").string());
    EXPECT_TRUE(std::filesystem::exists(root.path() / "k0301/good-2026-09.csv")) << "a survey changes nothing";
}

TEST_F(InboxSurvey, GoesByTheFormOfTheNewestPeriod) {
    put_for("k0301", "good-2026-09-14.csv");
    request.unit.period = "2026";
    EXPECT_EQ(survey(), Units{"k0301/2026"});
    request.unit.period = "2026-10-01";
    EXPECT_EQ(survey(), Units{"k0301/2026-09-14"});
    request.unit.period = "all";
    EXPECT_EQ(survey(), Units{});
}

TEST_F(InboxSurvey, LooksIntoNoOtherFolderForAFeedOfItsSource) {
    put_for("k0301", "good-2026-09.csv");
    put_for("k0704", "good-2026-09.csv");
    request.unit.sender = "k0704";
    EXPECT_EQ(survey(), Units{"k0704/2026-09"});
}

TEST_F(InboxSurvey, LeavesAloneWhatIsStillWritten) {
    source.options["settle_seconds"] = "3600";
    put_for("k0301", "good-2026-09.csv", 86400);
    EXPECT_EQ(survey(), Units{}) << "the kernel knows when it came";
}

TEST_F(InboxSurvey, ThatOnlyLooksGoesOnBehindItsCursors) {
    request.look_only = true;
    put_for("k0301", "good-2026-09.csv");
    EXPECT_EQ(survey(), Units{"k0301/2026-09"});
    tilsig::test::InboxSink taken;
    auto fetched = request;
    fetched.unit = {"municipal.intro", "k0301", "2026-09"};
    const auto result = tilsig::fetch::run_fetch(fetched, taken, tilsig::Logger::silent());
    ASSERT_TRUE(result.cursor);
    heard.cursors["k0301/2026-09"] = *result.cursor;
    EXPECT_EQ(survey(), Units{});
    put_for("k0301", "good-2026-09-rettet.csv");
    EXPECT_EQ(survey(), Units{"k0301/2026-09"});
}

TEST_F(InboxSurvey, SaysWhenTheFolderIsNotThere) {
    source.options["folder"] = "/nonexistent/in";
    const auto result = tilsig::fetch::run_survey(request, heard, tilsig::Logger::silent());
    EXPECT_EQ(result.end, FetchEnd::refused);
    EXPECT_NE(result.message.find("create or mount it"), std::string::npos) << result.message;
}

}  // namespace
