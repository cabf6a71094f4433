// Rules over sets, from a file to its rows: who is found, who is named, what is loaded, and what is counted.
#include <gtest/gtest.h>

#include <set>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

// Synthetic: month + 80.
const std::string fnr = "14837936625", other_fnr = "02918536941", duf = "200690012310";

class Sets : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        m_here = std::make_unique<Installation>(
            GetParam(), std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content/programmes"));
        (void)m_here->file("tilsig.yaml", read_file(m_here->folder() / "tilsig.yaml") + "mode: test\n");
    }
    /// Rows are "case;fnr;duf;from;to;case before", all of the sender's own municipality.
    Answer command(const std::string& name, const std::string& sender, const std::vector<std::string>& rows) const {
        std::string text = "sak;kommune;fodselsnr;dufnr;fra;til;etter_sak\n";
        for (const auto& row : rows) {
            const auto behind_case = row.find(';');
            text += row.substr(0, behind_case) + ";" + sender.substr(1) + row.substr(behind_case) + "\n";
        }
        return m_here->tilsig(
            name, {"desk.programme", "--sender", sender, "--from", m_here->file("delivery.csv", text), "--json"});
    }
    Answer run(const std::vector<std::string>& rows, const std::string& sender = "k9901") const {
        return command("run", sender, rows);
    }
    std::string rows() const {
        return m_here->query("SELECT case_no || ' ' || person_id FROM fact_programme ORDER BY case_no");
    }
    /// "1 DSK-U001 2:3": record, code, the others.
    std::string told(const std::string& code) const {
        return m_here->query(
            "SELECT record_no || ' ' || code || ' ' || others FROM ops_rejected WHERE run_id = (SELECT max(id) FROM "
            "ops_run) AND code = '" +
            code + "' ORDER BY record_no");
    }
    /// "4 DSK-K001": line and code of what a command shows.
    static std::multiset<std::string> found(const Answer& answer) {
        std::multiset<std::string> all;
        for (const auto& finding : answer.json().at("findings"))
            all.insert(finding.at("place").at("line").dump() + " " + finding.at("code").get<std::string>());
        return all;
    }
    /// "9901 2 1": slice, evaluated, failed.
    std::string counted(const std::string& code, const std::string& more = "") const {
        return m_here->query("SELECT slice || ' ' || evaluated || ' ' || failed" + more +
                             " FROM ops_rule_count WHERE run_id = (SELECT max(id) FROM ops_run) AND code = '" + code +
                             "' ORDER BY slice");
    }

    std::unique_ptr<Installation> m_here;
};

TEST_P(Sets, FindTwoOpenProgrammesOfOnePersonUnderTwoNumbers) {
    const auto answer = run({"a;;" + duf + ";2026-01-01;;", "b;" + fnr + ";" + duf + ";2026-03-01;;",
                             "c;" + other_fnr + ";;2026-01-01;;", "d;" + fnr + ";;2025-01-01;2025-06-01;"});
    EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    EXPECT_EQ(rows(), "a 1\nb 1\nc 2\nd 1\n") << "flagged, not kept out";
    EXPECT_EQ(told("DSK-U001"), "1 DSK-U001 2:3\n2 DSK-U001 1:2\n") << "both of them, each with the place of the other";
    EXPECT_EQ(told("DSK-U002"), "1 DSK-U002 2:3\n2 DSK-U002 1:2\n");
    EXPECT_EQ(counted("DSK-U001", " || ' ' || na_when"), "9901 3 2 1\n");
    EXPECT_EQ(answer.json().at("records").at("flagged_by_rule").at("DSK-U001"), 2);

    const auto findings = m_here->tilsig("ledger", {"1", "--findings", "--code", "DSK-U001"});
    EXPECT_NE(findings.out.find("line 2, with line 3\n"), std::string::npos) << findings.out;
    EXPECT_NE(findings.out.find("when 1"), std::string::npos) << findings.out;
    const auto document = m_here->tilsig("ledger", {"1", "--findings", "--json"}).json();
    const auto& rules = document.at("rules");
    ASSERT_EQ(rules.size(), 5U);
    EXPECT_EQ(rules[2].at("code"), "DSK-U001");
    EXPECT_EQ(rules[2].at("evaluated"), 3);
    EXPECT_EQ(rules[2].at("failed"), 2);
    EXPECT_EQ(rules[2].at("not_applicable").at("when"), 1);
    EXPECT_EQ(rules[2].at("slices")[0].at("owner"), "k9901");
    EXPECT_EQ(document.at("findings")[0].at("others").at("records")[0].at("line"), 3);
}

