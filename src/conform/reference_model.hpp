// What a warehouse must hold after each delivery, computed in memory and in the plainest way.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/account.hpp"
#include "model/table.hpp"
#include "warehouse/checksum.hpp"

namespace tilsig::conform {

using Cell = std::optional<std::string>;  ///< canonical text, or NULL
using Row = std::vector<Cell>;            ///< in the table's column order; the owner is the first column

class ReferenceModel {
public:
    /// The key columns are text and never NULL.
    explicit ReferenceModel(const model::Table& table);

    /// One delivery; rows.derived counts accepted records.
    model::RowAccount deliver(std::int64_t unit, const std::vector<Row>& rows, bool closes);
    /// As before the last delivery.
    void take_back();
    /// As warehouse::content_checksum() must give it.
    [[nodiscard]] std::string checksum() const;
    [[nodiscard]] std::size_t size() const noexcept { return m_current.size(); }

private:
    struct Current {
        Row row;
        std::int64_t unit = 0;
    };
    using Content = std::map<std::vector<std::string>, Current>;
    [[nodiscard]] std::vector<std::string> key_of(const Row& row) const;

    const model::Table& m_table;
    std::vector<std::size_t> m_key;
    Content m_current;
    Content m_before;
};

}  // namespace tilsig::conform
