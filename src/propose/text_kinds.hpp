// What texts look like to people where no type of a contract reads them: a proposal that stays text says so.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace tilsig::propose {

struct TextKind {
    std::string_view seen;  ///< "months, quarters or years like 2024M01"
    std::string_view ask;   ///< what a person must do; "" when text is right
    bool period = false;    ///< says when: with it in the key the next period does not overwrite this one
    bool (*fits)(std::string_view text) = nullptr;
};

/// The order is that of preference where several fit.
[[nodiscard]] std::span<const TextKind> text_kinds();
/// Months, quarters, weeks, school years: 2024M01, 2024K1, 2024-W05, 2009/10, 2009-2010, 2024-01.
[[nodiscard]] bool is_period(std::string_view text);
/// 200910 of the year 2009/10: the last two digits are those of the year after.
[[nodiscard]] bool is_school_year(std::string_view digits);

}  // namespace tilsig::propose
