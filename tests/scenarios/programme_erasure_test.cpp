// Erasing a participant of an introduction programme whose file was first sent for somebody else.
#include <gtest/gtest.h>

#include "scenarios/programme.hpp"

namespace tilsig::test {
namespace {

class ProgrammeErasure : public Programmes {
protected:
    Answer asked(const std::string& command, std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"--from", m_here->file("number.txt", "14837936625\n"), "--json"});
        return m_here->tilsig(command, arguments);
    }
};

TEST_P(ProgrammeErasure, ReadsTheSameBytesAsTheUnitThatCan) {
    const auto file =
        csv({programme(), programme({{"journalnr", "B"}, {"fodselsnr", "02918536941"}, {"fodselsdato", ""}})});
    EXPECT_EQ(run("k1601", "2008-10", file).exit_code, 2) << "fixed width was agreed with it";
    ASSERT_EQ(run("k1901", "2008-10", file).exit_code, 0);
    const auto held = asked("subject", {}).json();
    ASSERT_EQ(held.at("landed").size(), 1U) << held.dump(1);
    EXPECT_EQ(held.at("landed")[0].at("lines"), nlohmann::json({2})) << held.dump(1);
    ASSERT_EQ(asked("erase", {"--reason", "request of 3 March", "--yes"}).exit_code, 0);
    const auto again = m_here->tilsig("replay", {"2", "--json"});
    EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_EQ(m_here->query("SELECT records_read, accepted, filtered FROM ops_run ORDER BY id DESC LIMIT 1"),
              "2|1|1\n");
    EXPECT_EQ(run("k1901", "2008-10", file).exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT case_ref FROM fact_programme"), "B\n");
    EXPECT_NE(receipt("k1901", "2008-10").find("Om personer som er slettet hos oss"), std::string::npos)
        << receipt("k1901", "2008-10");
}

TILSIG_ON_ENGINES(ProgrammeErasure, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test
