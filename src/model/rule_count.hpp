// How often a rule was asked, and what it said.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>

namespace tilsig::model {

/// Why a rule said nothing of a record, or of a delivery.
enum class NotApplicable : std::uint8_t {
    when,                 ///< it is about other records
    prerequisite_failed,  ///< a rule that it leans on failed there
    not_accepted,         ///< a rule over sets: the record was kept out before sets were made
    no_period,            ///< it asks for the first day of a period that has none
    grace,                ///< what is missing may still come
    nothing_to_compare,   ///< nothing was loaded before that it could be compared with
    nil_return            ///< the sender says that there is nothing
};
inline constexpr std::size_t reasons_not_applicable = 7;
inline constexpr std::array<const char*, reasons_not_applicable> words_not_applicable{
    "when", "prerequisite_failed", "not_accepted", "no_period", "grace", "nothing_to_compare", "nil_return"};

/// What one rule came to. Evaluated = passed + failed + unknown; not applicable is never a pass.
struct RuleCount {
    std::uint64_t passed = 0;
    std::uint64_t failed = 0;
    std::uint64_t unknown = 0;
    std::array<std::uint64_t, reasons_not_applicable> not_applicable_by{};  ///< by NotApplicable

    [[nodiscard]] std::uint64_t evaluated() const noexcept { return passed + failed + unknown; }
    [[nodiscard]] std::uint64_t not_applicable() const noexcept {
        return std::accumulate(not_applicable_by.begin(), not_applicable_by.end(), std::uint64_t{0});
    }
    [[nodiscard]] std::uint64_t because(NotApplicable reason) const noexcept {
        return not_applicable_by[static_cast<std::size_t>(reason)];
    }
    void skip(NotApplicable reason, std::uint64_t count = 1) noexcept {
        not_applicable_by[static_cast<std::size_t>(reason)] += count;
    }
    RuleCount& operator+=(const RuleCount& other) noexcept {
        passed += other.passed;
        failed += other.failed;
        unknown += other.unknown;
        for (std::size_t i = 0; i < reasons_not_applicable; ++i) not_applicable_by[i] += other.not_applicable_by[i];
        return *this;
    }
    bool operator==(const RuleCount&) const = default;
};

/// So many slices are counted apart, in the order in which they come; the others together, under "": a field full of
/// garbage must not cost memory.
inline constexpr std::uint32_t most_counted_slices = 10'000;
/// Where the n-th slice is counted, in a list of one entry for each slice that is counted apart and one behind them.
[[nodiscard]] constexpr std::uint32_t counted_as(std::uint32_t slice) noexcept {
    return slice < most_counted_slices ? slice : most_counted_slices;
}

/// Rule code -> slice ("" for what is about the delivery, and of a contract without owner) -> count.
using RuleCounts = std::map<std::string, std::map<std::string, RuleCount>>;

/// One rule over all slices.
[[nodiscard]] inline RuleCount sum_of(const std::map<std::string, RuleCount>& by_slice) {
    RuleCount sum;
    for (const auto& [slice, count] : by_slice) sum += count;
    return sum;
}

}  // namespace tilsig::model
