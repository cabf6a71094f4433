// What a person of the field writes, and what it says about records.
#include "evaluation.hpp"

namespace tilsig::expression {

namespace {

using Answers = std::vector<std::string>;

struct Programme : Table {
    ListedCodes municipalities;
    Programme() {
        field("municipality", model::Type::code)
            .field("decided", model::Type::date)
            .field("started", model::Type::date)
            .field("ended", model::Type::date)
            .field("ended_missing", model::Type::text)
            .field("hours", model::Type::decimal, 1)
            .field("weeks", model::Type::integer)
            .field("reason", model::Type::text);
        municipalities.versions.insert({"0101", {day("1900-01-01"), day("2020-01-01"), "3001"}});
        municipalities.versions.insert({"3001", {day("2020-01-01"), day("2024-01-01"), "3101"}});
        scope.lists["municipality"] = &municipalities;
        given.period_day = day("2008-01-01");
        row({"0101", "2008-01-10", "2008-04-01", "2009-12-31", {}, "37.5", "40", "work"});
        row({"0101", "2008-05-10", "2008-04-01", {}, "still_running", "0.0", "0", {}});
        row({"3001", {}, "2007-12-31", "2008-02-29", {}, {}, "12", "School"});
    }
};

TEST(ExpressionStory, AParticipantStartsWithinThreeMonthsOfTheDecision) {
    Programme p;
    EXPECT_EQ(p.answers("decided <= started and started <= add_months(decided, 3)"), (Answers{"1", "0", "null"}));
}

TEST(ExpressionStory, AnEndNeedsAReasonUnlessTheProgrammeRuns) {
    Programme p;
    EXPECT_EQ(p.answers("ended is null or reason is not null"), (Answers{"1", "1", "1"}));
    EXPECT_EQ(p.answers("ended_missing = 'still_running' and ended is null"), (Answers{"0", "1", "0"}));
}

TEST(ExpressionStory, HoursPerWeekAreRoundedAsDeclaredAndAZeroIsNoCrash) {
    Programme p;
    EXPECT_EQ(p.answers("round(hours / weeks, 2)"), (Answers{"0.94", "failed", "null"}));
    EXPECT_EQ(p.answers("computable(round(hours / weeks, 2))"), (Answers{"1", "0", "1"}));
    EXPECT_EQ(p.answers("case when weeks = 0 then 0 else round(hours / weeks, 1) end"),
              (Answers{"0.9", "0.0", "null"}));
}

TEST(ExpressionStory, ACodeIsAskedAtADateThatIsAlwaysSaid) {
    Programme p;
    EXPECT_EQ(p.answers("code_valid(municipality, municipality, started)"), (Answers{"1", "1", "0"}));
    EXPECT_EQ(p.answers("lookup(municipality, municipality, $period)"), (Answers{"3001", "3001", "null"}));
    EXPECT_EQ(p.answers("code_valid(municipality, municipality, date 2022-01-01)"), (Answers{"0", "0", "1"}));
}

TEST(ExpressionStory, WordsAreComparedAndShapedAsWritten) {
    Programme p;
    EXPECT_EQ(p.answers("lower(reason) in ('work', 'school')"), (Answers{"1", "null", "1"}));
    EXPECT_EQ(p.answers("coalesce(upper(reason), 'NONE') || '-' || substring(municipality, 1, 2)"),
              (Answers{"WORK-01", "NONE-01", "SCHOOL-30"}));
    EXPECT_EQ(p.answers("matches(municipality, '[0-9]{4}') and starts_with(municipality, '0')"),
              (Answers{"1", "1", "0"}));
}

TEST(ExpressionStory, AllMistakesOfTypeAreToldAtOnceWithTheirPlaceAndRemedy) {
    Programme p;
    EXPECT_EQ(
        p.wrong("municipality = reason and hours > '3' and stated < ended"),
        (Answers{
            "13: a code and a text cannot be compared; write text(...) around the code, or code(...) around the text",
            "32: a decimal with 1 digit after the point and a text cannot be compared; write the number without quotes",
            "42: unknown field 'stated'; did you mean started?"}));
    EXPECT_EQ(p.wrong("municipality = 0301"),
              (Answers{"15: the number 0301 has a leading zero; a code stands in quotes: '0301'"}));
}

TEST(ExpressionStory, AProgramSaysWhatItLooksAt) {
    Programme p;
    const auto program = p.compile("started > decided and code_valid(municipality, municipality, $period)");
    ASSERT_TRUE(program.has_value());
    EXPECT_EQ(program->columns(), (std::vector<std::size_t>{2, 1, 0}));
    EXPECT_EQ(program->lists(), (std::vector<std::string>{"municipality"}));
    EXPECT_TRUE(program->uses_period());
    EXPECT_EQ(program->type().kind, Kind::boolean);
}

}  // namespace

}  // namespace tilsig::expression
