// What the directorate asked of municipalities and what it paid them: tables of a year that are delivered again whole.
#include <gtest/gtest.h>

#include <sstream>
#include <tuple>
#include <vector>

#include "scenarios/imdi_files.hpp"

namespace tilsig::test {
namespace {

class DirectorateTables : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped()) m_here = std::make_unique<Installation>(GetParam(), nullptr);
    }
    Answer run(const std::string& feed, const std::string& content) const {
        return m_here->tilsig(
            "run", {"imdi." + feed, "--period", "2008", "--from", m_here->file("delivery.csv", content), "--json"});
    }
    /// A request to each municipality of 1 January 2008 but one.
    static std::string requests(const std::string& but = "", const std::string& more = "") {
        std::istringstream list(read_file(TILSIG_SOURCE_DIR "/mappings/codelists/municipality_with_people.yaml"));
        std::string text =
            "kommunenr;aar;gruppe;anmodet;tilleggsanmodet;anmodet_dato;vedtatt;vedtak_dato;svar;bosatt_avtalt\n";
        for (std::string line; std::getline(list, line);) {
            // "  0301;1838-01-01;;Oslo"
            if (line.size() < 18 || line[6] != ';') continue;
            const std::string code = line.substr(2, 4), from = line.substr(7, 10);
            const std::string to = line.substr(18, line.find(';', 18) - 18);
            if (from <= "2008-01-01" && (to.empty() || to > "2008-01-01") && code != but)
                text += code + ";2008;ALLE;20;;2007-10-01;20;2008-01-24;J;18\n";
        }
        return text + more;
    }
    std::unique_ptr<Installation> m_here;
};

TEST_P(DirectorateTables, OfRequestsHaveEveryMunicipalityOfTheYear) {
    const auto first = run("request", requests("", "1601;2008;EM;5;;2007-10-01;;;U;\n"));
    EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
    EXPECT_TRUE(flags_of(first).empty()) << first.out;
    EXPECT_EQ(
        m_here->query("SELECT count(*), sum(requested) FROM fact_settlement_request WHERE request_group = 'ALLE'"),
        "430|8600\n");
    EXPECT_EQ(m_here->query("SELECT coalesce(decided, -1) FROM fact_settlement_request WHERE request_group = 'EM'"),
              "-1\n")
        << "no answer is not no";
    // One is missing: the table waits, and what stands stays.
    const auto lacking = run("request", requests("0301"));
    EXPECT_EQ(lacking.exit_code, 3) << lacking.out << lacking.err;
    EXPECT_NE(lacking.out.find("ANM-A001"), std::string::npos) << lacking.out;
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_settlement_request"), "431\n");
    // Another answer than the number; and the request for minors is withdrawn.
    std::string changed = requests();
    const std::string oslo = "0301;2008;ALLE;20;;2007-10-01;20;2008-01-24;J;18";
    changed.replace(changed.find(oslo), oslo.size(), "0301;2008;ALLE;20;5;2007-10-01;20;2008-01-24;J;18");
    const auto corrected = run("request", changed);
    EXPECT_EQ(flags_of(corrected), (std::map<std::string, int>{{"ANM-R001", 1}})) << corrected.out;
    EXPECT_EQ(m_here->query("SELECT count(*), sum(requested_extra) FROM fact_settlement_request"), "430|5\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_settlement_request_history"), "2\n");
}

TEST_P(DirectorateTables, OfGrantsAreWholeByTheirTrailerAndHaveRecoveries) {
    const std::string header =
        "kommunenr;tilskuddsaar;ordning;aar_i_ordning;termin;utbetalt_dato;personer;herav_voksne;belop\n";
    const std::string paid = "1601;2008;inttilsk_1;1;2;2008-06-30;31;24;3100000.00\n";
    const std::string taken_back = "1601;2008;em_tilsk;;4;2009-02-10;-1;0;-80000.50\n";
    const auto cut = run("grant_payment", header + paid + "#SLUTT;2;31;3100000.00\n");
    EXPECT_EQ(cut.exit_code, 3) << cut.out << cut.err;
    const auto loaded = run("grant_payment", header + paid + taken_back + "#SLUTT;2;30;3019999.50\n");
    EXPECT_EQ(loaded.exit_code, 0) << loaded.out << loaded.err;
    EXPECT_TRUE(flags_of(loaded).empty()) << loaded.out;
    EXPECT_EQ(m_here->query("SELECT sum(persons), CAST(sum(amount) * 100 / " +
                            std::string(GetParam() == TestEngine::sqlite ? "100" : "1") +
                            " AS integer) FROM fact_grant_payment"),
              "30|301999950\n");
}

TEST_P(DirectorateTables, WithTotalsThatDoNotAddUpAndOfAnotherYearAreTold) {
    const std::string header =
        "kommunenr;tilskuddsaar;ordning;aar_i_ordning;termin;utbetalt_dato;personer;herav_voksne;belop\n";
    const std::string paid = "1601;2008;inttilsk_1;1;2;2008-06-30;31;24;3100000.00\n";
    ASSERT_EQ(run("grant_payment", header + paid + "#SLUTT;1;31;3100000.00\n").exit_code, 0);
    const auto before = m_here->checksums();
    const std::vector<std::tuple<std::string, std::string, int>> faults{
        {paid + "#SLUTT;3;31;3100000.00\n", "SYS-E016", 3},
        {paid + "#SLUTT;1;32;3100000.00\n", "SYS-E016", 3},
        {paid + "#SLUTT;1;31;3100000.01\n", "SYS-E016", 3},
        {paid + "#SLUTT;1\n", "SYS-E016", 3},
        {paid, "SYS-E016", 3},
        {"1601;2007;inttilsk_1;1;2;2007-06-30;31;24;3100000.00\n#SLUTT;1;31;3100000.00\n", "SYS-R001", 3},
        {"1601;2008;inttilsk_1;1;2;2008-06-30;31;24;3100000,00\n#SLUTT;1;31;3100000,00\n", "SYS-F002", 2},
        {"601;2008;inttilsk_1;1;2;2008-06-30;31;24;3100000.00\n#SLUTT;1;31;3100000.00\n", "TSK-K001", 2}};
    for (const auto& [content, code, exit_code] : faults) {
        const auto answer = run("grant_payment", header + content);
        EXPECT_EQ(answer.exit_code, exit_code) << content << answer.out << answer.err;
        EXPECT_NE(answer.out.find(code), std::string::npos) << content << answer.out;
        EXPECT_EQ(m_here->checksums(), before) << content;
    }
    const auto odd =
        run("grant_payment", header + "1601;2008;inttilsk_1;1;2;2008-06-30;31;32;3100000.00\n#SLUTT;1;31;3100000.00\n");
    EXPECT_EQ(flags_of(odd), (std::map<std::string, int>{{"TSK-R003", 1}})) << odd.out;
}

TILSIG_ON_ENGINES(DirectorateTables, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
