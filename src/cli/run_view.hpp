// A run shown to people and to programs: the same facts in text and JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "cli/output.hpp"
#include "run/unit_run.hpp"

namespace tilsig::cli {

/// Puts a unit's name into a document, and whether it is one of a feed in shadow.
void name_unit(nlohmann::json& document, const model::UnitName& unit);
/// What a run came to; a retraction is no load. "open" for one that has not ended.
[[nodiscard]] std::string outcome_word(const ledger::Run& run);
[[nodiscard]] nlohmann::json delivery_json(const ledger::Delivery& delivery);
[[nodiscard]] nlohmann::json run_json(const run::RunReport& report, const catalog::Catalog& catalog);
/// Verdict, account of bytes, records and rows, holds, findings of every code with their places.
void show_run(const Output& output, const run::RunReport& report, const catalog::Catalog& catalog);
/// The same of a run that did not happen: `line` stands where run and delivery would.
void show_planned(const Output& output, const run::RunReport& report, const catalog::Catalog& catalog,
                  const std::string& line);
/// The ledger's own view of a stored run.
[[nodiscard]] nlohmann::json ledger_run_json(const ledger::Run& run);
void show_account(const Output& output, const ledger::Run& run);
/// The holds of a delivery with who decided them and why: a waiver is part of what the figures rest on.
[[nodiscard]] nlohmann::json holds_json(const std::vector<ledger::Hold>& holds);
void show_holds(const Output& output, const std::vector<ledger::Hold>& holds);

/// Findings that the ledger keeps of a run, code by code, the rarest first.
struct StoredFindings {
    std::map<std::string, std::uint64_t> counts;  ///< all of the run, by code
    std::vector<model::Finding> findings;
};
/// At most `per_code` findings of each code; with `only`, of that code alone.
[[nodiscard]] StoredFindings stored_findings(ledger::Ledger& ledger, std::int64_t run_id, const std::string& only,
                                             std::int64_t per_code);

/// "SYS-U001 2, SYS-F002 1 300", rarest first; "nothing was found" for none.
[[nodiscard]] std::string counted_findings(const std::map<std::string, std::uint64_t>& counts);

/// Shows on `output` how far landed bytes are read in this session; both must outlive the runs.
void watch_reading(session::Session& session, Output& output);

/// "3 failed, 214 loaded" from how often each outcome came; "" for none.
[[nodiscard]] std::string counted_outcomes(const std::map<std::string, std::size_t>& counts);

/// The worst of several runs.
[[nodiscard]] int worst_exit(const std::vector<run::RunReport>& reports);

}  // namespace tilsig::cli
