#include "check/period_field.hpp"

#include <algorithm>

namespace tilsig::check {

namespace {

/// The digits of 2026, 2026-11, 202611, 2026-11-22 or a moment that begins so; empty for anything else.
std::string digits_of(std::string_view text) {
    constexpr std::size_t day = 10;
    std::string digits;
    for (const char c : text.substr(0, day)) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (c != '-' || (digits.size() != 4 && digits.size() != 6))
            return "";
    }
    return digits.size() == 4 || digits.size() == 6 || digits.size() == 8 ? digits : "";
}

}  // namespace

PeriodField::PeriodField(const catalog::Contract& contract, std::string_view period)
    : m_period(period), m_name(contract.period_of) {
    if (m_name.empty()) return;
    m_digits = digits_of(period);
    const auto at = std::find_if(contract.fields.begin(), contract.fields.end(),
                                 [this](const catalog::Field& field) { return field.name == m_name; });
    m_field = static_cast<std::size_t>(at - contract.fields.begin());
}

bool PeriodField::is_of_period(std::string_view cell) const {
    const std::string digits = digits_of(cell);
    const std::size_t both = std::min(digits.size(), m_digits.size());
    return both > 0 && digits.compare(0, both, m_digits, 0, both) == 0;
}

void PeriodField::find_others(const model::Batch& batch, std::vector<std::uint32_t>& rows) {
    rows.clear();
    const auto& cells = batch.columns[m_field].cells;
    std::string_view last;  // neighbours are mostly equal
    bool last_is_of_period = false;
    for (std::uint32_t row = 0; row < cells.size(); ++row) {
        const std::string_view cell = cells[row];
        if (model::Column::is_null(cell)) continue;
        ++m_compared;
        if (last.empty() || cell != last) {
            last = cell;
            last_is_of_period = is_of_period(cell);
        }
        if (!last_is_of_period) rows.push_back(row);
    }
    m_others += rows.size();
}

std::string PeriodField::text() const {
    return std::to_string(m_others) + " of " + std::to_string(m_compared) + " records are not of " + m_period +
           ", by their field " + m_name;
}

}  // namespace tilsig::check