TEST_P(Sets, KnowAPersonWhoIsToldToBeOneAtTheEnd) {
    // So far apart that what was looked at first knew them as two.
    std::vector<std::string> delivered{"a;" + fnr + ";;2026-01-01;;", "b;;" + duf + ";2026-02-01;;"};
    for (int i = 0; i < 20000; ++i) delivered.push_back("n" + std::to_string(i) + ";;;2026-01-01;;");
    delivered.push_back("c;" + fnr + ";" + duf + ";2025-01-01;2025-02-01;");
    const auto answer = run(delivered);
    EXPECT_EQ(answer.exit_code, 2) << "records without a number are kept out" << answer.out << answer.err;
    EXPECT_EQ(told("DSK-U001"), "1 DSK-U001 2:3\n2 DSK-U001 1:2\n");
    EXPECT_EQ(
        m_here->query("SELECT case_no || ' ' || person_id FROM fact_programme WHERE person_id IS NOT NULL ORDER BY 1"),
        "a 1\nb 1\nc 1\n");
}

TEST_P(Sets, KeepRecordsOutWithAClosedAccountAndCloseNothing) {
    ASSERT_EQ(run({"a;" + fnr + ";;2026-01-01;2026-02-01;", "c;" + other_fnr + ";;2026-01-01;;"}).exit_code, 0);
    const auto answer = run({"a;" + fnr + ";;2026-03-01;;", "b;" + fnr + ";;2026-03-01;2026-04-01;",
                             "c;" + other_fnr + ";;2026-01-01;2026-09-01;"});
    EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    const auto& records = answer.json().at("records");
    EXPECT_EQ(records.at("read"), 3);
    EXPECT_EQ(records.at("accepted"), 1);
    EXPECT_EQ(records.at("rejected"), 2);
    EXPECT_EQ(records.at("rejected_by_rule").at("DSK-U003"), 2);
    EXPECT_EQ(told("DSK-U003"), "1 DSK-U003 2:3\n2 DSK-U003 1:2\n");
    EXPECT_EQ(m_here->query("SELECT case_no, valid_to FROM fact_programme ORDER BY 1"), "a|2026-02-01\nc|2026-09-01\n")
        << "what was kept out counts as present: its last good row stays";
    EXPECT_EQ(run({"a;" + fnr + ";;2026-03-01;;", "c;" + other_fnr + ";;2026-01-01;2026-09-01;"}).exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT case_no, valid_from FROM fact_programme ORDER BY 1"),
              "a|2026-03-01\nc|2026-01-01\n");
}

TEST_P(Sets, LookAtWhatOthersHaveLoaded) {
    const auto arrivals =
        m_here->tilsig("run", {"desk.arrival", "--sender", "k9901", "--from",
                               m_here->file("arrivals.csv", "sak;dufnr;ankommet\nx;" + duf + ";2025-12-01\n")});
    ASSERT_EQ(arrivals.exit_code, 0) << arrivals.out << arrivals.err;
    ASSERT_EQ(run({"a;" + fnr + ";" + duf + ";2026-01-01;2026-06-01;", "b;" + other_fnr + ";;2026-01-01;2026-02-15;"})
                  .exit_code,
              0);
    EXPECT_EQ(told("DSK-K002"), "2 DSK-K002 \n");
    const std::vector<std::string> second{"p;" + fnr + ";;2026-05-01;;", "q;" + other_fnr + ";;2026-02-01;;p",
                                          "r;;" + duf + ";2025-01-01;2025-02-01;z"};
    const auto preview = command("preview", "k9902", second);
    EXPECT_EQ(found(preview), (std::multiset<std::string>{"4 DSK-K001"}))
        << "without a warehouse there is nothing to compare with: " << preview.out;
    const auto answer = run(second, "k9902");
    EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    EXPECT_EQ(told("DSK-U002"), "1 DSK-U002 =1\n") << "a month in two municipalities; a fortnight is tolerated";
    EXPECT_EQ(told("DSK-K001"), "3 DSK-K001 \n");
    EXPECT_EQ(told("DSK-K002"), "2 DSK-K002 \n");
    EXPECT_EQ(counted("DSK-K001"), "9902 3 1\n");
}

