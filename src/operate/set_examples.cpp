#include "operate/set_examples.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "base/text.hpp"
#include "calendar/local_day.hpp"
#include "catalog/expressions.hpp"
#include "catalog/period.hpp"
#include "catalog/stages.hpp"
#include "protect/person_ids.hpp"
#include "run/steps.hpp"
#include "sets/collector.hpp"

namespace tilsig::operate {

namespace {

using Example = catalog::Rule::Example;
using catalog::Truth;

/// The rows that an example says are loaded, of whatever table the rule asks for.
class LoadedExamples final : public sets::LoadedTables {
public:
    explicit LoadedExamples(const std::vector<Example::Record>& rows) : m_rows(rows) {}
    [[nodiscard]] bool holds_rows(const std::string&) override { return !m_rows.empty(); }
    void find(const Query& query, const std::vector<std::string_view>& values,
              const std::function<void(model::Batch& rows)>& take) override {
        model::Batch batch;
        for (const auto& name : query.columns) batch.columns.push_back({name, {}, {}});
        for (std::size_t row = 0; row < m_rows.size(); ++row) {
            const auto cell = [&](const std::string& name) {
                const auto given = m_rows[row].find(name);
                return given == m_rows[row].end() ? std::nullopt : given->second;
            };
            const auto first = cell(query.columns.front());
            if (!first || std::find(values.begin(), values.end(), *first) == values.end()) continue;
            for (auto& column : batch.columns) {
                const auto text = cell(column.name);
                column.cells.push_back(text ? batch.arena.store(*text) : model::Column::null);
            }
            batch.places.push_back({row + 1, 0, 0, 0, 1});
        }
        if (batch.rows() > 0) take(batch);
    }

private:
    const std::vector<Example::Record>& m_rows;
};

std::string said(const Example& example, const std::string& name, const std::string& otherwise) {
    const auto found = example.records.front().find(name);
    return found == example.records.front().end() ? otherwise : found->second.value_or(otherwise);
}

model::Batch batch_of(const catalog::Contract& contract, const Example& example) {
    model::Batch batch;
    for (const auto& field : contract.fields) batch.columns.push_back({field.name, {}, {}});
    for (const auto& record : example.records) {
        for (auto& column : batch.columns) {
            const auto given = record.find(column.name);
            const bool has_text = given != record.end() && given->second.has_value();
            column.cells.push_back(has_text ? batch.arena.store(*given->second) : model::Column::null);
        }
        const auto number = batch.places.size() + 1;
        batch.places.push_back({number, number, 0, number, 1});
    }
    return batch;
}

/// The contract as far as the example needs it: its fields, who is who, and this rule.
catalog::Contract only(const catalog::Contract& contract, const catalog::Rule& rule, const Example& example) {
    catalog::Contract made = contract;
    made.rules = {rule};
    made.period_of.clear();
    for (auto& field : made.fields) field.required = false;
    const bool keyed = std::all_of(made.key.begin(), made.key.end(), [&](const std::string& field) {
        return std::all_of(example.records.begin(), example.records.end(),
                           [&](const auto& record) { return record.contains(field); });
    });
    if (!keyed) made.key.clear();
    return made;
}

Truth answer_for(const catalog::Rule& rule, const Example& example, const catalog::Contract& declared,
                 const catalog::Mapping& mapping, const catalog::Catalog& catalog) {
    const auto contract = only(declared, rule, example);
    catalog::Mapping unfiltered = mapping;
    unfiltered.filters.clear();
    const map::MapContext context{
        {contract.feed, said(example, "$sender", contract.source), said(example, "$period", "2026")},
        said(example, "$received_at", "2026-01-02T03:04:05.000000Z")};
    LoadedExamples loaded(example.loaded);
    const TempFolder folder;
    sets::Collector collector(
        {contract, catalog, catalog::mapped_stage(contract),
         catalog::circumstances(catalog, context.unit.period, context.unit.sender, context.received_at),
         calendar::local_day(parse_instant(context.received_at)).time_since_epoch().count(), folder.path(), &loaded});
    run::PassInput input{contract, unfiltered, catalog, contract.layouts.back(), {}, "example", context, {}};
    protect::DrawnIds persons;  // of the example alone
    input.persons = &persons;
    input.collector = &collector;
    input.stop_before = run::StepName::map;
    auto steps = run::make_steps(input, run::given_records(contract, batch_of(contract, example)));
    (void)run::run_pass(input, std::move(steps), [](const map::RowBatch&, const check::CheckedBatch&) {});
    const auto count = model::sum_of(collector.finish().counts().at(rule.code.str()));
    if (count.failed > 0) return Truth::fail;
    if (count.passed > 0) return Truth::pass;
    return count.unknown > 0 ? Truth::unknown : Truth::not_applicable;
}

}  // namespace

void run_set_examples(const catalog::Contract& contract, const catalog::Mapping& mapping,
                      const catalog::Catalog& catalog, config::Lints& lints) {
    for (const auto& rule : contract.rules) {
        if (!catalog::is_over_sets(rule.check)) continue;
        for (const auto& example : rule.tests) {
            const Truth truth = answer_for(rule, example, contract, mapping, catalog);
            if (truth == example.expect) continue;
            lints.add(example.place,
                      "example of rule " + rule.code + ": expected " + std::string(to_string(example.expect)) +
                          ", it is " + std::string(to_string(truth)),
                      "correct the rule or the example");
        }
    }
}

}  // namespace tilsig::operate
