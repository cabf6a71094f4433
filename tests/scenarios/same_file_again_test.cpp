// The same file again through the in-folder: the content decides, never the name, and an old period can be corrected.
#include <gtest/gtest.h>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

class SameFileAgain : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped()) m_here = std::make_unique<Installation>(GetParam(), nullptr);
    }
    static std::string report(const std::string& month, int settled) {
        return "kommunenr;maaned;bosatte\n5001;" + month + "-01;" + std::to_string(settled) + "\n";
    }
    /// Puts the file into the in-folder and fetches the period.
    std::string fetch(const std::string& period, const std::string& name, const std::string& content) {
        m_here->deliver("k1601", name, content);
        const auto answer =
            m_here->tilsig("run", {"municipal.settled", "--sender", "k1601", "--period", period, "--json"});
        EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        EXPECT_FALSE(std::filesystem::exists(m_here->folder() / "in/k1601" / name))
            << "every file is taken away when it is safe";
        return answer.json().at("outcome");
    }
    std::string rows() { return m_here->query("SELECT month_start, settled FROM fact_settlement_report ORDER BY 1"); }
    std::string replaced() {
        return m_here->query("SELECT month_start, settled FROM fact_settlement_report_history ORDER BY load_seq");
    }
    std::string loads() { return m_here->query("SELECT count(*) FROM ops_load"); }

    std::unique_ptr<Installation> m_here;
};

TEST_P(SameFileAgain, UnderTheSameNameWithOtherContentIsANewVersion) {
    EXPECT_EQ(fetch("2026-10", "bosatte-1.csv", report("2026-10", 14)), "loaded");
    EXPECT_EQ(fetch("2026-10", "bosatte-1.csv", report("2026-10", 15)), "loaded");
    EXPECT_EQ(rows(), "2026-10-01|15\n");
    EXPECT_EQ(replaced(), "2026-10-01|14\n") << "what was reported before is kept";
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_delivery"), "2\n");
}

TEST_P(SameFileAgain, UnderAnotherNameChangesNothingAndIsNoted) {
    EXPECT_EQ(fetch("2026-10", "bosatte-1.csv", report("2026-10", 14)), "loaded");
    const auto before = m_here->checksums();
    EXPECT_EQ(fetch("2026-10", "bosatte-copy.csv", report("2026-10", 14)), "nothing_new");
    EXPECT_EQ(m_here->checksums(), before);
    EXPECT_EQ(loads(), "1\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_delivery"), "1\n");
    EXPECT_NE(m_here->query("SELECT count(*) FROM ops_run WHERE outcome = 'nothing_new'"), "0\n");
}

TEST_P(SameFileAgain, CorrectsAnOldPeriodAndNothingElse) {
    EXPECT_EQ(fetch("2026-09", "bosatte-09.csv", report("2026-09", 3)), "loaded");
    EXPECT_EQ(fetch("2026-10", "bosatte-10.csv", report("2026-10", 14)), "loaded");
    EXPECT_EQ(fetch("2026-09", "bosatte-09.csv", report("2026-09", 4)), "loaded");
    EXPECT_EQ(rows(), "2026-09-01|4\n2026-10-01|14\n");
    EXPECT_EQ(replaced(), "2026-09-01|3\n");
    // And back: content that was there before is a new truth when it is sent again.
    EXPECT_EQ(fetch("2026-09", "bosatte-09.csv", report("2026-09", 3)), "loaded");
    EXPECT_EQ(rows(), "2026-09-01|3\n2026-10-01|14\n");
    EXPECT_EQ(replaced(), "2026-09-01|3\n2026-09-01|4\n");
    EXPECT_EQ(loads(), "4\n");
}

TEST_P(SameFileAgain, HealsALandedCopyThatWasDamaged) {
    EXPECT_EQ(fetch("2026-10", "bosatte-1.csv", report("2026-10", 14)), "loaded");
    for (const auto& entry : std::filesystem::directory_iterator(m_here->folder() / "state/landing")) {
        if (entry.is_directory()) std::filesystem::resize_file(entry.path() / "content", 20);
    }
    EXPECT_EQ(m_here->tilsig("replay", {"municipal.settled"}).exit_code, 1) << "damaged indeed";
    EXPECT_EQ(fetch("2026-10", "bosatte-1.csv", report("2026-10", 14)), "nothing_new");
    const auto replayed = m_here->tilsig("replay", {"municipal.settled"});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
}

TILSIG_ON_EVERY_ENGINE(SameFileAgain);

}  // namespace
}  // namespace tilsig::test
