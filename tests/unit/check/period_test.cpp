// Records of another period than their unit: one is a slip, most of them are the wrong delivery.
#include <gtest/gtest.h>

#include "contract_builder.hpp"

namespace tilsig::check::testing {
namespace {

using Strings = std::vector<std::string>;

catalog::Contract about(const std::string& field) {
    auto made = contract();
    made.period_of = field;
    return made;
}

RawBatch with_starts(const catalog::Contract& c, const Strings& starts) {
    RawBatch raw(c, {});
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::optional<std::string> start = starts[i].empty() ? std::nullopt : std::optional(starts[i]);
        raw.add({"A" + std::to_string(i), "0301", "x", start, std::nullopt, std::nullopt, std::nullopt});
    }
    return raw;
}

TEST(PeriodOf, OneRecordOfAnotherPeriodIsRejected) {
    const auto c = about("start");
    Checker checker(c, {}, "2026-11");
    auto raw = with_starts(c, {"2026-11-01", "2026-11-30", "2026-10-31", ""});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.codes(), Strings{"3 SYS-R001"});
    EXPECT_EQ(out.account.rejected, 1U);
    const auto verdict = checker.conclude(std::nullopt);
    EXPECT_FALSE(verdict.hold_delivery) << *verdict.hold_delivery;
    EXPECT_TRUE(verdict.unreadable_key_owners.empty());
}

TEST(PeriodOf, MoreThanHalfOfThemHoldTheDelivery) {
    const auto c = about("start");
    Checker half(c, {}, "2026");
    auto even = with_starts(c, {"2026-11-01", "2010-11-01"});
    (void)run(half, even);
    EXPECT_FALSE(half.conclude(std::nullopt).hold_delivery) << "half is not more than half";

    Checker checker(c, {}, "2026");
    auto raw = with_starts(c, {"2026-11-01", "2010-11-01", "2010-12-01"});
    (void)run(checker, raw);
    const auto verdict = checker.conclude(std::nullopt);
    ASSERT_TRUE(verdict.hold_delivery);
    EXPECT_EQ(*verdict.hold_delivery, "SYS-A009: 2 of 3 records are not of 2026, by their field start");
    ASSERT_EQ(verdict.findings.size(), 1U);
    EXPECT_EQ(verdict.findings[0].severity, model::Severity::critical);
}

TEST(PeriodOf, YearsMonthsAndDaysAreComparedAsFarAsBothGo) {
    struct Case {
        const char *period, *value;
        bool same;
    };
    for (const Case& one : {Case{"2026-11", "2026", true}, Case{"2026-11", "2025", false}, Case{"2026", "202611", true},
                            Case{"2026-11", "202610", false}, Case{"2026-11-22", "20261123", false},
                            Case{"all", "1999", true}, Case{"", "1999", true}}) {
        const auto c = about("hours");
        Checker checker(c, {}, one.period);
        RawBatch raw(c, {});
        raw.add({"A1", "0301", "x", std::nullopt, std::nullopt, std::nullopt, one.value});
        EXPECT_EQ(run(checker, raw).codes().empty(), one.same) << one.period << " " << one.value;
    }
    const auto c = about("kind");
    Checker checker(c, {}, "2026-11");
    RawBatch raw(c, {});
    for (const char* text : {"2026-11", "2026-1", "November"})
        raw.add({text, "0301", text, std::nullopt, std::nullopt, std::nullopt, std::nullopt});
    EXPECT_EQ(run(checker, raw).codes(), (Strings{"2 SYS-R001", "3 SYS-R001"})) << "what is no period is another one";
}

}  // namespace
}  // namespace tilsig::check::testing
