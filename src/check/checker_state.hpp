// What a checker holds between batches.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "check/checker.hpp"
#include "check/codes.hpp"
#include "check/delivery_rules.hpp"
#include "check/field_typer.hpp"
#include "check/hits.hpp"
#include "check/lost_zeros.hpp"
#include "check/period_field.hpp"
#include "check/prerequisites.hpp"
#include "check/rule_program.hpp"
#include "check/slice_accounts.hpp"
#include "model/stage_schema.hpp"

namespace tilsig::check {

struct VolumeRule {
    const catalog::Rule* rule = nullptr;
    double max_shrink = 1.0;
};

struct Checker::State {
    State(const catalog::Contract& declared, const catalog::Catalog& catalog, const expression::Circumstances& given,
          std::string_view unit_period, const catalog::Layout* layout);

    /// Types all fields of `raw` into `out`; faults become hits, and their cells are remembered as unreadable.
    void type_fields(const model::Batch& raw, model::Batch& out);
    void run_rules(const model::Batch& batch);
    /// Notes which rows are whose.
    void find_stretches(const model::Batch& batch);
    /// What one program answered, by slice. Slim, because with records in no order every answer meets another slice.
    struct Tally {
        std::vector<std::array<std::uint64_t, 4>> answers;  ///< by Truth
        std::vector<std::uint64_t> suppressed;  ///< those of not_applicable on which a required rule had failed
    };
    /// Adds the answers in `truth`; `taken_back` are rows on which a required rule had failed.
    void count_answers(Tally& tally, const std::vector<std::uint32_t>& taken_back);
    /// Records of another period than the unit's become hits.
    void compare_period(const model::Batch& batch);
    /// Turns hits (sorted) into findings, dispositions, flags and counts.
    void settle(CheckedBatch& out, model::RecordAccount& account);
    void settle_record(std::size_t first, std::size_t last, CheckedBatch& out, model::RecordAccount& account);
    /// Notes whose closing is suspended by a rejected record that has no readable key.
    void note_unreadable(std::size_t first, std::size_t last, std::string_view owner);
    /// Whether one of the record's findings looks at a part of its key.
    [[nodiscard]] bool is_key_unsure(std::size_t first, std::size_t last) const;
    /// Lays out the columns of an empty batch.
    void prepare(model::Batch& out) const;
    [[nodiscard]] model::Action effective(const catalog::Rule& rule) const;
    [[nodiscard]] bool is_protected(std::size_t field) const;

    const catalog::Contract& contract;
    model::StageSchema stage;  ///< what checked batches hold
    std::vector<FieldTyper> typers;
    std::vector<bool> is_key;          ///< by field
    std::size_t owner_field;           ///< number of fields when there is no owner
    std::deque<RuleProgram> programs;  ///< in order of need; a deque, because checks point into it
    Prerequisites prerequisites;
    PeriodField period;
    std::deque<ExpectedSet> expected_sets;
    std::vector<VolumeRule> volumes;
    std::map<model::RuleCode, LostZeros> lost_zeros;  ///< by code of the rule
    std::vector<KnownCheck> checks;                   ///< in code order
    std::map<model::RuleCode, std::uint16_t> check_of_rule;

    SliceAccounts slices;
    std::vector<Tally> counts;                                ///< of programs, in their order
    std::map<std::string, model::RuleCount> of_the_delivery;  ///< of the other rules, by code
    std::set<std::string> unreadable_key_owners;
    bool unknown_owner = false;
    std::uint64_t records = 0;

    // Scratch of one batch, kept for its memory.
    /// Rows up to `end` (from the end of the one before) belong to one slice. Deliveries are mostly sorted by owner, so
    /// that what is kept by slice costs little by row.
    struct Stretch {
        std::uint32_t end = 0;
        std::uint32_t slice = 0;
    };
    std::vector<Stretch> stretches;
    std::vector<Hit> hits;
    std::vector<std::vector<std::uint32_t>> unreadable;  ///< by field: rows whose cell could not be read
    std::vector<CellFaultAt> faults;
    std::map<std::pair<std::uint32_t, std::uint16_t>, char32_t>
        invisible;  ///< (row, field) -> the character told of (CellFaultAt)
    std::vector<std::uint32_t> of_other_periods;
    std::vector<Truth> truth;
};

}  // namespace tilsig::check
