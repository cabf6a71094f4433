// tools/bench proves contents before it prints a ratio: it prints them for equal tables, and none when a table was
// spoiled.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

/// tools/bench with small figures; `path` comes before the PATH that this test has, `folder` is where it works
/// (`work`).
Answer bench(const TempFolder& work, std::vector<std::string> arguments, const std::string& path = {},
             const std::filesystem::path& folder = {}) {
    std::vector<std::string> words{"env", "PATH=" + (path.empty() ? "" : path + ":") + std::getenv("PATH"),
                                   TILSIG_SOURCE_DIR "/tools/bench"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    words.insert(words.end(),
                 {"--build", TILSIG_BINARY_DIR, "--work", (folder.empty() ? work.path() : folder).string()});
    return run_program(words, work.path());
}

bool is_there(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class Bench : public ::testing::TestWithParam<TestEngine> {
protected:
    void SetUp() override {
        if (const std::string why = missing(GetParam()); !why.empty()) GTEST_SKIP() << why;
        // The servers of the bench are other users than root.
        ASSERT_EQ(::chmod(m_work.path().c_str(), 0755), 0);
    }
    TempFolder m_work;
};

TEST_P(Bench, PrintsRatiosOfEqualTables) {
    const auto answer =
        bench(m_work, {"--rows", "3000", "--rounds", "1", "--markdown", "--engine", engine_name(GetParam())});
    ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    for (const char* title : {"first load", "same bytes again, fetched", "processed again", "1 % changed, sorted",
                              "1 % changed, unsorted"}) {
        const auto row = answer.out.find("| tilsig, " + std::string(title) + " | ");
        ASSERT_NE(row, std::string::npos) << title << answer.out;
        // wall, then the ratio.
        const auto wall_end = answer.out.find(" | ", row + std::string(title).size() + 13);
        EXPECT_GT(std::stod(answer.out.substr(wall_end + 3)), 0) << title << answer.out;
    }
    EXPECT_TRUE(is_there(answer.out,
                         "raw feed: 3000 records, 293499 bytes, sha256 "
                         "9568c358fd9ec85a81fbbfc3d4ed06e44f57530c368a9e8f6d7073459ac47da0"));
    EXPECT_TRUE(is_there(answer.out, GetParam() == TestEngine::sqlite       ? "synchronous full"
                                     : GetParam() == TestEngine::postgresql ? "synchronous_commit on"
                                                                            : "innodb_flush_log_at_trx_commit 1"))
        << answer.out;
    EXPECT_TRUE(is_there(answer.out, "case_no")) << answer.out;
    EXPECT_TRUE(is_there(answer.out, "UNIQUE INDEX")) << answer.out;
}

TILSIG_ON_EVERY_ENGINE(Bench);

TEST(BenchWithFewContenders, LeavesOutTheRatiosToThoseThatDidNotTakePart) {
    if (const std::string why = missing(TestEngine::postgresql); !why.empty()) GTEST_SKIP() << why;
    const TempFolder work;
    ASSERT_EQ(::chmod(work.path().c_str(), 0755), 0);
    const auto answer =
        bench(work, {"--rows", "300", "--rounds", "1", "--markdown", "--contenders", "1", "--engine", "postgresql"});
    ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    const auto row = answer.out.find("| tilsig, up to staging | ");
    ASSERT_NE(row, std::string::npos) << answer.out;
    EXPECT_TRUE(is_there(answer.out.substr(row, answer.out.find('\n', row) - row), " |  |  |  |  | "))
        << answer.out.substr(row);
}

TEST(BenchArguments, AreRefusedInWords) {
    const TempFolder work;
    const auto gone = bench(work, {"--engine", "sqlite"}, "", work.path() / "gone");
    EXPECT_EQ(gone.exit_code, 1);
    EXPECT_TRUE(is_there(gone.err, "/gone: no such folder; make it first")) << gone.err;
    const auto none = bench(work, {"--contenders", "0"});
    EXPECT_TRUE(is_there(none.err, "--contenders: must be 1 or more")) << none.err;
    for (const auto& answer : {gone, none}) EXPECT_FALSE(is_there(answer.err, "Traceback")) << answer.err;
}

/// What is done to a table behind the bench's back, and what it must say.
struct Spoiling {
    const char* name;
    const char* statement;
    const char* complaint;
    friend void PrintTo(const Spoiling& one, std::ostream* out) { *out << one.name; }
};

class BenchSpoiled : public ::testing::TestWithParam<Spoiling> {};

/// A sqlite3 that spoils each table that it imports.
TEST_P(BenchSpoiled, PrintsNoRatio) {
    const TempFolder work;
    const auto path = work.path() / "bin";
    std::filesystem::create_directory(path);
    write_file_durably(
        path / "sqlite3",
        "#!/bin/sh\nPATH=${PATH#*:}\ncase \"$*\" in\n*.import*) sqlite3 \"$@\" && exec sqlite3 \"$2\" \"" +
            std::string(GetParam().statement) + "\" ;;\nesac\nexec sqlite3 \"$@\"\n");
    ASSERT_EQ(::chmod((path / "sqlite3").c_str(), 0755), 0);
    const auto answer = bench(work, {"--rows", "300", "--rounds", "1", "--engine", "sqlite"}, path.string());
    EXPECT_EQ(answer.exit_code, 1) << answer.err;
    EXPECT_TRUE(is_there(answer.err, GetParam().complaint)) << answer.err;
    EXPECT_FALSE(is_there(answer.out, "ratio")) << answer.out;
}

INSTANTIATE_TEST_SUITE_P(
    table, BenchSpoiled,
    ::testing::Values(Spoiling{"one_value", "UPDATE fact_record SET age = age + 1 WHERE case_no = 'S000000007'",
                               "the contents are not those of the feed"},
                      Spoiling{"one_row", "DELETE FROM fact_record WHERE case_no = 'S000000007'",
                               "299 rows instead of 300"},
                      Spoiling{"one_owner", "UPDATE fact_record SET owner_code = '9999' WHERE case_no = 'S000000007'",
                               "differ in a technical column"}),
    [](const auto& one) { return one.param.name; });

TEST(BenchLarge, LoadsEveryFormatTwiceAndComparesPeaks) {
    const TempFolder work;
    const auto answer = bench(work, {"large", "--rows", "2000", "--workbook-rows", "1000"});
    ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    for (const char* kind : {"csv", "xml", "json", "xlsx"})
        EXPECT_TRUE(is_there(answer.out, std::string("\n") + kind + ": peak ")) << answer.out;
}

TEST(BenchUnits, SaysWhatAUnitCostsAboveATransaction) {
    const TempFolder work;
    const auto answer = bench(work, {"units", "--units", "3", "--engine", "sqlite"});
    ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    EXPECT_TRUE(is_there(answer.out, "above it (aim <= 30 each)")) << answer.out;
    EXPECT_TRUE(is_there(answer.out, "cold start, a new warehouse")) << answer.out;
}

}  // namespace
}  // namespace tilsig::test
