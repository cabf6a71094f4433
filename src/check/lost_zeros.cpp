#include "check/lost_zeros.hpp"

#include <algorithm>

namespace tilsig::check {

void LostZeros::observe(const model::Batch& batch, const std::vector<catalog::Truth>& truth) {
    const auto& cells = batch.columns[m_field].cells;
    for (std::size_t row = 0; row < truth.size(); ++row) {
        if (truth[row] != catalog::Truth::fail) continue;
        const std::string_view cell = cells[row];
        if (cell.empty() || !std::all_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; }) ||
            m_list.find(cell, std::nullopt) != nullptr)
            continue;
        m_padded.assign(1, '0').append(cell);
        if (m_list.find(m_padded, std::nullopt) == nullptr) continue;
        if (m_count++ == 0) m_first = batch.place_of(row, m_field);
    }
}

}  // namespace tilsig::check
