// SIGKILL at the n-th system call of an erasure: nothing brings the person back, and the same command completes it.
#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "scenarios/kill_point.hpp"
#include "scenarios/person_world.hpp"

namespace tilsig::test {
namespace {

const std::string remark = "Kari bor hos mor";

class ErasureKillSweep : public ::testing::Test {
protected:
    void SetUp() override {
        if (const std::string why = tracing_missing(); !why.empty()) GTEST_SKIP() << why;
        m_world = std::make_unique<PersonWorld>(TestEngine::sqlite);
        ASSERT_EQ(m_world->run({"sak-1;" + fnr + ";;1;" + remark, "sak-9;" + other_fnr + ";;3;"}).exit_code, 0);
        ASSERT_EQ(m_world->run(second_night).exit_code, 0);
        (void)here().file("number.txt", fnr + "\n");
        std::filesystem::copy(here().folder() / "state", saved(), std::filesystem::copy_options::recursive);
        std::filesystem::copy(here().folder() / "warehouse.db", saved() / "warehouse.db");
    }
    [[nodiscard]] const Installation& here() const { return m_world->here(); }
    [[nodiscard]] std::filesystem::path saved() const { return here().folder().string() + ".saved"; }
    void TearDown() override {
        if (m_world) std::filesystem::remove_all(saved());
    }
    /// Before the erasure.
    void put_back() const {
        std::filesystem::remove_all(here().folder() / "state");
        std::filesystem::copy(saved(), here().folder() / "state", std::filesystem::copy_options::recursive);
        std::filesystem::remove(here().folder() / "state/warehouse.db");
        for (const char* log : {"warehouse.db-wal", "warehouse.db-shm"}) std::filesystem::remove(here().folder() / log);
        std::filesystem::copy(saved() / "warehouse.db", here().folder() / "warehouse.db",
                              std::filesystem::copy_options::overwrite_existing);
    }
    [[nodiscard]] std::vector<std::string> arguments() const {
        return {"--from", (here().folder() / "number.txt").string(), "--reason", "asked for", "--yes"};
    }
    [[nodiscard]] bool is_buried() const {
        return run_program(
                   {"sqlite3", (here().folder() / "state/links.db").string(), "SELECT count(*) FROM link_tombstone"},
                   here().folder())
                   .out != "0\n";
    }

    /// Rows are gone, or landed records.
    [[nodiscard]] bool is_begun() const {
        if (here().query("SELECT count(*) FROM fact_visit WHERE case_no = 'sak-1'") == "0\n") return true;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(here().folder() / "state/landing"))
            if (entry.path().filename() == "manifest.json" &&
                read_file(entry.path()).find("\"erased\"") != std::string::npos)
                return true;
        return false;
    }

    void expect_completed_after_kills(std::size_t each) {
        const auto points = sample(kill_points(here(), "erase", arguments()), each);
        std::map<std::string, int> histogram;
        for (const auto& point : points) {
            const std::string what = point.call + " " + std::to_string(point.n) + " (" + point.step + ")";
            put_back();
            const auto killed = run_killed(here(), point.call, point.n, "erase", arguments());
            if (!killed.happened) continue;
            ++histogram[killed.step];
            // In between a night with the person in it: once the tombstone stands, it brings nobody back. Before that
            // the person is as known as ever.
            const bool buried = is_buried();
            EXPECT_TRUE(buried || !is_begun()) << what << ": rows or bytes are gone, and the number may come back";
            ASSERT_EQ(m_world->run({"sak-1;" + fnr + ";;7;" + remark, "sak-9;" + other_fnr + ";;3;"}).exit_code, 0)
                << what;
            EXPECT_EQ(here().query("SELECT count(*) FROM fact_visit WHERE visits = 7"), buried ? "0\n" : "1\n") << what;
            const auto again = here().tilsig("erase", arguments());
            ASSERT_EQ(again.exit_code, 0) << what << again.out << again.err;
            EXPECT_EQ(m_world->rows(), "sak-9 2 3\n") << what;
            EXPECT_EQ(here().query("SELECT count(*) FROM ops_erasure WHERE ended_at IS NULL"), "0\n") << what;
            const auto number = read_file(here().folder() / "number.txt");
            std::filesystem::remove(here().folder() / "number.txt");
            std::filesystem::remove(here().folder() / "strace.txt");
            (void)m_world->expect_in_no_file({fnr, remark, "sak-1"});
            const auto held = m_world->subject(fnr);
            EXPECT_EQ(held.at("found"), false) << what << held.dump(1);
            (void)here().file("number.txt", number);
        }
        for (const auto& [step, count] : histogram) std::cout << step << " " << count << "  ";
        std::cout << std::endl;
        EXPECT_GE(histogram.size(), 3U);
    }

    const std::vector<std::string> second_night{"sak-1;" + fnr + ";;2;" + remark, "sak-9;" + other_fnr + ";;3;"};
    std::unique_ptr<PersonWorld> m_world;
};

TEST_F(ErasureKillSweep, IsCompletedByTheSameCommand) { expect_completed_after_kills(2); }
TEST_F(ErasureKillSweep, FullIsCompletedByTheSameCommand) { expect_completed_after_kills(25); }

}  // namespace
}  // namespace tilsig::test
