#include "run/present_keys.hpp"

#include <algorithm>
#include <utility>

namespace tilsig::run {

using model::Disposition;

namespace {

/// Was delivered, gives no row now, and the row it gave before is still meant.
bool is_only_present(Disposition disposition) {
    return disposition == Disposition::rejected || disposition == Disposition::held;
}

}  // namespace

PresentKeys::PresentKeys(const PassInput& input, model::StageSchema in) : m_input(input), m_in(std::move(in)) {}
PresentKeys::~PresentKeys() = default;

void PresentKeys::find(const model::Batch& records, const check::CheckedBatch& checked, std::size_t owner_column,
                       map::RowBatch& keys) {
    keys.clear();
    const auto& given = checked.dispositions;
    const auto is_erased = [&](std::uint32_t row) {
        return std::binary_search(checked.erased.begin(), checked.erased.end(), row);
    };
    if (checked.erased.empty() && std::none_of(given.begin(), given.end(), is_only_present)) return;
    const auto note_owner = [&](std::size_t row) {
        const auto& columns = records.columns;
        m_owners.emplace(owner_column < columns.size() ? columns[owner_column].cells[row] : model::Column::null);
    };
    m_dispositions.assign(given.size(), Disposition::filtered);
    for (std::uint32_t row = 0; row < given.size(); ++row) {
        if (!is_only_present(given[row]) && !is_erased(row)) continue;
        if (std::binary_search(checked.unsure_keys.begin(), checked.unsure_keys.end(), row))
            note_owner(row);
        else
            m_dispositions[row] = Disposition::accepted;
    }
    if (!m_mapper) {
        m_mapping = m_input.mapping;
        const auto& key = m_input.catalog.model.find(m_mapping.target)->key;
        std::erase_if(m_mapping.columns, [&](const catalog::ColumnRule& rule) {
            return std::find(key.begin(), key.end(), rule.column) == key.end();
        });
        m_mapper = std::make_unique<map::Mapper>(m_mapping, m_in, m_input.catalog, m_input.context);
    }
    std::vector<model::Finding> unmapped;
    m_mapper->map(records, m_dispositions, owner_column, keys, unmapped);
    for (std::uint32_t row = 0; row < m_dispositions.size(); ++row) {
        // A key that an erased person is part of is nobody else's.
        if (m_dispositions[row] == Disposition::rejected && !is_erased(row)) note_owner(row);
    }
}

}  // namespace tilsig::run
