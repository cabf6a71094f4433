// The filters of a mapping: which records it takes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "map/context.hpp"
#include "model/batch.hpp"
#include "model/stage_schema.hpp"

namespace tilsig::map {

/// Compiled once per run from `filters:`. Called once per batch, by one thread.
class Filters {
public:
    /// `in` says what the batches hold. Throws Error(internal) for a filter that `tilsig check` would refuse.
    Filters(const catalog::Mapping& mapping, const model::StageSchema& in, const catalog::Catalog& catalog,
            const MapContext& context);
    ~Filters();
    Filters(Filters&&) noexcept;

    /// Accepted records that the mapping does not take become filtered; they are counted under the first reason that
    /// stops them.
    void apply(const model::Batch& in, std::vector<model::Disposition>& dispositions,
               std::map<std::string, std::uint64_t>& filtered_by_reason);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::map
