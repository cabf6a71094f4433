// The examples that rules carry with them, run without a delivery and without a database.
#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

#include "base/text.hpp"
#include "catalog/expressions.hpp"
#include "catalog/stages.hpp"
#include "check/checker_state.hpp"

namespace tilsig::check {

namespace {

using catalog::Rule;
using Example = catalog::Rule::Example;

std::optional<std::string> given(const Example& example, const std::string& name) {
    const auto found = example.given.find(name);
    return found == example.given.end() ? std::nullopt : found->second;
}

/// The day `$period` means in an example: its own, or the latest on which the rule's list changes.
std::optional<std::int64_t> example_day(const Rule& rule, const Example& example, const catalog::Catalog& catalog) {
    if (const auto period = given(example, "$period")) return catalog::first_day(*period);
    const auto list = catalog.code_lists.find(std::string(catalog::list_of(rule.check)));
    if (list == catalog.code_lists.end()) return std::nullopt;
    std::int64_t latest = 0;
    for (const auto& code : list->second.codes) {
        if (code.valid_from != std::numeric_limits<std::int64_t>::min()) latest = std::max(latest, code.valid_from);
    }
    return latest;
}

/// What the names with a dollar mean in an example. Persons are synthetic: examples hold no other numbers.
expression::Circumstances example_given(const Rule& rule, const Example& example, const catalog::Catalog& catalog) {
    auto out = catalog::circumstances(catalog, "", given(example, "$sender").value_or(""),
                                      given(example, "$received_at").value_or(""));
    out.period_day = example_day(rule, example, catalog);
    const bool real = given(example, "$persons").value_or("synthetic") == "real";
    out.persons = real ? identifiers::Persons::real : identifiers::Persons::synthetic;
    return out;
}

/// The record of an example, typed; `unreadable` are the fields whose text does not fit.
struct ExampleRecord {
    ExampleRecord(const Example& example, const catalog::Contract& contract) {
        const auto stage = catalog::checked_stage(contract);
        batch.columns.resize(stage.columns.size());
        batch.places.resize(1);
        std::vector<CellFaultAt> faults;
        for (std::size_t i = 0; i < contract.fields.size(); ++i) {
            const auto text = given(example, contract.fields[i].name);
            model::Column raw;
            raw.cells.push_back(text ? batch.arena.store(*text) : model::Column::null);
            const FieldTyper typer(contract.fields[i], is_compared(contract, contract.fields[i]),
                                   contract.fields[i].format);
            faults.clear();
            typer.type(&raw, batch, i, typer.has_markers() ? &batch.columns[stage.reason_of(i)] : nullptr, faults);
            for (const auto& fault : faults)
                if (fault.fault != CellFault::required_missing) unreadable.insert(i);
        }
    }
    model::Batch batch;
    std::set<std::size_t> unreadable;
};

Truth answer_for_record(const Rule& rule, const Example& example, const CompileContext& context) {
    const ExampleRecord record(example, context.contract);
    Prerequisites prerequisites(context.contract);
    std::vector<Truth> truth;
    // What the rule leans on is judged first, as it is in a delivery.
    for (const Rule* needed : in_order_of_need(context.contract, &rule)) {
        const RuleProgram program(*needed, context);
        program.evaluate(record.batch.columns, 1, truth);
        const bool cannot_know = std::any_of(program.fields().begin(), program.fields().end(),
                                             [&](std::size_t field) { return record.unreadable.contains(field); });
        if (cannot_know && truth.front() != Truth::not_applicable) truth.front() = Truth::unknown;
        (void)prerequisites.apply(*needed, truth);
    }
    return truth.front();
}

Truth answer_for_set(const Rule& rule, const catalog::checks::ExpectedSet& check, const Example& example,
                     const CompileContext& context) {
    const ExpectedSet set(rule, check, context);
    if (!set.applicable()) return Truth::not_applicable;
    const auto all = set.missing();  // nothing was seen yet, so everything expected is missing
    const std::string left_out = given(example, "$missing").value_or("");
    for (const auto part : split(left_out, ' ')) {
        if (!part.empty() && std::find(all.begin(), all.end(), part) != all.end()) return Truth::fail;
    }
    return Truth::pass;
}

std::optional<std::uint64_t> count(const Example& example, const std::string& name) {
    const auto text = given(example, name);
    std::uint64_t number = 0;
    if (!text ||
        std::from_chars(text->data(), text->data() + text->size(), number).ptr != text->data() + text->size() ||
        text->empty()) {
        return std::nullopt;
    }
    return number;
}

Truth answer_for_volume(const catalog::checks::Volume& check, const Example& example) {
    const auto previous = count(example, "$previous");
    const auto records = count(example, "$records");
    if (!previous || !records) return Truth::not_applicable;
    return shrunken(*records, *previous, check.max_shrink) ? Truth::fail : Truth::pass;
}

Truth answer_for(const Rule& rule, const Example& example, const CompileContext& context) {
    if (const auto* set = std::get_if<catalog::checks::ExpectedSet>(&rule.check))
        return answer_for_set(rule, *set, example, context);
    if (const auto* volume = std::get_if<catalog::checks::Volume>(&rule.check))
        return answer_for_volume(*volume, example);
    return answer_for_record(rule, example, context);
}

void lint_unknown_fields(const Rule& rule, const Example& example, const catalog::Contract& contract,
                         config::Lints& lints) {
    std::vector<std::string> names;
    for (const auto& field : contract.fields) names.push_back(field.name);
    for (const auto& [name, value] : example.given) {
        if (name.starts_with('$') || contract.find(name) != nullptr) continue;
        const std::string near = nearest(name, names);
        lints.add(example.place, "example of rule " + rule.code + ": the contract has no field '" + name + "'",
                  near.empty() ? "" : "did you mean '" + near + "'?");
    }
}

}  // namespace

void run_rule_tests(const catalog::Contract& contract, const catalog::Catalog& catalog, config::Lints& lints) {
    for (const auto& rule : contract.rules) {
        if (catalog::is_over_sets(rule.check)) continue;
        {
            // Compiled once for its mistakes alone, so that each is told once and not once per example.
            const std::size_t before = lints.size();
            expression::Circumstances today;
            today.period_day = 0;
            const CompileContext context{contract, catalog, today, lints};
            if (const auto* set = std::get_if<catalog::checks::ExpectedSet>(&rule.check)) {
                (void)ExpectedSet(rule, *set, context);
            } else if (!catalog::is_per_delivery(rule.check)) {
                (void)RuleProgram(rule, context);
            }
            if (lints.size() != before) continue;
        }
        for (const auto& example : rule.tests) {
            lint_unknown_fields(rule, example, contract, lints);
            config::Lints told_already;
            const CompileContext context{contract, catalog, example_given(rule, example, catalog), told_already};
            const Truth truth = answer_for(rule, example, context);
            if (example.expect != truth) {
                lints.add(example.place,
                          "example of rule " + rule.code + ": expected " + std::string(to_string(example.expect)) +
                              ", it is " + std::string(to_string(truth)),
                          "correct the rule or the example");
            }
        }
    }
}

}  // namespace tilsig::check
