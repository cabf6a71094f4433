// Whether records are of the period that their unit is for (`period_of` of a contract).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract.hpp"
#include "model/batch.hpp"

namespace tilsig::check {

/// Compares one field with the unit's period as far as both go: a year with a month's year, a day with its month.
/// A delivery under the wrong period is wrong as a whole; a single record of another one is a slip.
class PeriodField {
public:
    /// `period` as in a unit's name. Nothing is compared for `all` and for contracts without `period_of`.
    PeriodField(const catalog::Contract& contract, std::string_view period);

    [[nodiscard]] bool compares() const noexcept { return !m_digits.empty(); }
    [[nodiscard]] std::size_t field() const noexcept { return m_field; }
    /// Rows of a typed batch whose field is of another period, ascending. Null is of none and not compared.
    void find_others(const model::Batch& batch, std::vector<std::uint32_t>& rows);

    [[nodiscard]] std::uint64_t compared() const noexcept { return m_compared; }
    [[nodiscard]] std::uint64_t others() const noexcept { return m_others; }
    /// More than half are of another period: it is not the records that are wrong.
    [[nodiscard]] bool wrong_unit() const noexcept { return m_others > m_compared / 2; }
    /// "17 of 20 records are not of 2026-10, by their field month"
    [[nodiscard]] std::string text() const;

private:
    [[nodiscard]] bool is_of_period(std::string_view cell) const;

    std::string m_period, m_name;
    std::string m_digits;  ///< of the period: 2026, 202611 or 20261122
    std::size_t m_field = 0;
    std::uint64_t m_compared = 0, m_others = 0;
};

}  // namespace tilsig::check
