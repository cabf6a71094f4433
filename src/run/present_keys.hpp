// Rejected records count as present (promise 4): the keys under which they would have been loaded.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "model/stage_schema.hpp"
#include "run/pass.hpp"

namespace tilsig::run {

/// Looks through the batches of one pass for rejected records and maps the columns of their business key, nothing else.
class PresentKeys {
public:
    /// `in` is what the step `map` gets. `input` and its references must outlive this.
    PresentKeys(const PassInput& input, model::StageSchema in);
    ~PresentKeys();

    /// After `records` were mapped. `keys` are rows with only the key columns filled, one per rejected record whose key
    /// is certain; its cells view into `records`. The owners of the other rejected records are kept.
    void find(const model::Batch& records, const check::CheckedBatch& checked, std::size_t owner_column,
              map::RowBatch& keys);
    /// Slices ("" without owner) with a rejected record of which nobody knows which one it is.
    [[nodiscard]] std::set<std::string> take_owners() { return std::move(m_owners); }

private:
    const PassInput& m_input;
    model::StageSchema m_in;
    catalog::Mapping m_mapping;             ///< of the key columns
    std::unique_ptr<map::Mapper> m_mapper;  ///< made for the first rejected record; most deliveries have none
    std::vector<model::Disposition> m_dispositions;
    std::set<std::string> m_owners;
};

}  // namespace tilsig::run
