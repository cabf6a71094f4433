// Reads a delivery for its rules over sets: keeps a few bytes of each record, and answers when all were seen.
#pragma once

#include <filesystem>
#include <memory>

#include "catalog/catalog.hpp"
#include "expression/scope.hpp"
#include "model/batch.hpp"
#include "model/finding.hpp"
#include "model/stage_schema.hpp"
#include "sets/findings.hpp"
#include "sets/loaded_tables.hpp"

namespace tilsig::sets {

/// Whether the contract has a rule over sets at all.
[[nodiscard]] bool has_set_rules(const catalog::Contract& contract);

/// What a collector needs to know. References outlive it.
struct CollectorInput {
    const catalog::Contract& contract;
    const catalog::Catalog& catalog;
    model::StageSchema in;            ///< behind `protect`
    expression::Circumstances given;  ///< of the run
    std::int64_t received = 0;        ///< the day the delivery was received (days since 1970)
    std::filesystem::path folder;     ///< where members go that memory has no room for
    LoadedTables* loaded = nullptr;   ///< none: there is nothing to compare with
    std::size_t memory_bytes = 32UL << 20U;
};

/// Called for one batch after the other, by one thread; then asked once. Memory: `memory_bytes` and what Findings says.
class Collector {
public:
    explicit Collector(CollectorInput input);
    ~Collector();
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    /// Only accepted records are members of sets.
    void add(const model::Batch& records, const std::vector<model::Disposition>& dispositions);
    [[nodiscard]] Findings finish();
    /// How many members were kept, and how often memory had no room.
    [[nodiscard]] std::uint64_t members() const noexcept;
    [[nodiscard]] std::size_t spilled_runs() const noexcept;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::sets
