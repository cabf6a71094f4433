#include "run/pass.hpp"

#include <algorithm>
#include <utility>

#include "run/read_ahead.hpp"
#include "run/slice_counts.hpp"
#include "run/steps.hpp"
#include "warehouse/row_codec.hpp"

namespace tilsig::run {

namespace {

/// Notes the decoder's findings; returns how many records they took out. A finding about the header or the document
/// (record number 0) is noted, not counted: only records are in the record account.
std::uint64_t count_unreadable(const std::vector<model::Finding>& unreadable, PassResult& result) {
    std::uint64_t records = 0;
    std::uint64_t last = 0;
    for (const auto& finding : unreadable) {
        result.findings.add(finding);
        if (finding.place.number == 0 || finding.place.number == last) continue;
        last = finding.place.number;
        ++records;
        ++result.records.rejected_by_rule[finding.code.str()];
    }
    return records;
}

/// What the program itself changed in records that it goes on with.
void count_changes(const check::CheckedBatch& checked, std::map<std::string, std::uint64_t>& changed_by_kind) {
    const auto& changes = checked.batch.changes;
    for (std::size_t row = 0; row < changes.size(); ++row) {
        if (changes[row] == 0 || checked.dispositions[row] != model::Disposition::accepted) continue;
        for (const auto change : model::all_changes) {
            if ((changes[row] & static_cast<std::uint8_t>(change)) != 0) ++changed_by_kind[model::to_string(change)];
        }
    }
}

/// The dispositions at the end are the truth, whichever step has set them.
void count_records(const Turn& turn, PassResult& result) {
    for (const auto& finding : turn.checked.findings) result.findings.add(finding);
    for (const auto& finding : turn.found) result.findings.add(finding);
    count_changes(turn.checked, result.records.changed_by_kind);
    for (const auto disposition : turn.checked.dispositions) {
        if (disposition == model::Disposition::accepted) ++result.records.accepted;
        if (disposition == model::Disposition::rejected) ++result.records.rejected;
        if (disposition == model::Disposition::filtered) ++result.records.filtered;
        if (disposition == model::Disposition::held) ++result.records.held;
    }
}

/// Whose the findings of a turn are. What they are about is read from the records as the contract has them: later
/// stages no longer hold the numbers of persons.
void answer_for(Turn& turn, FindingSubjects& subjects) {
    subjects.answer_for_delivery(turn.unreadable);
    const auto by_record = [](const auto& a, const auto& b) { return a.place.number < b.place.number; };
    if (!std::is_sorted(turn.found.begin(), turn.found.end(), by_record))  // found by several steps
        std::stable_sort(turn.found.begin(), turn.found.end(), by_record);
    subjects.answer_for_records(turn.checked.batch, turn.checked.findings);
    subjects.answer_for_records(turn.checked.batch, turn.found);
}

/// Marks of records that checks accepted and a later step kept out: a mark is one of loaded records.
void count_lost_marks(const Turn& turn, std::map<std::string, std::uint64_t>& lost, PassResult& result) {
    const auto& places = turn.checked.batch.places;
    std::size_t row = 0;
    for (const auto& finding : turn.checked.findings) {  // in order of records
        const bool mark = finding.action == model::Action::flag || finding.action == model::Action::null_field;
        if (!mark || finding.place.number == 0) continue;
        while (row < places.size() && places[row].number < finding.place.number) ++row;
        if (row == places.size() || places[row].number != finding.place.number) continue;
        if (turn.by_checks[row] == model::Disposition::accepted &&
            turn.checked.dispositions[row] != model::Disposition::accepted) {
            ++lost[finding.code.str()];
            result.lost.insert(finding.place.number);
        }
    }
}

/// Takes marks of records that are not loaded out of the account.
void take_marks(const std::map<std::string, std::uint64_t>& lost, model::RecordAccount& records) {
    auto& marks = records.flagged_by_rule;
    for (const auto& [code, count] : lost) {
        const auto marked = marks.find(code);
        if (marked != marks.end() && (marked->second -= std::min(marked->second, count)) == 0) marks.erase(marked);
    }
}

/// The field that a column of the row gets its value from; empty when it is none of the contract's.
std::string field_behind(const PassInput& input, const std::string& column) {
    for (const auto& rule : input.mapping.columns)
        if (rule.column == column && input.contract.find(rule.from) != nullptr) return rule.from;
    return "";
}

/// The field of the first cell that its column cannot hold, or no database: no one of them takes a NUL inside a text.
std::string unfit_field(const PassInput& input, const model::Table& table, const model::Batch& rows, std::size_t row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const auto cell = rows.columns[i].cells[row];
        if (!warehouse::fits(table.columns[i], cell) || cell.find('\0') != std::string_view::npos)
            return field_behind(input, table.columns[i].name);
    }
    return "";
}

}  // namespace

