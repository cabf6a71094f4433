// The tests that stand in the declarations, run through the very checker and mapper that a night uses.
#include <set>

#include "pipeline/preview.hpp"

namespace tilsig::pipeline {

namespace {

using Expected = std::map<std::string, std::optional<std::string>>;

/// One record as the decoder would hand it over: cells by field, null where the example gives nothing.
model::Batch one_record(const catalog::Contract& contract, const Expected& given) {
    model::Batch raw;
    raw.places.push_back({1, 1, 0, 0, 1});
    for (const auto& field : contract.fields) {
        const auto found = given.find(field.name);
        model::Column column;
        column.name = field.name;
        column.cells.push_back(found != given.end() && found->second ? raw.arena.store(*found->second) : model::Column::null);
        raw.columns.push_back(std::move(column));
    }
    return raw;
}

std::string shown(std::string_view cell) { return model::Column::is_null(cell) ? "null" : "'" + std::string(cell) + "'"; }
std::string shown(const std::optional<std::string>& cell) { return cell ? "'" + *cell + "'" : "null"; }

class ExampleRunner {
public:
    ExampleRunner(const catalog::Catalog& catalog, const catalog::Contract& contract, const catalog::Mapping& mapping, config::Lints& lints)
        : m_catalog(catalog), m_contract(contract), m_mapping(mapping), m_lints(lints) {}

    void run(const catalog::Mapping::Example& example) {
        // Examples do not name a unit; any period that is a date serves `$period`.
        check::Checker checker(m_contract, m_catalog, "2024");
        map::Mapper mapper(m_mapping, m_contract, m_catalog, {{m_contract.feed, m_contract.source, "2024"}, "2024-01-01T00:00:00.000000Z"});
        const model::Batch raw = one_record(m_contract, example.given);
        check::CheckedBatch checked;
        model::RecordAccount account;
        checker.check(raw, checked, account);
        std::vector<model::Finding> unmapped;
        std::map<std::string, std::uint64_t> filtered;
        map::RowBatch rows;
        mapper.map(checked.batch, checked.dispositions, checked.batch.columns.size(), rows, unmapped, filtered);
        std::set<std::string> codes;
        for (const auto& finding : checked.findings) codes.insert(finding.code);
        for (const auto& finding : unmapped) codes.insert(finding.code);
        compare(example, checked.dispositions.front(), codes, filtered, rows.batch);
    }

private:
    void compare(const catalog::Mapping::Example& example, model::Disposition disposition, const std::set<std::string>& codes,
                 const std::map<std::string, std::uint64_t>& filtered, const model::Batch& row) {
        if (const auto rejected = example.expect.find("$rejected"); rejected != example.expect.end()) {
            if (disposition == model::Disposition::rejected && codes.contains(rejected->second.value_or(""))) return;
            mistake(example, "expected to be rejected by " + rejected->second.value_or("?") + ", but " + came(disposition, codes, filtered));
            return;
        }
        if (const auto reason = example.expect.find("$filtered"); reason != example.expect.end()) {
            if (disposition == model::Disposition::filtered && filtered.contains(reason->second.value_or(""))) return;
            mistake(example, "expected to be filtered as " + reason->second.value_or("?") + ", but " + came(disposition, codes, filtered));
            return;
        }
        if (disposition != model::Disposition::accepted) {
            mistake(example, "expected a row, but " + came(disposition, codes, filtered));
            return;
        }
        for (const auto& [name, value] : example.expect) {
            const std::string_view cell = row.columns.at(row.find(name)).cells.at(0);
            const bool same = value ? !model::Column::is_null(cell) && cell == *value : model::Column::is_null(cell);
            if (!same) mistake(example, "column " + name + ": expected " + shown(value) + ", got " + shown(cell));
        }
    }

    static std::string came(model::Disposition disposition, const std::set<std::string>& codes,
                            const std::map<std::string, std::uint64_t>& filtered) {
        if (disposition == model::Disposition::filtered) return "it was filtered as " + filtered.begin()->first;
        if (disposition == model::Disposition::accepted) return "it became a row";
        std::string text = "it was rejected by";
        for (const auto& code : codes) text += " " + code;
        return text;
    }

    void mistake(const catalog::Mapping::Example& example, const std::string& text) {
        m_lints.add(example.place, text, "correct the mapping or the example");
    }

    const catalog::Catalog& m_catalog;
    const catalog::Contract& m_contract;
    const catalog::Mapping& m_mapping;
    config::Lints& m_lints;
};

}  // namespace

std::size_t run_declared_tests(const catalog::Catalog& catalog, config::Lints& lints) {
    std::size_t count = 0;
    for (const auto& [feed, contract] : catalog.contracts) {
        check::run_rule_tests(contract, catalog, lints);
        for (const auto& rule : contract.rules) count += rule.tests.size();
        const auto& mapping = catalog.mappings.at(feed);
        ExampleRunner runner(catalog, contract, mapping, lints);
        for (const auto& example : mapping.tests) runner.run(example);
        count += mapping.tests.size();
    }
    return count;
}

}  // namespace tilsig::pipeline
