// Declarations that are still being made: drafts make no tables, and what holds no rows follows its declaration.
#include <gtest/gtest.h>

#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

class Draft : public Desk {
protected:
    /// Replaces the one occurrence of a text in a file of the content folder.
    void change(const std::string& path, const std::string& from, const std::string& to) const {
        std::string text = read_file(m_here->folder() / "content" / path);
        const auto at = text.rfind(from);
        ASSERT_NE(at, std::string::npos) << path;
        (void)m_here->file("content/" + path, text.replace(at, from.size(), to));
    }
    void rename_amount_of_movement(const std::string& from, const std::string& to) const {
        change("mappings/model/desk.yaml", "      " + from + ": {", "      " + to + ": {");
        change("mappings/desk/movement.mapping.yaml", from + ": amount", to + ": amount");
        change("mappings/desk/movement.mapping.yaml", from + ": \"", to + ": \"");
    }
    std::string made(const std::string& table) const {
        return m_here->query("SELECT count(*) FROM ops_table WHERE table_name = '" + table + "'");
    }
    static constexpr const char* contract = "mappings/desk/movement.contract.yaml";
};

TEST_P(Draft, MakesNoTableAndIsFreeToChange) {
    change(contract, "state: active", "state: draft");
    ASSERT_EQ(roster({"5001;a;1"}).exit_code, 0);
    EXPECT_EQ(made("fact_movement"), "0\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_dictionary WHERE table_name = 'rpt_movement'"), "0\n");
    rename_amount_of_movement("amount", "kroner");
    const auto other = roster({"5001;a;2"});
    EXPECT_EQ(other.exit_code, 0) << other.out << other.err;
    change(contract, "state: draft", "state: active");
    const auto first = movement({"5001;b;3"});
    EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
    EXPECT_EQ(m_here->query("SELECT kroner FROM fact_movement"), "3\n");
}

TEST_P(Draft, AnEmptyTableFollowsItsDeclarationAndOneWithRowsDoesNot) {
    ASSERT_EQ(roster({"5001;a;1"}).exit_code, 0);
    ASSERT_EQ(made("fact_movement"), "1\n");
    rename_amount_of_movement("amount", "kroner");
    const auto plan = m_here->tilsig("plan");
    EXPECT_NE(plan.out.find("DROP TABLE"), std::string::npos) << plan.out << plan.err;
    const auto first = movement({"5001;b;3"});
    ASSERT_EQ(first.exit_code, 0) << first.out << first.err;
    EXPECT_EQ(m_here->query("SELECT kroner FROM fact_movement"), "3\n");
    rename_amount_of_movement("kroner", "amount");
    EXPECT_NE(movement({"5001;c;4"}).exit_code, 0) << "a row would lose its value";
    EXPECT_EQ(m_here->query("SELECT kroner FROM fact_movement"), "3\n");
}

TILSIG_ON_ENGINES(Draft, TestEngine::sqlite, TestEngine::postgresql, TestEngine::mariadb);

}  // namespace
}  // namespace tilsig::test
