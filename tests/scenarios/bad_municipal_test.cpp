// What municipalities send wrong: somebody else's file, after their time, after a delegation, twice, or as nobody can
// read it. Whom they follow up stays, and the remedy is told.
#include <gtest/gtest.h>

#include "scenarios/programme.hpp"

namespace tilsig::test {
namespace {

class BadSources : public Programmes {
protected:
    static Cells in(const std::string& municipality, const std::string& case_ref, Cells given = {}) {
        given["kommunenr"] = municipality;
        given["journalnr"] = case_ref;
        return programme(std::move(given));
    }
    static Cells ended(Cells given, const std::string& day) {
        given["slutt_dato"] = day;
        given["status"] = "3";
        given["slutt_arsak"] = "11";
        return given;
    }
    void change_register(const std::string& was, const std::string& is) const {
        const auto path = m_here->folder() / "content/connectors/senders.yaml";
        write_file_durably(path, replaced(read_file(path), was, is));
    }
    Answer fetch(const std::string& sender, const std::string& period) const {
        return m_here->tilsig("run", {"municipal.programme", "--sender", sender, "--period", period, "--json"});
    }
    /// "municipality case status" of every current row.
    std::string whose() const {
        return m_here->query(
            "SELECT municipality_code || ' ' || case_ref || ' ' || status FROM fact_programme ORDER BY 1");
    }
};

TEST_P(BadSources, TheFileOfAnotherMunicipalityTakesNothingAway) {
    ASSERT_EQ(run("2008-10", {in("1901", "a"), in("1901", "b")}).exit_code, 0);
    const std::string before = "1901 a 1\n1901 b 1\n";
    const auto neighbour = run("2008-11", {in("1504", "x"), in("1504", "y")});
    EXPECT_EQ(neighbour.exit_code, 3) << neighbour.out << neighbour.err;
    EXPECT_EQ(neighbour.json().at("outcome"), "held") << neighbour.out;
    EXPECT_NE(neighbour.out.find("SYS-A006"), std::string::npos) << neighbour.out;
    EXPECT_NE(receipt("k1901", "2008-11").find("står ikke oppført som avsender"), std::string::npos);
    EXPECT_EQ(whose(), before) << "a file without one's own says nothing of them";
    // One code is mistyped: the others are loaded, and that person is not gone.
    const auto mistyped = run("2008-11", {ended(in("1901", "a"), "14.11.2008"), in("1504", "b")});
    EXPECT_EQ(mistyped.exit_code, 3) << mistyped.out << mistyped.err;
    EXPECT_EQ(mistyped.json().at("outcome"), "loaded") << mistyped.out;
    EXPECT_EQ(whose(), "1901 a 3\n1901 b 1\n");
    // The right file closes what it leaves out, as ever, and ends the doubt.
    EXPECT_EQ(run("2008-11", {ended(in("1901", "a"), "14.11.2008")}).exit_code, 0);
    EXPECT_EQ(whose(), "1901 a 3\n");
    EXPECT_EQ(m_here->tilsig("hold", {"list", "--json"}).json().at("holds").size(), 0U);
}

TEST_P(BadSources, AMunicipalityThatCeasedDeliversForNobody) {
    change_register("delegations:",
                    "  - {id: k1556, kind: municipality, name: Frei, region: midt, language: nb, feeds: "
                    "[municipal.programme], contacts: [g@example.org], periods: [{from: 2006-01-01, to: 2008-01-01, "
                    "municipality: \"1556\", successor: k1601}]}\ndelegations:");
    ASSERT_EQ(run("k1556", "2007-12", csv({in("1556", "a")})).exit_code, 0);
    const auto after = run("k1556", "2008-01", csv({in("1556", "a"), in("1556", "b")}));
    EXPECT_EQ(after.exit_code, 2) << after.out << after.err;
    EXPECT_EQ(after.json().at("finding_counts").at("INT-K001"), 2) << after.out;
    EXPECT_NE(after.out.find("line 3, column \\\"kommunenr\\\""), std::string::npos) << after.out;
    const auto of_successor = run("k1556", "2008-01", csv({in("1601", "a")}));
    EXPECT_EQ(of_successor.exit_code, 3) << of_successor.out << of_successor.err;
    EXPECT_NE(of_successor.out.find("SYS-A006"), std::string::npos) << of_successor.out;
    EXPECT_EQ(whose(), "1556 a 1\n");
    // Its last month may still be corrected.
    EXPECT_EQ(run("k1556", "2007-12", csv({ended(in("1556", "a"), "14.12.2007")})).exit_code, 0);
    EXPECT_EQ(whose(), "1556 a 3\n");
}

TEST_P(BadSources, ADelegateWhoseDelegationEndedYesterdayDeliversItsOwn) {
    change_register("owner: k1902, feeds: [municipal.programme], from: 2006-01-01, to: 2013-01-01",
                    "owner: k1902, feeds: [municipal.programme], from: 2006-01-01, to: 2008-12-01");
    ASSERT_EQ(run("2008-11", {in("1901", "a"), in("1902", "b", {{"fodselsnr", "02918536941"}})}).exit_code, 0);
    const auto after = run("2008-12", {ended(in("1901", "a"), "14.11.2008"),
                                       ended(in("1902", "b", {{"fodselsnr", "02918536941"}}), "14.11.2008")});
    EXPECT_EQ(after.exit_code, 3) << after.out << after.err;
    EXPECT_NE(after.out.find("SYS-A006"), std::string::npos) << after.out;
    EXPECT_EQ(whose(), "1901 a 3\n1902 b 1\n") << "its own is loaded, the other's waits and stays";
    EXPECT_EQ(
        run("k1902", "2008-12", csv({ended(in("1902", "b", {{"fodselsnr", "02918536941"}}), "14.11.2008")})).exit_code,
        0);
    EXPECT_EQ(whose(), "1901 a 3\n1902 b 3\n");
}

TEST_P(BadSources, ANilReturnBesideAFileIsADoubtAndTheFileStands) {
    m_here->deliver("k1901", "deltakere-2008-11.csv", csv({in("1901", "a")}));
    m_here->deliver("k1901", "deltakere-2008-11.nil", "");
    const auto both = fetch("k1901", "2008-11");
    EXPECT_EQ(both.exit_code, 3) << both.out << both.err;
    EXPECT_NE(both.out.find("SYS-A005"), std::string::npos) << both.out;
    EXPECT_EQ(whose(), "1901 a 1\n");
    // A nil return that is none: it says something.
    m_here->deliver("k1902", "deltakere-2008-11.nil", "ingen");
    const auto text = fetch("k1902", "2008-11");
    EXPECT_EQ(text.exit_code, 2) << text.out << text.err;
    EXPECT_NE(text.out.find("SYS-S010"), std::string::npos) << text.out;
    // The same file under the next month says that nothing has changed.
    const auto same = run("2008-12", {in("1901", "a")});
    EXPECT_EQ(same.exit_code, 0) << same.out << same.err;
    EXPECT_EQ(same.json().at("outcome"), "nothing_new") << same.out;
}

/// One fault each; nothing of it is loaded, and no value is told.
TEST_P(BadSources, FilesThatAreBrokenLeaveTheLastGoodOne) {
    ASSERT_EQ(run("2008-10", {in("1901", "a"), in("1901", "b")}).exit_code, 0);
    const std::string good = csv({in("1901", "a", {{"slutt_dato", "14.11.2008"}, {"status", "3"}}), in("1901", "b")});
    const auto everywhere = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
        return text;
    };
    std::string utf16 = "\xFF\xFE";
    for (const char letter : good) utf16 += std::string{letter, '\0'};
    struct Fault {
        const char* what;
        std::string content;
        const char* code;
        int exit_code;
    };
    const std::vector<Fault> faults{
        {"a trailer that counts another number", replaced(good, "#SLUTT;2", "#SLUTT;3"), "SYS-E016", 3},
        {"a trailer without a number", replaced(good, "#SLUTT;2", "#SLUTT;to"), "SYS-E016", 3},
        {"no trailer", replaced(good, "#SLUTT;2\n", ""), "SYS-E016", 3},
        {"a trailer in small letters", replaced(good, "#SLUTT;2", "#slutt;2"), "SYS-S014", 3},
        {"Latin-1", replaced(good, ";a;", ";\xE6;"), "SYS-E012", 3},
        {"UTF-16", utf16, "SYS-E012", 2},
        {"a comma between the cells", everywhere(";", ","), "SYS-E026", 2},
        {"dates as programs write them", everywhere("07.05.2007", "2007-05-07"), "SYS-F002", 2},
        {"dates as Americans write them", everywhere("07.05.2007", "5/7/2007"), "SYS-F002", 2},
        {"a day that no calendar has", everywhere("07.05.2007", "31.04.2007"), "SYS-F006", 2},
        {"years of two digits", everywhere("07.05.2007", "07.05.07"), "SYS-F002", 2},
        {"numbers that have lost their zero", everywhere("14837936625", "4837936625"), "SYS-P002", 2},
        {"municipalities of another year", everywhere("1901;", "5503;"), "INT-K001", 2},
        {"zero bytes", "", "SYS-E010", 2}};
    const auto before = m_here->checksums();
    for (const auto& fault : faults) {
        const auto answer = run("k1901", "2008-11", fault.content);
        EXPECT_EQ(answer.exit_code, fault.exit_code) << fault.what << answer.out << answer.err;
        EXPECT_NE(answer.out.find(fault.code), std::string::npos) << fault.what << answer.out;
        EXPECT_EQ(m_here->checksums(), before) << fault.what;
        for (const std::string value : {"14837936625", "4837936625", "2007-05-07", "5/7/2007"})
            EXPECT_EQ((answer.out + answer.err).find(value), std::string::npos) << fault.what;
    }
    EXPECT_EQ(run("k1901", "2008-11", good).exit_code, 0) << "the right file needs no decision";
    EXPECT_EQ(whose(), "1901 a 3\n1901 b 1\n");
}

TILSIG_ON_ENGINES(BadSources, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
