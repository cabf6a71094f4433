// What a condition is in SQL.
#include "expression/condition.hpp"

#include <gtest/gtest.h>

#include "model/value.hpp"

namespace tilsig::expression {
namespace {

class ConditionTest : public testing::Test {
protected:
    ConditionTest() {
        m_scope.fields = {{"status", {Kind::code, 0}, 0},
                          {"valid_to", {Kind::date, 0}, 1},
                          {"open", {Kind::boolean, 0}, 2},
                          {"number", {Kind::decimal, 0}, 3},
                          {"hours", {Kind::decimal, 1}, 4}};
        m_given.period_day = model::parse_iso_date("2008-01-01");
    }
    std::string sql(const std::string& text) {
        m_mistakes.clear();
        const auto condition = Condition::compile(text, m_scope, m_mistakes);
        if (!condition) return m_mistakes.empty() ? "nothing said" : "mistake at " + std::to_string(m_mistakes[0].at);
        return condition->sql(m_given, {[](std::size_t column) { return "c" + std::to_string(column); },
                                        [](ValueType type, const std::string& canonical) {
                                            return type.kind == Kind::decimal || type.kind == Kind::boolean
                                                       ? canonical
                                                       : "<" + canonical + ">";
                                        }});
    }
    Scope m_scope;
    Circumstances m_given;
    std::vector<Mistake> m_mistakes;
};

TEST_F(ConditionTest, KeepsTheMeaningOfEachPart) {
    EXPECT_EQ(sql("status = '3'"), "(c0 = <3>)");
    EXPECT_EQ(sql("'3' != status"), "(<3> <> c0)");
    EXPECT_EQ(sql("status in ('3', '4') and not open"), "((c0 IN (<3>, <4>)) AND (NOT (c2 = 1)))");
    EXPECT_EQ(sql("status not in ('3') or valid_to is not null"), "((c0 NOT IN (<3>)) OR (c1 IS NOT NULL))");
    EXPECT_EQ(sql("number between 1 and -2"), "(c3 BETWEEN 1 AND -2)");
    EXPECT_EQ(sql("open = true"), "(c2 = 1)");
    EXPECT_EQ(sql("status = 'it''s'"), "(c0 = <it's>)");
}

TEST_F(ConditionTest, ComputesWhatHasNoColumn) {
    EXPECT_EQ(sql("valid_to > $period"), "(c1 > <2008-01-01>)");
    EXPECT_EQ(sql("valid_to <= add_months($period, 12)"), "(c1 <= <2009-01-01>)");
    EXPECT_EQ(sql("valid_to < add_days(date 2008-02-28, 2)"), "(c1 < <2008-03-01>)");
    EXPECT_EQ(sql("valid_to < add_months($period, 12000000)"), "(c1 < NULL)") << "no day of the calendar";
    EXPECT_TRUE(Condition::compile("valid_to > $period", m_scope, m_mistakes)->uses_period());
    EXPECT_FALSE(Condition::compile("status = '3'", m_scope, m_mistakes)->uses_period());
}

TEST_F(ConditionTest, RefusesWhatIsNotAskedOfADatabase) {
    EXPECT_EQ(sql("year(valid_to) = 2008"), "mistake at 0");
    EXPECT_EQ(sql("status = '3' and hours > 3"), "mistake at 17");
    EXPECT_EQ(sql("number > 0.5"), "mistake at 9");
    EXPECT_EQ(sql("case when open then true end"), "mistake at 0");
    EXPECT_EQ(sql("status"), "mistake at 0");
    EXPECT_EQ(sql("statuss = '3'"), "mistake at 0");
    EXPECT_EQ(sql("status = 3"), "mistake at 7");
    EXPECT_EQ(sql("status ="), "mistake at 8");
}

}  // namespace
}  // namespace tilsig::expression
