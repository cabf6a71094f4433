// Deliveries that come again, come broken, are held, released, superseded, replayed and retracted.
#include <gtest/gtest.h>

#include <algorithm>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

const std::string header = "kommunenr;bydelsnr;maaned;bosatte\n";
const std::string autumn = header + "5001;;2026-10-01;14\n5001;;2026-09-01;3\n5001;;2026-08-01;7\n";

class Delivery : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped()) m_here = std::make_unique<Installation>(GetParam(), nullptr);
    }
    Answer run(const std::string& content, const std::string& period = "2026-10") {
        return m_here->tilsig("run", {"municipal.settled", "--sender", "k1601", "--period", period, "--from",
                                      m_here->file("delivery.csv", content), "--json"});
    }
    std::string settled(const std::string& month) {
        return m_here->query("SELECT settled FROM fact_settlement_report WHERE month_start = '2026-" + month + "-01'");
    }
    std::unique_ptr<Installation> m_here;
};

TEST_P(Delivery, OfTheSameContentReorderedOrRequotedChangesNothing) {
    ASSERT_EQ(run(autumn).exit_code, 0);
    const auto before = m_here->checksums();
    EXPECT_EQ(run(autumn).json().at("outcome"), "nothing_new");
    const auto reordered = run(header + "5001;;2026-08-01;7\n5001;;2026-09-01;3\n5001;;2026-10-01;14\n");
    EXPECT_EQ(reordered.json().at("outcome"), "nothing_new") << reordered.out;
    EXPECT_EQ(reordered.json().at("rows").at("fact_settlement_report").at("unchanged"), 3);
    const auto requoted =
        run("\"kommunenr\";\"bydelsnr\";\"maaned\";\"bosatte\"\r\n\"5001\";;\"2026-10-01\";\"014\"\r\n5001;;2026-09-01;"
            "3\r\n5001;;2026-08-01;7\r\n");
    EXPECT_EQ(requoted.json().at("outcome"), "nothing_new") << requoted.out;
    // What nobody sees around a code is no other code, and is told.
    const auto pasted = run(header +
                            "5001\xC2\xA0;;2026-10-01;14\n\xE2\x80\x8B"
                            "5001 ;;2026-09-01;3\n5001;;2026-08-01;7\n");
    EXPECT_EQ(pasted.json().at("outcome"), "nothing_new") << pasted.out;
    EXPECT_EQ(pasted.json().at("records").at("changed_by_kind").dump(), R"({"invisible":1,"whitespace":2})");
    EXPECT_EQ(m_here->query("SELECT kind, code, records FROM ops_run_rule ORDER BY code"),
              "changed|invisible|1\nchanged|whitespace|2\n");
    EXPECT_EQ(m_here->checksums(), before);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_load"), "1\n");
}

TEST_P(Delivery, ThatLacksAKeyClosesItAndKeepsTheOldVersion) {
    ASSERT_EQ(run(autumn).exit_code, 0);
    const auto second = run(header + "5001;;2026-10-01;15\n5001;;2026-08-01;7\n");
    ASSERT_EQ(second.exit_code, 0) << second.out;
    const auto rows = second.json().at("rows").at("fact_settlement_report");
    EXPECT_EQ(rows.at("updated"), 1);
    EXPECT_EQ(rows.at("closed"), 1);
    EXPECT_EQ(rows.at("unchanged"), 1);
    EXPECT_EQ(settled("09"), "");
    EXPECT_EQ(m_here->query("SELECT month_start, settled FROM fact_settlement_report_history ORDER BY 1"),
              "2026-09-01|3\n2026-10-01|14\n");
}

TEST_P(Delivery, WithARejectedRecordClosesNothingInItsSlice) {
    ASSERT_EQ(run(autumn).exit_code, 0);
    const auto second = run(header + "5001;;2026-10-01;-15\n5001;;2026-09-01;3\n5001;;2026-08-01;7\n");
    EXPECT_EQ(second.exit_code, 2);
    EXPECT_EQ(second.json().at("records").at("rejected_by_rule").at("BOS-F010"), 1);
    EXPECT_EQ(settled("10"), "14\n") << "the last good value stays";
    EXPECT_EQ(m_here->query("SELECT record_no, line, code FROM ops_rejected ORDER BY 1"), "1|2|BOS-F010\n");
}

