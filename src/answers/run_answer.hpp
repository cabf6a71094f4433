// A run told to programs: as the ledger keeps it, and with what is known when it has just ended.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "answers/finding_answer.hpp"
#include "ledger/ledger.hpp"

namespace tilsig::answers {

/// Puts a unit's name into a document, and whether it is one of a feed in shadow.
void name_unit(nlohmann::json& document, const model::UnitName& unit);
/// What a run came to; a retraction is no load. "open" for one that has not ended.
[[nodiscard]] std::string outcome_word(const ledger::Run& run);
[[nodiscard]] nlohmann::json delivery_json(const ledger::Delivery& delivery);
/// The ledger's own view of a stored run.
[[nodiscard]] nlohmann::json ledger_run_json(const ledger::Run& run);
/// The holds of a delivery with who decided them and why: a waiver is part of what the figures rest on.
[[nodiscard]] nlohmann::json holds_json(const std::vector<ledger::Hold>& holds);

/// What a run that has just ended, or was only predicted, knows besides. Refers to the report of whoever made it, which
/// must outlive it.
struct RunAnswer {
    const model::UnitName& unit;
    const ledger::Run& run;
    const ledger::Delivery& delivery;
    const std::map<std::string, std::string>& held_slices;       ///< owner -> reason
    const std::vector<model::Finding>& examples;                 ///< some findings of every code
    const std::map<std::string, std::uint64_t>& finding_counts;  ///< all findings, by code
    const std::vector<model::Finding>& delivery_findings;        ///< of the delivery as a whole
    model::ExitCode code = model::ExitCode::good;
};
[[nodiscard]] nlohmann::json run_json(const RunAnswer& answer, const catalog::Catalog& catalog);

}  // namespace tilsig::answers
