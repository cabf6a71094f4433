// Two installations that get the same deliveries: one meets the fault, its twin does not.
#pragma once

#include <gtest/gtest.h>

#include "scenarios/installation.hpp"

namespace tilsig::test {

/// A list of regions, as many as wanted; `edition` is in every name, so that each edition updates every row.
[[nodiscard]] inline std::string region_list(int rows, int edition) {
    std::string text = "code;name_nb;name_en\n";
    for (int i = 0; i < rows; ++i) text += "r" + std::to_string(i) + ";Navn " + std::to_string(edition) + ";Name\n";
    return text;
}

/// Fixture: `here()` meets the fault, `calm()` gets the same undisturbed. Both begin with edition 0 of a small region
/// list.
class Twins : public ::testing::TestWithParam<TestEngine> {
protected:
    static constexpr int small = 20;
    static constexpr int large = 6000;  ///< rows; more than fits between two commits of the ledger

    void SetUp() override {
        if (!on_sqlite()) TILSIG_NEED_POSTGRES();
        m_here = std::make_unique<Installation>(GetParam(), nullptr);
        m_calm = std::make_unique<Installation>(GetParam(), nullptr);
        ASSERT_EQ(run(here(), small, 0).exit_code, 0);
        ASSERT_EQ(run(calm(), small, 0).exit_code, 0);
    }
    [[nodiscard]] static bool on_sqlite() { return GetParam() == TestEngine::sqlite; }
    [[nodiscard]] Installation& here() { return *m_here; }
    [[nodiscard]] Installation& calm() { return *m_calm; }

    static std::vector<std::string> arguments(const Installation& where, int rows, int edition) {
        return {"imdi.region", "--quiet", "--from", where.file("regions.csv", region_list(rows, edition))};
    }
    static Answer run(const Installation& where, int rows, int edition) {
        return where.tilsig("run", arguments(where, rows, edition));
    }

    /// The last good edition is what readers see, whole.
    void expect_live(int rows, int edition) {
        EXPECT_EQ(here().query("SELECT count(*), count(DISTINCT name_nb), min(name_nb) FROM dim_imdi_region WHERE "
                               "dim_imdi_region_key > 0"),
                  std::to_string(rows) + "|1|Navn " + std::to_string(edition) + "\n");
        EXPECT_EQ(here().query("SELECT count(*) FROM ops_load l WHERE NOT EXISTS (SELECT 1 FROM dim_imdi_region d "
                               "WHERE d.load_seq = l.load_seq) AND "
                               "NOT EXISTS (SELECT 1 FROM dim_imdi_region_history h WHERE h.load_seq = l.load_seq)"),
                  "0\n")
            << "a marker without its rows";
    }
    /// The cause is gone: the next run is green by itself, and both hold the same.
    void expect_green(int rows, int edition) {
        const auto again = run(here(), rows, edition);
        EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
        EXPECT_EQ(run(calm(), rows, edition).exit_code, 0);
        EXPECT_EQ(here().checksums(), calm().checksums());
        EXPECT_EQ(here().query("SELECT count(*) FROM ops_run WHERE outcome IS NULL"), "0\n");
    }
    /// Outcome, error kind and code of the newest run.
    [[nodiscard]] std::string last_run() {
        return here().query(
            "SELECT outcome, coalesce(error_kind, ''), coalesce(error_code, '') FROM ops_run ORDER BY id DESC LIMIT 1");
    }

    std::unique_ptr<Installation> m_here, m_calm;
};

}  // namespace tilsig::test