TEST_P(Delivery, WithAFindingSaysWhoMustRepairItAndWhatItIsAbout) {
    const auto told = [&](const std::string& content, const std::string& period = "2026-10") {
        EXPECT_EQ(run(content, period).exit_code, 2);
        return m_here->query(
            "SELECT DISTINCT owner, subject FROM ops_rejected WHERE run_id = (SELECT max(id) FROM ops_run)");
    };
    const auto first = told(header + "5001;;2026-10-01;-15\n");
    EXPECT_EQ(first.substr(0, 13), "k1601|metric:") << first;
    EXPECT_EQ(first.size(), 13U + 32U + 1U) << first;
    EXPECT_EQ(told(header + "5001;;2026-09-01;3\n5001;;2026-10-01;-16\n"), first) << "the same in the next delivery";
    EXPECT_EQ(told(header + "5001;;2026-10-01;14\n5001;;2026-10-01;15\n"), first)
        << "found by the loader, both of them";
    EXPECT_NE(told(header + "5001;;2026-10-01;-15\n", "2026-11"), first) << "of another period";
    const auto whole = told("kommunenr;antall\n5001;3\n");
    EXPECT_EQ(whole.substr(0, 15), "k1601|delivery:") << whole;
    EXPECT_EQ(told("kommunenr;antall\n5001;4\n"), whole);
}

TEST_P(Delivery, WithTwoRowsForOneKeyRejectsBothWhateverTheirOrder) {
    for (const char* body : {"5001;;2026-10-01;14\n5001;;2026-10-01;15\n5001;;2026-09-01;3\n",
                             "5001;;2026-10-01;15\n5001;;2026-09-01;3\n5001;;2026-10-01;14\n"}) {
        const auto answer = run(header + body);
        EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
        EXPECT_EQ(answer.json().at("records").at("rejected_by_rule").at("SYS-U001"), 2);
        EXPECT_EQ(settled("10"), "");
        EXPECT_EQ(settled("09"), "3\n");
    }
    const auto twice = run(header + "5001;;2026-09-01;3\n5001;;2026-09-01;3\n");
    EXPECT_EQ(twice.json().at("records").at("duplicate"), 1) << twice.out;
}

TEST_P(Delivery, ThatIsCutOrEmptyOrNotATableNeverReplacesTheLastGoodOne) {
    ASSERT_EQ(run(autumn).exit_code, 0);
    const auto before = m_here->checksums();
    const std::vector<std::string> broken{"",
                                          "<html><body>Logg inn</body></html>",
                                          header.substr(0, 20),
                                          "kommunenr;antall\n5001;3\n",
                                          std::string("kommunenr;bydelsnr;maaned;bosatte\n5001;;2026-10-01;1\0\n", 57),
                                          header + "5001;;2026-10-01;1"};
    for (const auto& content : broken) {
        const auto answer = run(content);
        EXPECT_TRUE(answer.exit_code == 2 || answer.exit_code == 3) << content << "\n" << answer.out << answer.err;
        EXPECT_EQ(m_here->checksums(), before) << content;
    }
}

TEST_P(Delivery, ForAnotherMunicipalityHoldsThatSliceAndLoadsTheRest) {
    const auto answer = run(header + "5001;;2026-10-01;14\n4601;;2026-10-01;5\n");
    EXPECT_EQ(answer.exit_code, 3) << answer.out;
    EXPECT_EQ(answer.json().at("held_slices").size(), 1U);
    EXPECT_EQ(m_here->query("SELECT municipality_code FROM fact_settlement_report"), "5001\n");
    const auto holds = m_here->tilsig("hold", {"list", "--json"}).json().at("holds");
    ASSERT_EQ(holds.size(), 1U);
    const auto released = m_here->tilsig(
        "hold", {"release", std::to_string(holds[0].at("hold").get<int>()), "--reason", "agreed by letter"});
    EXPECT_EQ(released.exit_code, 0) << released.out << released.err;
    EXPECT_EQ(m_here->query("SELECT municipality_code FROM fact_settlement_report ORDER BY 1"), "4601\n5001\n");
}

TEST_P(Delivery, ThatIsGoodSupersedesTheOneThatIsHeld) {
    ASSERT_EQ(run(header + "5001;;2026-10-01;14\n4601;;2026-10-01;5\n").exit_code, 3);
    ASSERT_EQ(run(header + "5001;;2026-10-01;15\n").exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT state FROM ops_hold"), "superseded\n");
    EXPECT_EQ(m_here->tilsig("hold", {"list", "--json"}).json().at("holds").size(), 0U);
}

TEST_P(Delivery, IsTakenBackByRetractAndComesBackByReplay) {
    ASSERT_EQ(run(autumn).exit_code, 0);
    const auto first = m_here->checksums();
    const auto second = run(header + "5001;;2026-10-01;99\n5001;;2026-09-01;3\n");
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
    ASSERT_EQ(run(header + "5001;;2026-10-01;-1\n").exit_code, 2);
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(m_here->folder() / "state/out/k1601"))
        all += read_file(entry.path());
    EXPECT_NE(all.find("BOS-F010"), std::string::npos) << all;
    EXPECT_EQ(all.find("-1\n"), std::string::npos) << "no value of a record stands in a receipt";
}

TILSIG_ON_EVERY_ENGINE(Delivery);

}  // namespace
}  // namespace tilsig::test
