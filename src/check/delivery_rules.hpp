// Rules about a delivery as a whole: which codes must appear, how much may be lost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "check/as_of.hpp"

namespace tilsig::check {

/// `expected_set`: every code of a list that is valid at one date appears in a field. Rejected records count as
/// present.
class ExpectedSet {
public:
    /// `check` is the rule's own.
    ExpectedSet(const catalog::Rule& rule, const catalog::checks::ExpectedSet& check, const CompileContext& context);

    void observe(const Columns& columns, std::size_t rows);
    /// Whether the rule could be compiled and has a date.
    [[nodiscard]] bool applicable() const noexcept { return m_list != nullptr; }
    /// The codes that never appeared, in code order.
    [[nodiscard]] std::vector<std::string> missing() const;
    /// `12 of 356 expected codes are missing: 0101, 0104, ... and 2 more`; codes of a list are never personal.
    [[nodiscard]] static std::string describe(const std::vector<std::string>& missing, std::size_t expected);
    [[nodiscard]] std::size_t expected() const;
    [[nodiscard]] const catalog::Rule& rule() const noexcept { return m_rule; }

private:
    const catalog::Rule& m_rule;
    const catalog::CodeList* m_list = nullptr;
    std::int64_t m_day = 0;
    std::size_t m_field = 0;
    std::vector<bool> m_seen;  ///< by position in the list, of versions valid at the day
};

/// True when `present` records are fewer than `previous` allows with a share of `max_shrink` lost.
[[nodiscard]] bool shrunken(std::uint64_t present, std::uint64_t previous, double max_shrink) noexcept;

}  // namespace tilsig::check
