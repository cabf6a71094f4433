// Checked records -> warehouse rows: a pure function, compiled once, run over columns.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "model/batch.hpp"
#include "model/finding.hpp"
#include "model/table.hpp"
#include "model/unit.hpp"

namespace tilsig::map {

/// What a mapping knows besides the record.
struct MapContext {
    model::UnitName unit;
    std::string received_at;
};

/// Rows for one target table, in order of records. `record` is the record's number in the delivery.
struct RowBatch {
    model::Batch batch;                      ///< columns are the table's declared columns in order, canonical text
    std::vector<std::string_view> owners;    ///< owner per row (null: no slice)
    void clear() noexcept;
};

class Mapper {
public:
    Mapper(const catalog::Mapping& mapping, const catalog::Contract& contract, const catalog::Catalog& catalog, MapContext context);
    ~Mapper();
    Mapper(Mapper&&) noexcept;

    /// Maps every accepted record of `in`. `dispositions` are changed where the mapping filters (filtered, reason counted in
    /// `filtered_by_reason`) or cannot map (rejected, MAP-F001 with the record's place in `findings`).
    void map(const model::Batch& in, std::vector<model::Disposition>& dispositions, std::size_t owner_column, RowBatch& out,
             std::vector<model::Finding>& findings, std::map<std::string, std::uint64_t>& filtered_by_reason);
    [[nodiscard]] const model::Table& target() const noexcept;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::map
