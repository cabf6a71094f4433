// Values of figures: exact until they are rounded once, a half away from zero.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>

#include "base/wide.hpp"
#include "ledger/figure_rows.hpp"

namespace tilsig::figures {

/// numerator / denominator, rounded to `decimals` digits and told in units of ledger::figure_scale digits; nothing when
/// there is nothing to divide by.
[[nodiscard]] constexpr std::optional<std::int64_t> rounded(Wide numerator, Wide denominator, int decimals) noexcept {
    if (denominator <= 0) return std::nullopt;
    std::int64_t kept = 1, told = 1;
    for (int i = 0; i < decimals; ++i) kept *= 10;
    for (int i = decimals; i < ledger::figure_scale; ++i) told *= 10;
    const bool negative = numerator < 0;
    const auto size = (negative ? -numerator : numerator) * kept;
    const auto whole = static_cast<std::int64_t>((2 * size + denominator) / (2 * denominator));
    return (negative ? -whole : whole) * told;
}

}  // namespace tilsig::figures
