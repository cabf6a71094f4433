// Which parts a delivery holds, where the mapping says what its parts are (`partition`): a sitting, a month.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/text.hpp"
#include "catalog/mapping.hpp"
#include "identifiers/identifiers.hpp"
#include "ledger/ledger.hpp"
#include "model/batch.hpp"
#include "model/table.hpp"

namespace tilsig::run {

/// Counts the mapped records of each part, as far as it may be named: nothing of a column whose values are not shown,
/// no value that is long or could be a number of a person. Who delivers more parts than are kept is told none.
class PartCounts {
public:
    PartCounts(const catalog::Mapping& mapping, const model::Table& table) : m_column(mapping.partition) {
        const auto* column = m_column.empty() ? nullptr : table.find(m_column);
        if (column == nullptr || column->person || !model::may_be_shown(column->privacy)) m_column.clear();
    }

    void count(const model::Batch& rows) {
        if (m_column.empty()) return;
        const auto& cells = rows.columns[rows.find(m_column)].cells;
        for (std::size_t row = 0; row < rows.rows(); ++row) {
            const auto cell = cells[row];
            if (model::Column::is_null(cell)) continue;
            if (m_parts.size() > ledger::Run::most_parts) return;
            ++m_parts[std::string(cell)];
        }
    }

    [[nodiscard]] std::map<std::string, std::uint64_t> counted() const {
        auto parts = m_parts;
        std::erase_if(parts, [](const auto& part) { return !may_be_named(part.first); });
        return m_parts.size() > ledger::Run::most_parts ? std::map<std::string, std::uint64_t>() : parts;
    }

private:
    static bool may_be_named(const std::string& part) {
        constexpr std::size_t longest = 40;
        return part.size() <= longest && display_name(part) == part && !identifiers::holds_identifier(part);
    }

    std::string m_column;
    std::map<std::string, std::uint64_t> m_parts;
};

}  // namespace tilsig::run
