#include "check/checker.hpp"

#include <algorithm>
#include <limits>

#include "catalog/expressions.hpp"
#include "catalog/stages.hpp"
#include "check/checker_state.hpp"
#include "config/lints.hpp"
#include "model/texts.hpp"

namespace tilsig::check {

using model::Action;
using model::Disposition;

void CheckedBatch::clear() noexcept {
    batch.clear();
    dispositions.clear();
    flags.clear();
    unsure_keys.clear();
    erased.clear();
    findings.clear();
}

Checker::State::State(const catalog::Contract& declared, const catalog::Catalog& catalog,
                      const expression::Circumstances& given, std::string_view unit_period,
                      const catalog::Layout* layout)
    : contract(declared),
      stage(catalog::checked_stage(declared)),
      owner_field(declared.fields.size()),
      prerequisites(declared),
      period(declared, unit_period) {
    constexpr std::size_t most = std::numeric_limits<std::uint16_t>::max();
    if (contract.fields.size() >= most || contract.rules.size() >= most) {
        throw Error(ErrorKind::configuration, "more than 65534 fields or rules").at(contract.place);
    }
    config::Lints lints;
    const CompileContext context{contract, catalog, given, lints};
    for (const auto& field : contract.fields) {
        is_key.push_back(std::find(contract.key.begin(), contract.key.end(), field.name) != contract.key.end());
        typers.emplace_back(field, is_compared(contract, field),
                            layout == nullptr ? field.format : catalog::format_in(field, *layout));
        if (field.name == contract.owner) owner_field = typers.size() - 1;
    }
    unreadable.resize(typers.size());
    for (const auto code : {code::required, code::wrong_type, code::too_long, code::invisible, code::no_such_day,
                            code::empty_key, code::other_period}) {
        const rules::Entry& own = rules::RuleBook::program().at(code);
        checks.push_back({code, own.severity, own.action, nullptr, 0});
    }
    for (const catalog::Rule* needed : in_order_of_need(contract)) {
        const catalog::Rule& rule = *needed;
        if (catalog::is_over_sets(rule.check)) continue;  // room `sets`
        if (const auto* set = std::get_if<catalog::checks::ExpectedSet>(&rule.check)) {
            expected_sets.emplace_back(rule, *set, context);
        } else if (const auto* volume = std::get_if<catalog::checks::Volume>(&rule.check)) {
            volumes.push_back({&rule, volume->max_shrink});
        } else {
            programs.emplace_back(rule, context);
            const auto number = static_cast<std::size_t>(&rule - contract.rules.data());
            constexpr std::size_t last_bit = 63;  // stands for all further rules
            checks.push_back(
                {rule.code, rule.severity, effective(rule), &programs.back(), 1ULL << std::min(number, last_bit)});
            const auto* in_list = std::get_if<catalog::checks::InList>(&rule.check);
            const auto list = catalog.code_lists.find(in_list == nullptr ? "" : in_list->list);
            if (!rule.shadow && list != catalog.code_lists.end())
                lost_zeros.try_emplace(rule.code, list->second, programs.back().field());
        }
    }
    lints.throw_if_any();
    counts.resize(programs.size());
    std::sort(checks.begin(), checks.end(), [](const KnownCheck& a, const KnownCheck& b) { return a.code < b.code; });
    for (std::size_t i = 0; i < checks.size(); ++i) check_of_rule[checks[i].code] = static_cast<std::uint16_t>(i);
}

bool Checker::State::is_protected(std::size_t field) const {
    return field < is_key.size() && (is_key[field] || field == owner_field || contract.fields[field].required);
}

Action Checker::State::effective(const catalog::Rule& rule) const {
    if (rule.action != Action::null_field) return rule.action;
    const auto at = std::find_if(contract.fields.begin(), contract.fields.end(),
                                 [&](const catalog::Field& f) { return f.name == rule.field; });
    // Without key, owner or a required value the record could not be loaded: nulling it is rejecting it.
    return is_protected(static_cast<std::size_t>(at - contract.fields.begin())) ? Action::reject_record
                                                                                : Action::null_field;
}

void Checker::State::prepare(model::Batch& out) const {
    if (out.columns.size() == stage.columns.size()) return;
    out.columns.clear();
    for (const auto& column : stage.columns) out.columns.push_back({column.name, {}, {}});
}

void Checker::State::type_fields(const model::Batch& raw, model::Batch& out) {
    prepare(out);
    out.places = raw.places;
    out.changes = raw.changes;
    out.source_columns = raw.source_columns;
    const std::uint16_t fault_checks[] = {check_of_rule.at(code::required), check_of_rule.at(code::wrong_type),
                                          check_of_rule.at(code::too_long), check_of_rule.at(code::invisible),
                                          check_of_rule.at(code::no_such_day)};
    const std::uint16_t empty_key = check_of_rule.at(code::empty_key);
    for (std::size_t field = 0; field < typers.size(); ++field) {
        const std::size_t at = raw.find(contract.fields[field].name);
        const model::Column* source = at == raw.columns.size() ? nullptr : &raw.columns[at];
        model::Column* reasons = typers[field].has_markers() ? &out.columns[stage.reason_of(field)] : nullptr;
        faults.clear();
        typers[field].type(source, out, field, reasons, faults);
        unreadable[field].clear();
        for (const auto& [row, fault, character] : faults) {
            hits.push_back({row, fault_checks[static_cast<std::size_t>(fault)], static_cast<std::uint16_t>(field)});
            if (character != 0) invisible[{row, static_cast<std::uint16_t>(field)}] = character;
            if (fault != CellFault::required_missing) unreadable[field].push_back(row);
        }
        if (!is_key[field] || contract.fields[field].required) continue;
        const auto& cells = out.columns[field].cells;
        std::size_t next_fault = 0;
        for (std::uint32_t row = 0; row < cells.size(); ++row) {
            while (next_fault < faults.size() && faults[next_fault].row < row) ++next_fault;
            const bool told = next_fault < faults.size() && faults[next_fault].row == row;
            if (model::Column::is_null(cells[row]) && !told)
                hits.push_back({row, empty_key, static_cast<std::uint16_t>(field)});
        }
    }
}

void Checker::State::find_stretches(const model::Batch& batch) {
    stretches.clear();
    if (owner_field == typers.size()) {
        stretches.push_back({static_cast<std::uint32_t>(batch.rows()), slices.number({})});
        return;
    }
    const auto& owners = batch.columns[owner_field].cells;
    for (std::uint32_t row = 0; row < owners.size(); ++row) {
        const std::uint32_t slice = slices.number(owners[row]);
        if (!stretches.empty() && stretches.back().slice == slice) {
            ++stretches.back().end;
        } else {
            stretches.push_back({row + 1, slice});
        }
    }
}

void Checker::State::count_answers(Tally& tally, const std::vector<std::uint32_t>& taken_back) {
    const std::size_t slots = std::min(slices.size(), model::most_counted_slices + 1);
    tally.answers.resize(slots);
    if (!taken_back.empty()) tally.suppressed.resize(slots);
    std::uint32_t row = 0;
    auto fallen = taken_back.begin();
    for (const Stretch& stretch : stretches) {
        const std::uint32_t slot = model::counted_as(stretch.slice);
        auto& answers = tally.answers[slot];
        for (; row < stretch.end; ++row) ++answers[static_cast<std::size_t>(truth[row])];
        for (; fallen != taken_back.end() && *fallen < stretch.end; ++fallen) ++tally.suppressed[slot];
    }
}

void Checker::State::run_rules(const model::Batch& batch) {
    for (std::size_t n = 0; n < programs.size(); ++n) {
        const auto& program = programs[n];
        program.evaluate(batch.columns, batch.rows(), truth);
        // A cell that could not be read is not null, so on_null does not answer for it: the rule cannot know.
        for (const std::size_t field : program.fields()) {
            for (const std::uint32_t row : unreadable[field]) {
                if (truth[row] != Truth::not_applicable || program.decides_by(field)) truth[row] = Truth::unknown;
            }
        }
        count_answers(counts[n], prerequisites.apply(program.rule(), truth));
        if (program.rule().shadow || std::find(truth.begin(), truth.end(), Truth::fail) == truth.end()) continue;
        if (const auto zeros = lost_zeros.find(program.rule().code); zeros != lost_zeros.end())
            zeros->second.observe(batch, truth);
        const std::uint16_t check = check_of_rule.at(program.rule().code);
        for (std::uint32_t row = 0; row < truth.size(); ++row) {
            if (truth[row] == Truth::fail) hits.push_back({row, check, static_cast<std::uint16_t>(program.field())});
        }
    }
    for (auto& set : expected_sets) set.observe(batch.columns, batch.rows());
}

void Checker::State::compare_period(const model::Batch& batch) {
    period.find_others(batch, of_other_periods);
    const std::uint16_t check = check_of_rule.at(code::other_period);
    for (const std::uint32_t row : of_other_periods)
        hits.push_back({row, check, static_cast<std::uint16_t>(period.field())});
}

void Checker::State::note_unreadable(std::size_t first, std::size_t last, std::string_view owner) {
    bool key = false;
    for (std::size_t i = first; i < last; ++i) {
        const bool of_program =
            checks[hits[i].check].program == nullptr &&  // F001, F002, F003 and K001 are faults of the cell itself
            checks[hits[i].check].code != code::other_period;
        if (of_program && hits[i].field == owner_field) unknown_owner = true;
        key = key || (of_program && is_key[hits[i].field]);
    }
    if (key) unreadable_key_owners.emplace(owner);
}

bool Checker::State::is_key_unsure(std::size_t first, std::size_t last) const {
    return std::any_of(hits.begin() + static_cast<std::ptrdiff_t>(first),
                       hits.begin() + static_cast<std::ptrdiff_t>(last), [this](const Hit& hit) {
                           if (is_key[hit.field]) return true;
                           const auto* program = checks[hit.check].program;
                           return program != nullptr &&
                                  std::any_of(program->fields().begin(), program->fields().end(),
                                              [this](std::size_t field) { return is_key[field]; });
                       });
}

void Checker::State::settle_record(std::size_t first, std::size_t last, CheckedBatch& out,
                                   model::RecordAccount& account) {
    const std::uint32_t row = hits[first].row;
    const std::string_view owner =
        owner_field < typers.size() ? out.batch.columns[owner_field].cells[row] : std::string_view{};
    std::optional<std::uint16_t> rejecting;
    for (std::size_t i = first; i < last; ++i) {
        const KnownCheck& check = checks[hits[i].check];
        if (check.action == Action::reject_record && !rejecting) rejecting = hits[i].check;
        model::Finding finding;
        finding.code = check.code;
        finding.severity = check.severity;
        finding.action = check.action;
        finding.field = contract.fields[hits[i].field].name;
        finding.place = out.batch.place_of(row, hits[i].field);
        if (check.program != nullptr) {
            finding.message = check.program->detail(out.batch.columns, row);
        } else if (const auto character = invisible.find({row, hits[i].field});
                   character != invisible.end() && check.code == code::invisible) {
            finding.message = "the value holds the invisible character " + model::character_number(character->second);
        } else if (character != invisible.end() && check.code == code::wrong_type) {
            finding.message =
                "the number has an exponent (E), as spreadsheets write one of which they have dropped digits; ask for "
                "the column in a number format that shows them all";
        }
        out.findings.push_back(std::move(finding));
    }
    model::RecordAccount& slice = slices.of(owner);
    if (rejecting) {
        out.dispositions[row] = Disposition::rejected;
        const std::string code = checks[*rejecting].code.str();
        ++account.rejected_by_rule[code];
        ++slice.rejected_by_rule[code];
        note_unreadable(first, last, owner);
        if (is_key_unsure(first, last)) out.unsure_keys.push_back(row);
        return;
    }
    for (std::size_t i = first; i < last; ++i) {
        const KnownCheck& check = checks[hits[i].check];
        if (check.action != Action::flag && check.action != Action::null_field) continue;
        out.flags[row] |= check.flag_bit;
        ++account.flagged_by_rule[check.code.str()];
        ++slice.flagged_by_rule[check.code.str()];
    }
}

void Checker::State::settle(CheckedBatch& out, model::RecordAccount& account) {
    const std::size_t rows = out.batch.rows();
    out.dispositions.assign(rows, Disposition::accepted);
    out.flags.assign(rows, 0);
    std::sort(hits.begin(), hits.end());
    for (std::size_t first = 0; first < hits.size();) {
        std::size_t last = first + 1;
        while (last < hits.size() && hits[last].row == hits[first].row) ++last;
        settle_record(first, last, out, account);
        first = last;
    }
    std::size_t row = 0;
    for (const Stretch& stretch : stretches) {
        model::RecordAccount& slice = slices.at(stretch.slice);
        for (; row < stretch.end; ++row) {
            const bool accepted = out.dispositions[row] == Disposition::accepted;
            ++slice.read;
            ++(accepted ? slice.accepted : slice.rejected);
            ++(accepted ? account.accepted : account.rejected);
        }
    }
    // Last, so that every rule and every message saw the record as it came.
    for (const Hit& hit : hits) {
        if (checks[hit.check].action != Action::null_field || out.dispositions[hit.row] != Disposition::accepted)
            continue;
        model::Column& column = out.batch.columns[hit.field];
        column.cells[hit.row] = model::Column::null;
        if (!column.numbers.empty()) column.numbers[hit.row] = 0;
    }
}

Checker::Checker(const catalog::Contract& contract, const catalog::Catalog& catalog, std::string_view period,
                 std::string_view sender, std::string_view received_at, const catalog::Layout* layout)
    : m_state(std::make_unique<State>(contract, catalog, catalog::circumstances(catalog, period, sender, received_at),
                                      period, layout)) {}
Checker::~Checker() = default;
Checker::Checker(Checker&&) noexcept = default;

void Checker::check(const model::Batch& raw, CheckedBatch& out, model::RecordAccount& account) {
    out.clear();
    m_state->hits.clear();
    m_state->invisible.clear();
    m_state->type_fields(raw, out.batch);
    m_state->find_stretches(out.batch);
    m_state->run_rules(out.batch);
    if (m_state->period.compares()) m_state->compare_period(out.batch);
    m_state->settle(out, account);
    m_state->records += raw.rows();
}

const std::map<std::string, model::RecordAccount>& Checker::by_owner() const noexcept { return m_state->slices.all(); }

model::RuleCounts Checker::counts() const {
    const State& state = *m_state;
    model::RuleCounts counts;
    for (std::size_t n = 0; n < state.programs.size(); ++n) {
        const auto reason =
            state.programs[n].answerable() ? model::NotApplicable::when : model::NotApplicable::no_period;
        auto& by_slice = counts[state.programs[n].rule().code.str()];
        const State::Tally& tally = state.counts[n];
        for (std::uint32_t slot = 0; slot < tally.answers.size(); ++slot) {
            const auto& answers = tally.answers[slot];
            const auto of = [&](Truth truth) { return answers[static_cast<std::size_t>(truth)]; };
            const std::uint64_t suppressed = slot < tally.suppressed.size() ? tally.suppressed[slot] : 0;
            model::RuleCount count{of(Truth::pass), of(Truth::fail), of(Truth::unknown)};
            count.skip(model::NotApplicable::prerequisite_failed, suppressed);
            count.skip(reason, of(Truth::not_applicable) - suppressed);
            by_slice[slot < model::most_counted_slices ? std::string(state.slices.owner(slot)) : ""] += count;
        }
    }
    for (const auto& [code, count] : state.of_the_delivery) counts[code][""] = count;
    return counts;
}

}  // namespace tilsig::check
