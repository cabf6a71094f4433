// A run shown to people; answers/run_answer tells the same facts to programs.
#pragma once

#include "answers/run_answer.hpp"
#include "cli/output.hpp"
#include "run/unit_run.hpp"

namespace tilsig::cli {

/// For its document; refers to the report.
[[nodiscard]] answers::RunAnswer answer_of(const run::RunReport& report);
/// Verdict, account of bytes, records and rows, holds, findings of every code with their places.
void show_run(const Output& output, const run::RunReport& report, const catalog::Catalog& catalog);
/// The same of a run that did not happen: `line` stands where run and delivery would.
void show_planned(const Output& output, const run::RunReport& report, const catalog::Catalog& catalog,
                  const std::string& line);
void show_account(const Output& output, const ledger::Run& run);
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