TEST_P(Sets, MeetAPersonUnderTheIdThatWasLoadedBefore) {
    ASSERT_EQ(run({"a;" + other_fnr + ";;2026-01-01;2026-01-02;", "b;" + fnr + ";;2025-01-01;2025-01-02;",
                   "c;;" + duf + ";2026-01-01;;"})
                  .exit_code,
              0);
    ASSERT_EQ(run({"p;" + fnr + ";" + duf + ";2024-01-01;2024-01-02;"}, "k9902").exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT case_no, person_id FROM fact_programme ORDER BY 1"), "a|1\nb|2\nc|3\np|2\n")
        << "c was loaded before both were known to be one";
    ASSERT_EQ(run({"p;" + fnr + ";" + duf + ";2026-03-01;;"}, "k9902").exit_code, 0);
    EXPECT_EQ(told("DSK-U002"), "1 DSK-U002 =1\n");
}

TEST_P(Sets, ArePreviewedAsTheyAreRun) {
    const std::vector<std::string> delivery{"a;;" + duf + ";2026-01-01;;", "b;" + fnr + ";" + duf + ";2026-01-01;;",
                                            "c;" + other_fnr + ";;2026-01-01;;y"};
    const auto preview = command("preview", "k9901", delivery);
    ASSERT_EQ(preview.exit_code, 2) << preview.out << preview.err;
    const auto answer = run(delivery);
    EXPECT_EQ(found(preview), found(answer));
    EXPECT_EQ(preview.json().at("records"), answer.json().at("records"));
    EXPECT_EQ(answer.json().at("records").at("rejected_by_rule").at("DSK-U003"), 2);
    for (const auto& text : {preview.out, answer.out})
        for (const auto& number : {fnr, duf}) EXPECT_EQ(text.find(number), std::string::npos);
}

TEST_P(Sets, AreProvenByTheirOwnExamples) {
    const auto tested = m_here->tilsig("test");
    EXPECT_EQ(tested.exit_code, 0) << tested.out << tested.err;
    const auto rules = m_here->folder() / "content/mappings/desk/programme.rules.yaml";
    std::string text = read_file(rules);
    const std::string day = "valid_to: 2026-02-16}";
    text.replace(text.find(day), day.size(), "valid_to: 2026-02-15}");
    write_file_durably(rules, text);
    const auto wrong = m_here->tilsig("test");
    EXPECT_EQ(wrong.exit_code, 78) << wrong.out << wrong.err;
    EXPECT_NE((wrong.out + wrong.err).find("example of rule DSK-U002: expected fail, it is pass"), std::string::npos)
        << wrong.out << wrong.err;
}

TEST_P(Sets, AreCountedInTheTransactionOfTheRows) {
    ASSERT_EQ(run({"a;" + fnr + ";;2026-01-01;;"}).exit_code, 0);
    (void)m_here->query(on_sqlite() ? "CREATE TRIGGER refuse BEFORE INSERT ON ops_rule_count BEGIN SELECT raise(ABORT, "
                                      "'refused'); END"
                                    : "ALTER TABLE ops_rule_count ADD CONSTRAINT refuse CHECK (run_id < 2)");
    EXPECT_EQ(run({"a;" + fnr + ";;2026-02-01;;"}).exit_code, 1);
    EXPECT_EQ(m_here->query("SELECT valid_from FROM fact_programme"), "2026-01-01\n") << "no rows without their counts";
    EXPECT_EQ(m_here->query("SELECT DISTINCT run_id FROM ops_rule_count"), "1\n");
}

TEST_P(Sets, CountWhatNobodyAnswersForUnderNoSlice) {
    const auto answer =
        m_here->tilsig("run", {"desk.programme", "--sender", "k9901", "--from",
                               m_here->file("delivery.csv", "sak;kommune;fodselsnr;dufnr;fra;til;etter_sak\na;9901;" +
                                                                fnr + ";;2026-01-01;;\nb;" + other_fnr +
                                                                ";;;2026-01-01;;\nc;99xx;;;2026-01-01;;\n")});
    EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    EXPECT_EQ(m_here->query("SELECT DISTINCT slice FROM ops_rule_count ORDER BY 1"), "\n9901\n")
        << "what stands there may be a number of a person";
    EXPECT_EQ(m_here->query("SELECT slice, na_not_accepted FROM ops_rule_count WHERE code = 'DSK-U003' ORDER BY 1"),
              "|2\n9901|0\n");
}

TILSIG_ON_ENGINES(Sets, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
