// The tests that stand in the declarations, run through the very checker and mapper that a night uses.
#include "map/examples.hpp"
#include "operate/preview.hpp"

namespace tilsig::operate {

namespace {

void run_mapping_tests(const catalog::Contract& contract, const catalog::Mapping& mapping,
                       const catalog::Catalog& catalog, config::Lints& lints) {
    for (const auto& example : mapping.tests) {
        const auto context = map::example_context(contract, example);
        check::Checker checker(contract, catalog, context.unit.period, context.unit.sender, context.received_at);
        const model::Batch raw = map::example_record(contract, example);
        check::CheckedBatch checked;
        model::RecordAccount account;
        checker.check(raw, checked, account);
        map::prove_example(mapping, example, contract, catalog, checked.batch, checked.dispositions, checked.findings,
                           lints);
    }
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
        run_mapping_tests(contract, mapping, catalog, lints);
        for (const auto& rule : contract.rules) count += rule.tests.size();
        count += mapping.tests.size();
    }
    return count;
}

}  // namespace tilsig::operate
