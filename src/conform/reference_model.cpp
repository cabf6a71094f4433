#include "conform/reference_model.hpp"

#include <set>

#include "base/hash.hpp"
#include "warehouse/row_codec.hpp"

namespace tilsig::conform {

ReferenceModel::ReferenceModel(const model::Table& table) : m_table(table) {
    for (const auto& name : table.key)
        m_key.push_back(static_cast<std::size_t>(table.find(name) - table.columns.data()));
}

std::vector<std::string> ReferenceModel::key_of(const Row& row) const {
    std::vector<std::string> key;
    for (const std::size_t index : m_key) key.push_back(row[index].value());
    return key;
}

model::RowAccount ReferenceModel::deliver(std::int64_t unit, const std::vector<Row>& rows, bool closes) {
    m_before = m_current;
    std::map<std::vector<std::string>, std::set<Row>> delivered;
    for (const Row& row : rows) delivered[key_of(row)].insert(row);
    model::RowAccount account;
    for (const auto& [key, versions] : delivered) {
        if (versions.size() > 1) continue;  // a conflict: present, but not loaded
        const Row& row = *versions.begin();
        ++account.derived;
        const auto found = m_current.find(key);
        if (found == m_current.end()) {
            ++account.fresh;
            m_current.emplace(key, Current{row, unit});
        } else if (found->second.row == row) {
            ++account.unchanged;
        } else {
            ++account.updated;
            found->second = {row, unit};
        }
    }
    if (!closes) return account;
    account.closed = std::erase_if(
        m_current, [&](const auto& one) { return one.second.unit == unit && !delivered.contains(one.first); });
    return account;
}

void ReferenceModel::take_back() { m_current = m_before; }

std::string ReferenceModel::checksum() const {
    Sha256 hash;
    std::string bytes;
    for (const auto& [key, current] : m_current) {
        bytes.clear();
        for (const Cell& cell : current.row)
            warehouse::append_cell(bytes, cell ? std::string_view(*cell) : std::string_view());
        hash.update(bytes);
    }
    return to_hex(hash.finish());
}

}  // namespace tilsig::conform
