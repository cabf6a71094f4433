// One pass over a delivery, through the steps that lead from bytes to rows. Used by run (once or twice), plan, preview,
// shadow, replay, explain and the declared tests.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>

#include "catalog/catalog.hpp"
#include "check/checker.hpp"
#include "decode/decoder.hpp"
#include "map/mapper.hpp"
#include "model/account.hpp"
#include "run/finding_log.hpp"
#include "run/finding_subjects.hpp"
#include "run/step.hpp"

namespace tilsig::protect {
class PersonIds;
}

namespace tilsig::sets {
class Collector;
class Findings;
}  // namespace tilsig::sets

namespace tilsig::run {

/// What a pass needs to know. References must outlive the call.
struct PassInput {
    const catalog::Contract& contract;
    const catalog::Mapping& mapping;
    const catalog::Catalog& catalog;
    const catalog::Layout& layout;
    decode::ByteSource source;
    std::string shown_name;  ///< delivery in messages
    map::MapContext context;
    std::optional<std::uint64_t> previous_records;  ///< of the last good delivery
    std::filesystem::path folder{};       ///< where decoders may put things aside; empty: the system's temporary folder
    FindingSubjects* subjects = nullptr;  ///< says whose findings are and what they are about; none: they do not say
    /// Told about the business keys of rejected records, batch by batch behind their rows: rows of which only the key
    /// columns are filled.
    std::function<void(const map::RowBatch& keys)> present{};
    /// Who persons are, for a contract with `person`; without it such a pass cannot map.
    protect::PersonIds* persons = nullptr;
    /// Reads the records for their rules over sets: for a pass that stops before `map`.
    sets::Collector* collector = nullptr;
    /// What an earlier pass over the same bytes found by rules over sets; none: the contract has none, or nobody asks.
    const sets::Findings* sets = nullptr;
    /// Only the steps before this one, which is behind decode: a pass that need not, or may not, go further.
    std::optional<StepName> stop_before{};
    /// The first step that `consume`'s thread does itself; none: all steps may run ahead.
    std::optional<StepName> border{};
    model::ErasedPlaces erased{};  ///< records of the delivery that an erasure has blanked
};

/// What a pass found. `records` closes (promise 1b) when nothing was held yet; of a pass that stops before `check` it
/// says only how many were read.
struct PassResult {
    decode::DecodeReport decoded;
    model::RecordAccount records;
    check::Checker::Verdict verdict;
    std::map<std::string, std::uint64_t> accepted_by_owner;  ///< accepted to the end, by slice ("" without owner)
    std::set<std::string> unsure_owners;            ///< slices with a rejected record of which nobody knows which it is
    std::uint64_t unreadable = 0;                   ///< records the decoder could not hand over; whose is unknown
    std::optional<std::uint64_t> previous_records;  ///< as given
    model::RuleCounts rule_counts;                  ///< every rule of the contract that was asked
    FindingLog findings;
    std::unordered_set<std::uint64_t> lost;  ///< marked records that a later step kept out, by number

    /// Of records that turn out not to be loaded: their marks go out of the account.
    void lose_marks_of(const std::set<std::uint64_t>& numbers);
};

/// Called once per batch with the mapped rows and the checked records they came from. `rows` is empty when the pass
/// stops before `map`.
using RowConsumer = std::function<void(const map::RowBatch& rows, const check::CheckedBatch& checked)>;

/// Runs one pass with the steps that `input` asks for (run/steps.hpp). Throws decode::DeliveryRefused when the delivery
/// as a whole cannot be read, and whatever `consume` throws. The same bytes and declarations give the same rows in the
/// same order. From the third batch on the steps before the border run on a thread of their own; `consume` is always
/// called on the caller's.
[[nodiscard]] PassResult run_pass(PassInput input, const RowConsumer& consume);

/// Where an accepted record stands, whose it is and what it is about.
struct LocatedRecord {
    model::RecordPlace place;
    std::string slice;
    FindingSubjects::Answer answer;  ///< empty without `subjects`
    std::string unfit_field;         ///< the first one whose value does not fit its column; empty: all do
};

/// Finds the given records (numbers) by a pass of its own. For the few that turn out to clash after all were read. Of a
/// pass that stops before `map` nothing is known of fields that do not fit.
[[nodiscard]] std::map<std::uint64_t, LocatedRecord> locate_records(PassInput input,
                                                                    const std::set<std::uint64_t>& records);

}  // namespace tilsig::run
