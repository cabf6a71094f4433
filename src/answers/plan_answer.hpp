// What the next run would change, in structure and rows, as operate/plan predicts it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "answers/page.hpp"
#include "catalog/catalog.hpp"
#include "ledger/run_report.hpp"
#include "load/loader.hpp"

namespace tilsig::answers {

/// A table that the next run leaves as it is, and the feeds that then do not load.
struct RefusedTable {
    std::string table;
    std::vector<std::string> feeds;
    std::string message;  ///< every destructive change as table.column, and the views of others that stand on it
    std::string remedy;
};

struct StructurePlan {
    std::vector<std::string> statements;  ///< that the next run executes before anything else
    std::vector<RefusedTable> refused;
};

/// The prediction for one unit.
struct UnitPlan {
    model::UnitName unit;
    std::optional<ledger::RunReport>
        run;  ///< as the run would report it, without run, delivery and load numbers; absent: nothing would be run
    std::string table;  ///< that the delta is about
    load::DeltaExamples examples;
    std::string message;                           ///< why nothing would be run, or nothing can be predicted
    model::ExitCode code = model::ExitCode::good;  ///< of the run
    std::vector<std::string> not_predicted;        ///< what the run would do after this, and why nobody can tell now
};

struct PlanAnswer {
    StructurePlan structure;
    std::optional<UnitPlan> unit;  ///< nothing: only the structure was asked for

    [[nodiscard]] model::ExitCode code() const;
};

[[nodiscard]] Page to_page(const StructurePlan& structure);
[[nodiscard]] Page to_page(const UnitPlan& plan, const catalog::Catalog& catalog);
[[nodiscard]] nlohmann::json to_json(const PlanAnswer& answer, const catalog::Catalog& catalog);

}  // namespace tilsig::answers
