// What programmes of a person say of each other, within a municipality and between two.
#include <gtest/gtest.h>

#include "scenarios/programme.hpp"

namespace tilsig::test {
namespace {

class ProgrammeSets : public Programmes {
protected:
    /// "record code" of the last run's findings over sets.
    std::string told() const {
        return m_here->query(
            "SELECT record_no || ' ' || code FROM ops_rejected WHERE run_id = (SELECT max(id) FROM ops_run) AND code "
            "LIKE 'INT-U%' ORDER BY code, record_no");
    }
};

TEST_P(ProgrammeSets, TwoOpenProgrammesOfAPersonInOneMunicipalityAreToldOfBoth) {
    const auto answer =
        run("2008-10", {programme({{"journalnr", "A1"}}), programme({{"journalnr", "A2"}, {"status", "2"}}),
                        programme({{"journalnr", "B"}, {"fodselsnr", "02918536941"}, {"fodselsdato", ""}})});
    EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    EXPECT_EQ(told(), "1 INT-U001\n2 INT-U001\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_programme"), "3\n") << "flagged, not kept out";
    EXPECT_NE(receipt("k1901", "2008-10").find("flere åpne programmer"), std::string::npos)
        << receipt("k1901", "2008-10");
    ASSERT_EQ(run("2008-11", {programme({{"journalnr", "A1"}}),
                              programme({{"journalnr", "B"}, {"fodselsnr", "02918536941"}, {"fodselsdato", ""}})})
                  .exit_code,
              0);
    EXPECT_EQ(told(), "") << "what a municipality told last month is no second programme";
}

TEST_P(ProgrammeSets, AMonthInTwoMunicipalitiesIsAskedAboutAndAFortnightIsNot) {
    ASSERT_EQ(run("2008-10", {programme()}).exit_code, 0);
    const auto elsewhere =
        run("k1902", "2008-10",
            csv({programme({{"kommunenr", "1902"}, {"journalnr", "T1"}, {"start_dato", "01.09.2008"}})}));
    EXPECT_EQ(elsewhere.exit_code, 0) << elsewhere.out << elsewhere.err;
    EXPECT_EQ(told(), "1 INT-U002\n");
    ASSERT_EQ(run("2008-11", {programme({{"slutt_dato", "14.09.2008"},
                                         {"status", "5"},
                                         {"flyttet_til_kommune", "1902"},
                                         {"registrert_dato", "12.10.2008"}})})
                  .exit_code,
              0);
    EXPECT_EQ(told(), "") << "moved, with a fortnight in both";
    ASSERT_EQ(run("k1902", "2008-11",
                  csv({programme({{"kommunenr", "1902"}, {"journalnr", "T1"}, {"start_dato", "01.09.2008"}})}))
                  .exit_code,
              0);
    EXPECT_EQ(told(), "");
}

TILSIG_ON_ENGINES(ProgrammeSets, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test
