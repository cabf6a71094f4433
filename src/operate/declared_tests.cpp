// The tests that stand in the declarations, run through the very steps that a night uses.
#include <algorithm>

#include "catalog/period.hpp"
#include "map/examples.hpp"
#include "operate/preview.hpp"
#include "operate/set_examples.hpp"
#include "protect/person_ids.hpp"
#include "run/steps.hpp"

namespace tilsig::operate {

namespace {

/// The layout of the example's period in the form that it names; an example that says none may have no layout, and
/// takes the latest.
const catalog::Layout& layout_of(const catalog::Contract& contract, const catalog::Mapping::Example& example,
                                 const map::MapContext& context, config::Lints& lints) {
    const auto day = catalog::deciding_day(context.unit, context.received_at);
    const auto form = example.given.find("$form");
    const std::string wanted = form == example.given.end() ? "" : form->second.value_or("");
    if (const auto* layout = contract.find_layout(wanted, day)) return *layout;
    if (!wanted.empty())
        lints.add(
            example.place,
            "no layout of " + contract.feed + " has form '" + wanted + "' on " + to_text(Day{std::chrono::days{day}}),
            "correct $form or $period of the example");
    return contract.layouts.back();
}

map::ExampleResult take_through(const catalog::Mapping::Example& example, const catalog::Contract& contract,
                                const catalog::Mapping& mapping, const catalog::Catalog& catalog,
                                config::Lints& lints) {
    const auto context = map::example_context(contract, example);
    run::PassInput input{contract, mapping,   catalog, layout_of(contract, example, context, lints),
                         {},       "example", context, {}};
    protect::DrawnIds persons;  // of the example alone
    input.persons = &persons;
    auto steps = run::make_steps(input, run::given_records(contract, map::example_record(contract, example)));
    map::ExampleResult result;
    const auto pass =
        run::run_pass(input, std::move(steps), [&](const map::RowBatch& rows, const check::CheckedBatch& checked) {
            result.disposition = checked.dispositions.at(0);
            if (rows.batch.rows() == 0) return;
            for (const auto& column : rows.batch.columns) {
                const auto cell = column.cells.at(0);
                result.row[column.name] =
                    model::Column::is_null(cell) ? std::nullopt : std::optional<std::string>(cell);
            }
        });
    result.findings = pass.findings.examples(pass.findings.size());
    result.filtered_by_reason = pass.records.filtered_by_reason;
    return result;
}

}  // namespace

std::size_t run_declared_tests(const catalog::Catalog& declared, config::Lints& lints) {
    // Examples hold synthetic numbers only, so they are judged as in a test installation wherever they run.
    catalog::Catalog catalog = declared;
    catalog.persons = identifiers::Persons::synthetic;
    std::size_t count = 0;
    for (const auto& [feed, contract] : catalog.contracts) {
        const auto& mapping = catalog.mappings.at(feed);
        check::run_rule_tests(contract, catalog, lints);
        run_set_examples(contract, mapping, catalog, lints);
        for (const auto& example : mapping.tests)
            map::prove_example(example, take_through(example, contract, mapping, catalog, lints), lints);
        for (const auto& rule : contract.rules) count += rule.tests.size();
        count += mapping.tests.size();
    }
    return count;
}

}  // namespace tilsig::operate
