// Deliveries that come again, come broken, are held, released, superseded, replayed and retracted.
#include <gtest/gtest.h>

#include <algorithm>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

const std::string header = "kommunenr;bydelsnr;maaned;bosatte\n";
const std::string october = header + "1103;;2026-10-01;14\n1124;;2026-10-01;3\n0301;030101;2026-10-01;7\n";

class Delivery : public OnBothEngines {
protected:
    void SetUp() override {
        OnBothEngines::SetUp();
        if (!IsSkipped()) m_here = std::make_unique<Installation>(GetParam(), nullptr);
    }
    Answer run(const std::string& content, const std::string& period = "2026-10") {
        return m_here->tilsig("run", {"municipal.settled", "--sender", "k1103", "--period", period, "--from", m_here->file("delivery.csv", content), "--json"});
    }
    std::string settled(const std::string& code) { return m_here->query("SELECT settled FROM fact_settlement_report WHERE municipality_code = '" + code + "'"); }
    std::unique_ptr<Installation> m_here;
};

TEST_P(Delivery, OfTheSameContentReorderedOrRequotedChangesNothing) {
    ASSERT_EQ(run(october).exit_code, 0);
    const auto before = m_here->checksums();
    EXPECT_EQ(run(october).json().at("outcome"), "nothing_new");
    const auto reordered = run(header + "0301;030101;2026-10-01;7\n1124;;2026-10-01;3\n1103;;2026-10-01;14\n");
    EXPECT_EQ(reordered.json().at("outcome"), "nothing_new") << reordered.out;
    EXPECT_EQ(reordered.json().at("rows").at("fact_settlement_report").at("unchanged"), 3);
    const auto requoted = run("\"kommunenr\";\"bydelsnr\";\"maaned\";\"bosatte\"\r\n\"1103\";;\"2026-10-01\";\"014\"\r\n1124;;2026-10-01;3\r\n0301;030101;2026-10-01;7\r\n");
    EXPECT_EQ(requoted.json().at("outcome"), "nothing_new") << requoted.out;
    EXPECT_EQ(m_here->checksums(), before);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_load"), "1\n");
}

TEST_P(Delivery, ThatLacksAKeyClosesItAndKeepsTheOldVersion) {
    ASSERT_EQ(run(october).exit_code, 0);
    const auto second = run(header + "1103;;2026-10-01;15\n0301;030101;2026-10-01;7\n");
    ASSERT_EQ(second.exit_code, 0) << second.out;
    const auto rows = second.json().at("rows").at("fact_settlement_report");
    EXPECT_EQ(rows.at("updated"), 1);
    EXPECT_EQ(rows.at("closed"), 1);
    EXPECT_EQ(rows.at("unchanged"), 1);
    EXPECT_EQ(settled("1124"), "");
    EXPECT_EQ(m_here->query("SELECT municipality_code, settled FROM fact_settlement_report_history ORDER BY 1"), "1103|14\n1124|3\n");
}

TEST_P(Delivery, WithARejectedRecordClosesNothingInItsSlice) {
    ASSERT_EQ(run(october).exit_code, 0);
    const auto second = run(header + "1103;;2026-10-01;-15\n1124;;2026-10-01;3\n0301;030101;2026-10-01;7\n");
    EXPECT_EQ(second.exit_code, 2);
    EXPECT_EQ(second.json().at("records").at("rejected_by_rule").at("BOS-F010"), 1);
    EXPECT_EQ(settled("1103"), "14\n") << "the last good value stays";
    EXPECT_EQ(m_here->query("SELECT record_no, line, code FROM ops_rejected ORDER BY 1"), "1|2|BOS-F010\n");
}

TEST_P(Delivery, WithTwoRowsForOneKeyRejectsBothWhateverTheirOrder) {
    for (const char* body : {"1103;;2026-10-01;14\n1103;;2026-10-01;15\n1124;;2026-10-01;3\n", "1103;;2026-10-01;15\n1124;;2026-10-01;3\n1103;;2026-10-01;14\n"}) {
        const auto answer = run(header + body);
        EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
        EXPECT_EQ(answer.json().at("records").at("rejected_by_rule").at("SYS-U001"), 2);
        EXPECT_EQ(settled("1103"), "");
        EXPECT_EQ(settled("1124"), "3\n");
    }
    const auto twice = run(header + "1124;;2026-10-01;3\n1124;;2026-10-01;3\n");
    EXPECT_EQ(twice.json().at("records").at("duplicate"), 1) << twice.out;
}

TEST_P(Delivery, ThatIsCutOrEmptyOrNotATableNeverReplacesTheLastGoodOne) {
    ASSERT_EQ(run(october).exit_code, 0);
    const auto before = m_here->checksums();
    const std::vector<std::string> broken{"", "<html><body>Logg inn</body></html>", header.substr(0, 20), "kommunenr;antall\n1103;3\n",
                                          std::string("kommunenr;bydelsnr;maaned;bosatte\n1103;;2026-10-01;1\0\n", 57), header + "1103;;2026-10-01;1"};
    for (const auto& content : broken) {
        const auto answer = run(content);
        EXPECT_TRUE(answer.exit_code == 2 || answer.exit_code == 3) << content << "\n" << answer.out << answer.err;
        EXPECT_EQ(m_here->checksums(), before) << content;
    }
}

TEST_P(Delivery, IsTakenBackByRetractAndComesBackByReplay) {
    ASSERT_EQ(run(october).exit_code, 0);
    const auto first = m_here->checksums();
    const auto second = run(header + "1103;;2026-10-01;99\n1124;;2026-10-01;3\n");
    ASSERT_EQ(second.exit_code, 0);
    const auto changed = m_here->checksums();
    const std::string delivery = std::to_string(second.json().at("delivery").at("id").get<int>());
    EXPECT_EQ(m_here->tilsig("retract", {delivery}).exit_code, 64) << "a decision needs its reason";
    const auto retracted = m_here->tilsig("retract", {delivery, "--reason", "wrong month"});
    ASSERT_EQ(retracted.exit_code, 0) << retracted.err;
    EXPECT_EQ(m_here->checksums(), first);
    const auto replayed = m_here->tilsig("replay", {delivery});
    ASSERT_EQ(replayed.exit_code, 0) << replayed.err;
    EXPECT_EQ(m_here->checksums(), changed);
}

TEST_P(Delivery, IsAnsweredByAReceiptInTheSendersOutFolder) {
    ASSERT_EQ(run(header + "1103;;2026-10-01;-1\n").exit_code, 2);
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(m_here->folder() / "state/out/k1103")) all += read_file(entry.path());
    EXPECT_NE(all.find("BOS-F010"), std::string::npos) << all;
    EXPECT_EQ(all.find("-1\n"), std::string::npos) << "no value of a record stands in a receipt";
}

TILSIG_ON_BOTH_ENGINES(Delivery);

}  // namespace
}  // namespace tilsig::test
