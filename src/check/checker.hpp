// Decoded records -> typed records with a disposition each. Bad data is a value here, not an exception.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "model/account.hpp"
#include "model/batch.hpp"
#include "model/finding.hpp"
#include "model/rule_count.hpp"

namespace tilsig::check {

/// A checked batch: columns as catalog::checked_stage() says, with canonical typed text; `numbers` filled for typed
/// fields; one disposition per row.
struct CheckedBatch {
    model::Batch batch;
    std::vector<model::Disposition> dispositions;  ///< accepted or rejected here; a run may turn accepted into held
    std::vector<std::uint64_t>
        flags;  ///< bit n: rule n of the contract flagged the record; bit 63 also stands for all later ones
    std::vector<std::uint32_t> unsure_keys;  ///< ascending: rejected rows of which a key cell could not be read or was
                                             ///< against a rule, so that nobody knows which record is meant
    std::vector<std::uint32_t> erased;  ///< ascending: of the rows that the step `protect` filters, those of persons
                                        ///< who were erased; their keys count as present
    std::vector<model::Finding>
        findings;  ///< of records, in order of record and code; the text comes from the rule, so
                   ///< `message` is empty but for what only this record tells (a code's successor)
    void clear() noexcept;
};

/// Compiled once per run from a contract; runs over columns. The contract and the catalog must outlive the checker and
/// its batches: cells of missing-reasons point into the contract.
class Checker {
public:
    /// `period` is the unit's period (2026, 2026-11, 2026-11-22 or all); its first day answers `$period`. `sender` and
    /// `received_at` (as written in the warehouse) answer expressions; empty is null. Throws Error(configuration) with
    /// all mistakes of the rules at their places. Values are read as `layout` writes them; without one as the fields
    /// say.
    Checker(const catalog::Contract& contract, const catalog::Catalog& catalog, std::string_view period = {},
            std::string_view sender = {}, std::string_view received_at = {}, const catalog::Layout* layout = nullptr);
    ~Checker();
    Checker(Checker&&) noexcept;

    /// `raw` columns are the decoder's; `raw` must outlive the use of `out` (cells point into it). Rejected rows keep
    /// their place in `out` so that indices agree. Counts go to `account` (accepted, rejected, rejected_by_rule,
    /// flagged_by_rule; read is counted by the caller): a rejected record counts once, under the first rejecting rule
    /// in code order.
    void check(const model::Batch& raw, CheckedBatch& out, model::RecordAccount& account);

    /// After the last batch: delivery- and slice-level rules (expected sets, volume, key uniqueness is the loader's).
    /// The strongest action per slice decides holding; `previous_records` is the last good delivery's count.
    struct Verdict {
        std::vector<model::Finding> findings;            ///< delivery level
        std::optional<std::string> hold_delivery;        ///< reason
        std::map<std::string, std::string> hold_slices;  ///< owner -> reason
        /// Owners with a rejected record whose key cannot be read: nothing of theirs may be closed ("" is the one slice
        /// of a contract without owner). With `unknown_owner` not even the owner could be read: nothing at all may be
        /// closed.
        std::set<std::string> unreadable_key_owners;
        bool unknown_owner = false;
    };
    /// `unreadable_records` are those the decoder could not hand over: they count as present.
    [[nodiscard]] Verdict conclude(std::optional<std::uint64_t> previous_records, std::uint64_t unreadable_records = 0);
    /// Accepted and rejected records per owner.
    [[nodiscard]] const std::map<std::string, model::RecordAccount>& by_owner() const noexcept;
    /// Every rule of the contract that was judged here, shadow rules too; by code and slice.
    [[nodiscard]] model::RuleCounts counts() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Parks what actions and escalations of rules about records ask for, after what was counted of them; the first reason
/// to hold a thing is kept. `counts` are of rules of the contract.
void hold_by_counts(const catalog::Contract& contract, const model::RuleCounts& counts, Checker::Verdict& verdict);

/// Runs the rules' own examples; each that does not come out as expected is a lint at its place, as is a rule that
/// cannot be compiled. `tilsig test`. `$period` is answered by a `$period` of the example, else by the latest date of
/// the code list. Rules over sets are left out: their examples are deliveries (room `sets`).
void run_rule_tests(const catalog::Contract& contract, const catalog::Catalog& catalog, config::Lints& lints);

}  // namespace tilsig::check
