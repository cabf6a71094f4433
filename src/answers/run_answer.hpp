// A run as the ledger keeps it, and with what is known when it has just ended: what the answers about runs are made of.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "answers/findings_answer.hpp"
#include "ledger/run_report.hpp"

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

/// What its bytes, records and rows add up to.
void add_account(Page& page, const ledger::Run& run);
/// A line for each, with who decided it and why.
void add_holds(Page& page, const std::vector<ledger::Hold>& holds);

/// A run that has just ended, or was only predicted: what came of it, its account, what it holds and what was found.
/// `line` stands where run and delivery are named.
void add_report(Page& page, const ledger::RunReport& report, const catalog::Catalog& catalog, const std::string& line);
[[nodiscard]] nlohmann::json report_json(const ledger::RunReport& report, const catalog::Catalog& catalog);

}  // namespace tilsig::answers
