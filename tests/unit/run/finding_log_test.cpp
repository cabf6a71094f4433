// What a run shows of what it found: every code, the rare ones first.
#include "run/finding_log.hpp"

#include <gtest/gtest.h>

namespace tilsig::run {
namespace {

void add(FindingLog& log, const std::string& code, std::uint64_t record) {
    model::Finding finding;
    finding.code = model::RuleCode::parse(code).value();
    finding.place.number = record;
    log.add(finding);
}

std::string codes(const std::vector<model::Finding>& findings) {
    std::string text;
    for (const auto& finding : findings)
        text += finding.code.text().back() + std::to_string(finding.place.number) + " ";
    return text;
}

TEST(FindingLog, FrequentCodesDoNotHideRareOnes) {
    FindingLog log;
    for (std::uint64_t record = 1; record <= 1000; ++record) add(log, "ABC-F001", record);
    for (std::uint64_t record = 1001; record <= 1003; ++record) add(log, "ABC-F002", record);
    add(log, "ABC-F003", 2000);
    EXPECT_EQ(codes(log.examples(6)),
              "3"
              "2000 2"
              "1001 2"
              "1002 1"
              "1 1"
              "2 1"
              "3 ");
    EXPECT_EQ(codes(log.examples(1)),
              "3"
              "2000 2"
              "1001 1"
              "1 ")
        << "one of every code, however few are asked for";
    EXPECT_EQ(log.counts(),
              (std::map<std::string, std::uint64_t>{{"ABC-F001", 1000}, {"ABC-F002", 3}, {"ABC-F003", 1}}));
    EXPECT_EQ(log.examples(5000).size(), log.size());
}

/// A receipt counts marks of loaded records, and the places it names are those it counts.
TEST(FindingLog, MarksOfRecordsThatWereNotLoadedAreNotTold) {
    FindingLog log;
    const auto found = [&](const char* code, std::uint64_t record, model::Action action) {
        model::Finding finding;
        finding.code = model::RuleCode::parse(code).value();
        finding.place.number = record;
        finding.action = action;
        log.add(finding);
    };
    for (const std::uint64_t record : {4U, 6U, 8U, 9U}) found("ABC-R020", record, model::Action::flag);
    found("ABC-K006", 4, model::Action::null_field);
    found("ABC-F002", 4, model::Action::reject_record);
    found("ABC-A001", 0, model::Action::flag);
    EXPECT_EQ(codes(log.told(20, {})), "06 08 09 24 10 ");
    EXPECT_EQ(codes(log.told(20, {8})), "06 09 24 10 ") << "a later step kept 8 out";
    EXPECT_EQ(codes(log.told(1, {})), "06 24 10 ");
    EXPECT_EQ(log.marks_of({4, 9}), (std::map<std::string, std::uint64_t>{{"ABC-R020", 2}, {"ABC-K006", 1}}));
}

TEST(FindingLog, NothingFoundIsNothingShown) { EXPECT_TRUE(FindingLog().examples(20).empty()); }

}  // namespace
}  // namespace tilsig::run
