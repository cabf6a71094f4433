// Rejected records count as present (promise 4): the keys under which they would have been loaded.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "run/transform.hpp"

namespace tilsig::run {

/// Looks through the batches of one pass for rejected records and maps the columns of their business key, nothing else.
class PresentKeys {
public:
    /// The references of `input` must outlive this.
    explicit PresentKeys(const PassInput& input);
    ~PresentKeys();

    /// After the batch was checked and mapped. `keys` are rows with only the key columns filled, one per rejected
    /// record whose key is certain; its cells view into `checked`. The owners of the other rejected records are kept.
    void find(const check::CheckedBatch& checked, std::size_t owner_column, map::RowBatch& keys);
    /// Slices ("" without owner) with a rejected record of which nobody knows which one it is.
    [[nodiscard]] std::set<std::string> take_owners() { return std::move(m_owners); }

private:
    const PassInput& m_input;
    catalog::Mapping m_mapping;             ///< of the key columns, without filters
    std::unique_ptr<map::Mapper> m_mapper;  ///< made for the first rejected record; most deliveries have none
    std::vector<model::Disposition> m_dispositions;
    std::set<std::string> m_owners;
};

}  // namespace tilsig::run