PassResult run_pass(PassInput input, const RowConsumer& consume) { return run_pass(input, make_steps(input), consume); }

PassResult run_pass(PassInput& input, Steps steps, const RowConsumer& consume) {
    PassResult result;
    steps.open();
    // All that makes rows of bytes may run ahead; what the consumer does with them (hashing, comparing, sending) takes
    // about as long.
    ReadAhead<Turn> turns([&](Turn& turn) {
        turn.clear();
        return steps.run_ahead(turn);
    });
    SliceCounts slices;
    std::map<std::string, std::uint64_t> lost_marks;
    const auto& fields = input.contract.fields;
    const auto owner_column = static_cast<std::size_t>(
        std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.name == input.contract.owner; }) -
        fields.begin());
    while (Turn* const turn = turns.next()) {
        steps.run_behind(*turn);
        if (input.subjects != nullptr) answer_for(*turn, *input.subjects);
        result.unreadable += count_unreadable(turn->unreadable, result);
        if (turn->records == nullptr) continue;
        count_records(*turn, result);
        slices.note(*turn, owner_column);
        count_lost_marks(*turn, lost_marks, result);
        consume(turn->rows, turn->checked);
        if (input.present && turn->present.batch.rows() > 0) input.present(turn->present);
    }
    result.previous_records = input.previous_records;
    result.records.rejected += result.unreadable;
    steps.conclude(result);
    take_marks(lost_marks, result.records);
    result.accepted_by_owner = slices.settled(result.accepted_by_owner);
    return result;
}

void PassResult::lose_marks_of(const std::set<std::uint64_t>& numbers) {
    take_marks(findings.marks_of(numbers), records);
    lost.insert(numbers.begin(), numbers.end());
}

std::map<std::uint64_t, LocatedRecord> locate_records(PassInput input, const std::set<std::uint64_t>& records) {
    std::map<std::uint64_t, LocatedRecord> located;
    FindingSubjects* const subjects = std::exchange(input.subjects, nullptr);  // the findings of this pass go nowhere
    const PassInput asked = input;
    const auto& table = asked.catalog.table_of(asked.context.unit);
    (void)run_pass(std::move(input), [&](const map::RowBatch& rows, const check::CheckedBatch& checked) {
        const auto& fields = checked.batch;
        const std::size_t owner_column =
            asked.contract.owner.empty() ? fields.columns.size() : fields.find(asked.contract.owner);
        for (std::size_t row = 0; row < fields.places.size(); ++row) {
            const auto& place = fields.places[row];
            if (!records.contains(place.number)) continue;
            LocatedRecord record{place, "", {}, ""};
            if (owner_column < fields.columns.size())
                record.slice = std::string(fields.columns[owner_column].cells[row]);
            if (subjects != nullptr) record.answer = subjects->of_record(fields, row);
            located.emplace(place.number, std::move(record));
        }
        for (std::size_t row = 0; row < rows.batch.rows(); ++row) {
            const auto found = located.find(rows.batch.places[row].number);
            if (found != located.end()) found->second.unfit_field = unfit_field(asked, table, rows.batch, row);
        }
    });
    return located;
}

}  // namespace tilsig::run
