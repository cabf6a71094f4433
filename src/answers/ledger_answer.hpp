// What the ledger keeps of runs: the latest, the account of one, and all that was found in its delivery.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "answers/findings_answer.hpp"
#include "ledger/rule_counts.hpp"
#include "session/session.hpp"

namespace tilsig::answers {

struct LedgerAnswer {
    struct Item {
        model::UnitName unit;
        ledger::Run run;
    };
    std::vector<Item> runs;  ///< the latest first
};
[[nodiscard]] LedgerAnswer ledger_answer(ledger::Ledger& ledger, int most);
[[nodiscard]] Page to_page(const LedgerAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const LedgerAnswer& answer);

/// One run with everything that adds up to it.
struct AccountAnswer {
    ledger::Run run;
    model::UnitName unit;
    std::optional<ledger::Delivery> delivery;
    /// What its sender called it, printable and with long numbers masked; empty when that is not there any more.
    std::string outside_name;
    std::vector<ledger::Hold> holds;                      ///< of the delivery
    std::map<std::string, std::uint64_t> finding_counts;  ///< by code
    std::vector<ledger::Step> steps;
};
/// Error(usage) when there is no such run.
[[nodiscard]] AccountAnswer account_answer(session::Session& session, std::int64_t run_id);
[[nodiscard]] Page to_page(const AccountAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const AccountAnswer& answer);

/// What a run found.
struct RunFindingsAnswer {
    ledger::Run run;
    model::UnitName unit;
    FindingsAnswer found;
    std::vector<ledger::RuleCountRow> rules;  ///< what each rule came to, by code and slice
    std::optional<std::int64_t> replaced_by;  ///< it found nothing, or a later run over the same delivery reported anew
};
/// As stored_findings(). Error(usage) when there is no such run.
[[nodiscard]] RunFindingsAnswer run_findings_answer(session::Session& session, std::int64_t run_id,
                                                    const std::string& only, std::int64_t per_code);
[[nodiscard]] Page to_page(const RunFindingsAnswer& answer, const catalog::Catalog& catalog);
[[nodiscard]] nlohmann::json to_json(const RunFindingsAnswer& answer, const catalog::Catalog& catalog);

}  // namespace tilsig::answers
