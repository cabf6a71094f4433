// Checked records -> warehouse rows: a pure function, compiled once, run over columns.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "map/context.hpp"
#include "model/batch.hpp"
#include "model/finding.hpp"
#include "model/stage_schema.hpp"
#include "model/table.hpp"

namespace tilsig::map {

/// Rows for one target table, in order of records. `record` is the record's number in the delivery.
struct RowBatch {
    model::Batch batch;                    ///< columns are the table's declared columns in order, canonical text
    std::vector<std::string_view> owners;  ///< owner per row (null: no slice)
    void clear() noexcept;
};

class Mapper {
public:
    /// Compiles for batches that are as `in` says (catalog/stages.hpp). `mapping` and `catalog` must come from a load
    /// without lints and outlive the mapper, and the mapper its rows: cells may view into code lists and constants.
    /// Throws Error(configuration) when a step needs the date of the period but the unit's period is not one.
    Mapper(const catalog::Mapping& mapping, const model::StageSchema& in, const catalog::Catalog& catalog,
           MapContext context);
    ~Mapper();
    Mapper(Mapper&&) noexcept;

    /// Maps every accepted record of `in`. Called once per batch, by one thread. `dispositions` are changed where the
    /// mapping cannot map: such a record is rejected and has exactly one finding, the first of its codes, with its
    /// place and no value. `owner_column` is the index of the owner in `in`, or anything past the end for none. `out`
    /// is cleared first; its cells view into `in` where nothing changed, so the two live together.
    void map(const model::Batch& in, std::vector<model::Disposition>& dispositions, std::size_t owner_column,
             RowBatch& out, std::vector<model::Finding>& findings);
    [[nodiscard]] const model::Table& target() const noexcept;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::map
