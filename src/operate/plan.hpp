// What a run would do, without doing it: pending changes of the structure, and the delta of the delivery that comes
// next.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "answers/plan_answer.hpp"
#include "operate/landed.hpp"
#include "run/unit_run.hpp"

namespace tilsig::operate {

/// What the next run does to the structure. Reads only; a SQLite warehouse that does not exist is not made.
[[nodiscard]] answers::StructurePlan plan_structure(const session::Context& context);

struct PlanRequest {
    model::UnitName unit;
    std::filesystem::path file;              ///< empty: from the source
    LandedBytes landed = nullptr;            ///< instead of `file`: a delivery that was landed before
    std::optional<std::string> received_at;  ///< with `file` or `landed`: declared, as for a run
    std::vector<std::int64_t> releases;      ///< with `landed`: as if these holds of it were released
    bool again = false;                      ///< as for a run
    run::RowConsumer watch = nullptr;        ///< sees every batch of the first pass after mapping
};

inline constexpr std::size_t plan_examples = 20;

/// Predicts the next run of a unit. Fetches without acknowledging; the cursor stays; nothing is written to warehouse,
/// ledger, landing zone or out-folder: what is fetched lies sealed in a PlanFolder, and rows wait in temporary tables.
/// Holds no lock, so a load that comes between plan and run can change the answer. Throws what the run would fail with
/// before or while reading.
[[nodiscard]] answers::UnitPlan plan_unit(const session::Context& context, const PlanRequest& request,
                                          const session::ReadProgress& progress);

}  // namespace tilsig::operate
