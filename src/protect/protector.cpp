#include "protect/protector.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <variant>

#include "protect/codes.hpp"

namespace tilsig::protect {

namespace {

using catalog::PersonNumbers;
using identifiers::Fault;
using model::Action;
using model::Disposition;
using model::Severity;

constexpr std::int64_t fewest_digits = 11;  // a shorter text holds no number of a person

bool judged_by_rule(const catalog::Contract& contract, const std::string& field) {
    return std::any_of(contract.rules.begin(), contract.rules.end(), [&](const catalog::Rule& rule) {
        return rule.field == field && std::holds_alternative<catalog::checks::IsIdentifier>(rule.check);
    });
}

bool is_duf(PersonNumbers::Kind kind) {
    return kind == PersonNumbers::Kind::duf || kind == PersonNumbers::Kind::lead_duf;
}

/// What a field of this kind must hold, whoever writes it.
identifiers::Kind wanted_in(PersonNumbers::Kind kind) {
    if (is_duf(kind)) return identifiers::Kind::duf;
    return kind == PersonNumbers::Kind::fnr   ? identifiers::Kind::fnr
           : kind == PersonNumbers::Kind::dnr ? identifiers::Kind::dnr
                                              : identifiers::Kind::person;
}

bool belongs_in(PersonNumbers::Kind field, NumberKind number) {
    return field == PersonNumbers::Kind::fnr   ? number == NumberKind::fnr
           : field == PersonNumbers::Kind::dnr ? number == NumberKind::dnr
                                               : true;
}

identifiers::Kind judged_as(NumberKind kind) {
    return kind == NumberKind::duf   ? identifiers::Kind::duf
           : kind == NumberKind::dnr ? identifiers::Kind::dnr
                                     : identifiers::Kind::fnr;
}

bool wrong_kind(Fault fault) { return fault == Fault::synthetic || fault == Fault::not_synthetic; }

}  // namespace

struct Protector::Work {
    const model::Batch& in;
    std::vector<Disposition>& dispositions;
    model::Batch& out;
    Answer answer;
    Claims claims;
    std::vector<std::uint32_t> rows;                              ///< of each claim
    std::deque<std::string> digits;                               ///< what the claims view into
    std::vector<std::size_t> columns;                             ///< of the number fields
    std::vector<std::pair<std::size_t, std::uint32_t>> withheld;  ///< (column, row), in order of columns

