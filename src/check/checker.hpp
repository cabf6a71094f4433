// Decoded records -> typed records with a disposition each. Bad data is a value here, not an exception.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "model/account.hpp"
#include "model/batch.hpp"
#include "model/finding.hpp"

namespace tilsig::check {

/// A checked batch: columns are the contract's fields in contract order with canonical typed text (plus `<field>_missing`
/// for fields with missing-markers), `numbers` filled for typed fields; one disposition and owner per row.
struct CheckedBatch {
    model::Batch batch;
    std::vector<model::Disposition> dispositions;   ///< accepted or rejected here; the pipeline may turn accepted into held
    std::vector<std::uint64_t> flags;               ///< bit n: rule n of the contract flagged the record
    std::vector<model::Finding> findings;           ///< of records; message-free (text comes from the rule)
    void clear() noexcept;
};

/// Compiled once per run from a contract; runs over columns.
class Checker {
public:
    Checker(const catalog::Contract& contract, const catalog::Catalog& catalog);
    ~Checker();
    Checker(Checker&&) noexcept;

    /// `raw` columns are the decoder's. Rejected rows keep their place in `out` so that indices agree.
    /// Counts go to `account` (accepted, rejected, rejected_by_rule, flagged_by_rule; read is counted by the caller).
    void check(const model::Batch& raw, CheckedBatch& out, model::RecordAccount& account);

    /// After the last batch: delivery- and slice-level rules (expected sets, volume, key uniqueness is the loader's).
    /// The strongest action per slice decides holding; `previous_records` is the last good delivery's count.
    struct Verdict {
        std::vector<model::Finding> findings;             ///< delivery level
        std::optional<std::string> hold_delivery;         ///< reason
        std::map<std::string, std::string> hold_slices;   ///< owner -> reason
    };
    [[nodiscard]] Verdict conclude(std::optional<std::uint64_t> previous_records);
    /// Accepted and rejected records per owner.
    [[nodiscard]] const std::map<std::string, model::RecordAccount>& by_owner() const noexcept;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Runs the rule's own examples; each that does not come out as expected is a lint at its place. `tilsig test`.
void run_rule_tests(const catalog::Contract& contract, const catalog::Catalog& catalog, config::Lints& lints);

}  // namespace tilsig::check
