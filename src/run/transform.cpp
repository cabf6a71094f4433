#include "run/transform.hpp"

#include <utility>

#include "load/row_codec.hpp"
#include "run/present_keys.hpp"
#include "run/read_ahead.hpp"

namespace tilsig::run {

namespace {

/// What became of records of each slice after the checks had counted them: few are filtered or cannot be mapped.
class SliceCounts {
public:
    void note_checked(const std::vector<model::Disposition>& dispositions) { m_checked = dispositions; }
    void note_mapped(const check::CheckedBatch& checked, std::size_t owner_column) {
        const auto& columns = checked.batch.columns;
        for (std::size_t row = 0; row < m_checked.size(); ++row) {
            const auto now = checked.dispositions[row];
            if (now == m_checked[row]) continue;
            const std::string owner(owner_column < columns.size() ? columns[owner_column].cells[row]
                                                                  : model::Column::null);
            ++m_no_longer_accepted[owner];
        }
    }
    void settle(const std::map<std::string, model::RecordAccount>& by_checks, PassResult& result) {
        for (const auto& [owner, account] : by_checks) {
            const auto lost = m_no_longer_accepted.find(owner);
            const std::uint64_t accepted = account.accepted - (lost == m_no_longer_accepted.end() ? 0 : lost->second);
            if (accepted > 0) result.accepted_by_owner[owner] = accepted;
        }
    }

private:
    std::vector<model::Disposition> m_checked;  // of the batch in hand, before it was filtered and mapped
    std::map<std::string, std::uint64_t> m_no_longer_accepted;
};

/// Empty cells of a wide table are no records of anything when the layout says so: filtered under its reason.
void filter_empty_cells(const catalog::Layout& layout, const model::Batch& raw, check::CheckedBatch& checked,
                        std::map<std::string, std::uint64_t>& filtered_by_reason) {
    if (!layout.unpivot || layout.unpivot->empty_reason.empty()) return;
    const std::size_t value = raw.find(layout.unpivot->value);
    if (value == raw.columns.size()) return;
    std::uint64_t empty = 0;
    for (std::size_t row = 0; row < raw.rows(); ++row) {
        auto& disposition = checked.dispositions[row];
        if (disposition != model::Disposition::accepted || !model::Column::is_null(raw.columns[value].cells[row]))
            continue;
        disposition = model::Disposition::filtered;
        ++empty;
    }
    if (empty > 0) filtered_by_reason[layout.unpivot->empty_reason] += empty;
}

/// One batch as it was decoded, checked and mapped; each views into the one before.
struct Turn {
    model::Batch raw;
    check::CheckedBatch checked;
    map::RowBatch rows;
    map::RowBatch present;  ///< keys of the rejected ones
    std::vector<model::Finding> unreadable;
    std::vector<model::Finding> unmapped;
};

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
        if (!load::fits(table.columns[i], cell) || cell.find('\0') != std::string_view::npos)
            return field_behind(input, table.columns[i].name);
    }
    return "";
}

}  // namespace

PassResult run_pass(PassInput input, const RowConsumer& consume) {
    PassResult result;
    check::Checker checker(input.contract, input.catalog, input.context.unit.period, input.context.unit.sender,
                           input.context.received_at);
    map::Mapper mapper(input.mapping, input.contract, input.catalog, input.context);
    const auto decoder =
        decode::make_decoder(input.contract, input.layout, std::move(input.source), input.shown_name, input.folder);

    // All that makes rows of bytes runs ahead; what the consumer does with them (hashing, comparing, sending) takes
    // about as long.
    model::RecordAccount by_checks;
    std::map<std::string, std::uint64_t> filtered_by_reason;
    SliceCounts slices;
    PresentKeys present(input);
    ReadAhead<Turn> turns([&](Turn& turn) {
        turn.unreadable.clear();
        turn.unmapped.clear();
        turn.rows.clear();
        turn.present.clear();
        turn.checked.clear();
        if (!decoder->next(turn.raw, turn.unreadable) && turn.unreadable.empty()) return false;
        if (input.subjects != nullptr) input.subjects->answer_for_delivery(turn.unreadable);
        if (turn.raw.rows() == 0) return true;
        check::CheckedBatch& checked = turn.checked;
        checker.check(turn.raw, checked, by_checks);
        slices.note_checked(checked.dispositions);
        filter_empty_cells(input.layout, turn.raw, checked, filtered_by_reason);
        const std::size_t owner_column =
            input.contract.owner.empty() ? checked.batch.columns.size() : checked.batch.find(input.contract.owner);
        mapper.map(checked.batch, checked.dispositions, owner_column, turn.rows, turn.unmapped, filtered_by_reason);
        slices.note_mapped(checked, owner_column);
        if (input.subjects != nullptr) {
            input.subjects->answer_for_records(checked.batch, checked.findings);
            input.subjects->answer_for_records(checked.batch, turn.unmapped);
        }
        present.find(checked, owner_column, turn.present);
        return true;
    });
    model::RecordAccount mapped;
    while (Turn* const turn = turns.next()) {
        result.unreadable += count_unreadable(turn->unreadable, result);
        if (turn->raw.rows() == 0) continue;
        for (const auto& finding : turn->checked.findings) result.findings.add(finding);
        for (const auto& finding : turn->unmapped) result.findings.add(finding);
        count_changes(turn->checked, result.records.changed_by_kind);
        for (const auto disposition : turn->checked.dispositions) {
            if (disposition == model::Disposition::accepted) ++mapped.accepted;
            if (disposition == model::Disposition::rejected) ++mapped.rejected;
            if (disposition == model::Disposition::filtered) ++mapped.filtered;
        }
        for (const auto& finding : turn->unmapped) ++result.records.rejected_by_rule[finding.code.str()];
        consume(turn->rows, turn->checked);
        if (input.present && turn->present.batch.rows() > 0) input.present(turn->present);
    }

    result.records.filtered_by_reason = std::move(filtered_by_reason);
    slices.settle(checker.by_owner(), result);
    result.unsure_owners = present.take_owners();
    result.previous_records = input.previous_records;
    result.decoded = decoder->report();
    result.records.read = result.decoded.records;
    // The dispositions are the truth: the checker's own counts are its view before the mapping filtered and rejected.
    result.records.accepted = mapped.accepted;
    result.records.filtered = mapped.filtered;
    result.records.rejected = mapped.rejected + result.unreadable;
    for (const auto& [code, count] : by_checks.rejected_by_rule) result.records.rejected_by_rule[code] += count;
    result.records.flagged_by_rule = std::move(by_checks.flagged_by_rule);
    result.verdict = checker.conclude(input.previous_records, result.unreadable);
    return result;
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
