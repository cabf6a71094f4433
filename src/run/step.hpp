// The steps of a pass over a delivery, and what travels through them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "check/checker.hpp"
#include "map/mapper.hpp"
#include "model/batch.hpp"
#include "model/finding.hpp"
#include "model/stage_schema.hpp"

namespace tilsig::run {

struct PassResult;

/// What a step counted by code or reason, added to what is counted already.
inline void add_counts(std::map<std::string, std::uint64_t>& to, const std::map<std::string, std::uint64_t>& from) {
    for (const auto& [name, count] : from) to[name] += count;
}

/// In this order; a pass may lack some of them.
enum class StepName : std::uint8_t {
    decode,   ///< bytes become records
    check,    ///< records become typed, each with a verdict
    filter,   ///< records that the mapping does not take are filtered
    protect,  ///< numbers of persons become person ids
    sets,     ///< records are compared with each other
    map       ///< records become rows
};
[[nodiscard]] constexpr const char* to_string(StepName name) noexcept {
    constexpr std::array<const char*, 6> words{"decode", "check", "filter", "protect", "sets", "map"};
    return words[static_cast<std::size_t>(name)];
}

/// One batch on its way through the steps. Each step reads `records` and sets it to what it hands on; what it hands on
/// may view into what the steps before it made, so all of that lives until the turn is over. The memory is used again.
struct Turn {
    const model::Batch* records = nullptr;  ///< as the schema of the last step says; null: nothing was read

    model::Batch raw;  ///< of decode
    /// Of decode: about the delivery, and about records that it could not hand over.
    std::vector<model::Finding> unreadable;

    /// Of check: the records as the contract has them. Its `dispositions` are the truth about each record, and every
    /// later step writes there; it also appends to `unsure_keys` (ascending) the rows that it rejects and of which
    /// nobody can know which record is meant. Its `findings` are those of check alone.
    check::CheckedBatch checked;
    std::vector<model::Disposition> by_checks;  ///< the dispositions as check left them

    model::Batch rebuilt;               ///< of a step that hands on other columns than it got
    std::vector<model::Finding> found;  ///< by the steps behind check; in order of records for each of them

    map::RowBatch rows;     ///< of map
    map::RowBatch present;  ///< of map: keys of the rejected records

    void clear() noexcept {
        records = nullptr;
        raw.clear();
        unreadable.clear();
        checked.clear();
        by_checks.clear();
        rebuilt.clear();
        found.clear();
        rows.clear();
        present.clear();
    }
};

/// A stage of the pass. Made in `make_steps` (run/steps.hpp), opened once, then run for one batch after the other, and
/// concluded when all were read. Used by one thread at a time: what a step counts it keeps to itself until `conclude`.
/// What it learns of the run it gets when it is made.
///
/// A step that is to be plugged in - say `protect` -
///   1. derives from Step, answers StepName::protect, and is made in `make_steps`; its place follows from its name;
///   2. `open`: says which columns it hands on (catalog::protected_stage(in, contract) for protect);
///   3. `run`: reads `*turn.records`, judges only records whose `turn.checked.dispositions` are accepted and changes
///      them there, fills `turn.rebuilt` (cells may view into `*turn.records` or into the arena of `rebuilt`), appends
///      to `turn.found` and `turn.checked.unsure_keys`, and ends with `turn.records = &turn.rebuilt`;
///   4. `conclude`: adds what it counted by code or reason to `result.records`. How many records were accepted,
///      rejected and filtered is counted by the pass itself, from the dispositions.
class Step {
public:
    virtual ~Step() = default;
    [[nodiscard]] virtual StepName name() const noexcept = 0;
    /// Before the first batch: what it gets, and the answer is what it hands on.
    virtual model::StageSchema open(const model::StageSchema& in) = 0;
    /// One batch. False: there is none left; only the step that reads says so.
    virtual bool run(Turn& turn) = 0;
    /// After the last batch, in the order of the steps.
    virtual void conclude(PassResult& result) = 0;
};

}  // namespace tilsig::run