    void find(model::RuleCode code, Severity severity, Action action, const std::string& field, std::uint32_t row,
              std::size_t column, std::string_view message = {}) {
        answer.findings.push_back(
            {code, severity, action, field, in.place_of(row, column), std::string(message), {}, {}});
        if (action == Action::flag) ++answer.flagged_by_rule[code.str()];
    }
    void reject(model::RuleCode code, std::uint32_t row) {
        dispositions[row] = Disposition::rejected;
        ++answer.rejected_by_rule[code.str()];
    }
};

Protector::Protector(const catalog::Contract& contract, PersonIds& ids, identifiers::Persons persons, std::int64_t day)
    : m_contract(contract), m_ids(ids), m_persons(persons), m_day(day) {
    for (const auto& number : contract.person->numbers)
        m_numbers.push_back({number.field, number.kind, judged_by_rule(contract, number.field),
                             number.field == contract.person->id_of});
    for (const auto& field : contract.fields) {
        const bool text = field.type == model::Type::text || field.type == model::Type::code;
        if (!text || field.privacy == model::Privacy::personal || field.max_length < fewest_digits) continue;
        const bool key = std::find(contract.key.begin(), contract.key.end(), field.name) != contract.key.end();
        m_texts.push_back({field.name, key || field.required || field.name == contract.owner, key});
    }
}

Protector::Answer Protector::protect(const model::Batch& in, std::vector<Disposition>& dispositions,
                                     model::Batch& out) {
    Work work{in, dispositions, out, {}, {}, {}, {}, {}, {}};
    for (const auto& number : m_numbers) work.columns.push_back(in.find(number.name));
    withhold_texts(work);
    hold_protected(work);
    for (std::uint32_t row = 0; row < in.rows(); ++row)
        if (dispositions[row] == Disposition::accepted) take_numbers(work, row);
    copy_columns(work);
    give_ids(work);
    std::stable_sort(work.answer.findings.begin(), work.answer.findings.end(),
                     [](const auto& a, const auto& b) { return a.place.number < b.place.number; });
    std::sort(work.answer.unsure_keys.begin(), work.answer.unsure_keys.end());
    return std::move(work.answer);
}

/// Before their numbers are read: nobody learns from such a record who is who.
void Protector::hold_protected(Work& work) {
    const auto& person = *m_contract.person;
    if (person.mark_field.empty()) return;
    const std::size_t column = work.in.find(person.mark_field);
    const auto& cells = work.in.columns[column].cells;
    for (std::uint32_t row = 0; row < work.in.rows(); ++row) {
        if (work.dispositions[row] != Disposition::accepted || model::Column::is_null(cells[row])) continue;
        if (std::find(person.marks.begin(), person.marks.end(), cells[row]) == person.marks.end()) continue;
        work.dispositions[row] = Disposition::held;
        work.find(code::protected_address, Severity::info, Action::alert, person.mark_field, row, column);
    }
}

/// The numbers of an accepted record become a claim, or the record is rejected.
void Protector::take_numbers(Work& work, std::uint32_t row) {
    std::vector<Number> numbers;
    bool wrong = false, keeps_id = m_contract.person->id_of.empty();
    for (std::size_t i = 0; i < m_numbers.size(); ++i) {
        const auto& field = m_numbers[i];
        const std::string_view cell = work.in.columns[work.columns[i]].cells[row];
        if (model::Column::is_null(cell) || cell.empty()) continue;
        if (field.kind == PersonNumbers::Kind::candidate) {
            const auto& kept = work.digits.emplace_back(m_contract.source + ":" + std::string(cell));
            numbers.push_back(
                {NumberKind::candidate, m_ids.lookup(NumberKind::candidate, kept), kept, false, field.keeps_id});
            keeps_id = keeps_id || field.keeps_id;
            continue;
        }
        auto normal = is_duf(field.kind) ? normalise_duf(cell) : normalise_national(cell);
        const bool fits = normal && belongs_in(field.kind, normal->kind);
        const Fault fault = fits ? identifiers::judge(normal->digits, judged_as(normal->kind), m_day, m_persons)
                                 : identifiers::judge(cell, wanted_in(field.kind), m_day, m_persons);
        if (fits && fault == Fault::none) {
            const auto& kept = work.digits.emplace_back(std::move(normal->digits));
            numbers.push_back({normal->kind, m_ids.lookup(normal->kind, kept), kept,
                               field.kind == PersonNumbers::Kind::lead_duf, field.keeps_id});
            keeps_id = keeps_id || field.keeps_id;
        } else if (wrong_kind(fault)) {
            wrong = true;
            work.find(code::wrong_kind, Severity::critical, Action::block_delivery, field.name, row, work.columns[i],
                      identifiers::described(fault));
        } else if (!field.judged_by_rule) {
            work.find(code::invalid, Severity::warning, Action::flag, field.name, row, work.columns[i],
                      identifiers::described(fault));
        }
    }
    if (wrong) ++m_of_wrong_kind;
    if (wrong || numbers.empty() || !keeps_id) {
        if (!wrong)
            work.find(code::nobody, Severity::error, Action::reject_record, m_numbers.front().name, row,
                      work.columns.front());
        return work.reject(wrong ? code::wrong_kind : code::nobody, row);
    }
    work.claims.begin();
    for (const Number& number : numbers) work.claims.add(number);
    work.rows.push_back(row);
}

/// A number of a person in a case reference or a remark goes no further than this.
void Protector::withhold_texts(Work& work) {
    for (const auto& field : m_texts) {
        const std::size_t column = work.in.find(field.name);
        const auto& cells = work.in.columns[column].cells;
        for (std::uint32_t row = 0; row < work.in.rows(); ++row) {
            // Of a record that is rejected already its key goes on, to be known as present.
            const bool accepted = work.dispositions[row] == Disposition::accepted;
            if ((!accepted && !field.is_key) || model::Column::is_null(cells[row])) continue;
            if (cells[row].size() < static_cast<std::size_t>(fewest_digits) ||
                !identifiers::holds_identifier(cells[row]))
                continue;
            work.withheld.emplace_back(column, row);
            if (field.is_key) work.answer.unsure_keys.push_back(row);
            if (!accepted) continue;
            work.find(code::held_number, Severity::error, field.is_needed ? Action::reject_record : Action::null_field,
                      field.name, row, column);
            if (field.is_needed)
                work.reject(code::held_number, row);
            else
                ++work.answer.flagged_by_rule[code::held_number.str()];
        }
    }
}

void Protector::copy_columns(Work& work) {
    auto sorted = work.columns;
    std::sort(sorted.begin(), sorted.end());
    auto& out = work.out;
    out.clear();
    const auto& in = work.in;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < in.columns.size(); ++i) {
        if (std::binary_search(sorted.begin(), sorted.end(), i)) continue;
        if (kept == out.columns.size()) out.columns.emplace_back();
        out.columns[kept++] = in.columns[i];
        auto& column = out.columns[kept - 1];
        for (const auto& [withheld, row] : work.withheld)
            if (withheld == i) column.cells[row] = model::Column::null;
    }
    if (kept == out.columns.size()) out.columns.emplace_back();
    out.columns.resize(kept + 1);
    auto& id = out.columns[kept];
    id.name = m_contract.person->id_field;
    id.cells.assign(in.rows(), model::Column::null);
    id.numbers.assign(in.rows(), 0);
    out.places = in.places;
    out.changes = in.changes;
    out.source_columns = in.source_columns;
    for (auto& stretch : out.source_columns) {
        for (std::size_t i = sorted.size(); i-- > 0;) {
            if (sorted[i] < stretch.columns.size())
                stretch.columns.erase(stretch.columns.begin() + static_cast<std::ptrdiff_t>(sorted[i]));
        }
    }
}

void Protector::give_ids(Work& work) {
    if (work.claims.size() == 0) return;
    auto& id = work.out.columns.back();
    const auto settled = m_ids.settle(work.claims);
    for (std::size_t i = 0; i < settled.size(); ++i) {
        const std::uint32_t row = work.rows[i];
        if (settled[i].erased) {
            work.dispositions[row] = Disposition::filtered;
            ++work.answer.filtered_by_reason[model::RecordAccount::erased_reason];
            work.answer.erased.push_back(row);
            continue;
        }
        if (settled[i].doubt != Doubt::none)
            work.find(settled[i].doubt == Doubt::second_number ? code::second_number : code::two_persons,
                      Severity::warning, Action::flag, m_numbers.front().name, row, work.columns.front());
        char text[24];
        const auto end = std::to_chars(text, text + sizeof text, settled[i].person).ptr;
        id.cells[row] = work.out.arena.store({text, static_cast<std::size_t>(end - text)});
        id.numbers[row] = settled[i].person;
    }
}

}  // namespace tilsig::protect
