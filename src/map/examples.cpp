#include "map/examples.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tilsig::map {

namespace {

using model::Disposition;

std::string shown(const std::optional<std::string>& value) {
    return value ? "'" + display_name(*value, 60) + "'" : "null";
}

std::string given_or(const catalog::Mapping::Example& example, const char* name, const std::string& fallback) {
    const auto found = example.given.find(name);
    return found == example.given.end() ? fallback : found->second.value_or(fallback);
}

/// What became of the record, in the words an example uses.
std::string outcome(const ExampleResult& result) {
    if (result.disposition == Disposition::accepted) return "accepted";
    const auto& filtered = result.filtered_by_reason;
    if (result.disposition == Disposition::filtered)
        return "filtered by " + (filtered.empty() ? "?" : filtered.begin()->first);
    std::vector<std::string> codes;
    for (const auto& finding : result.findings)
        if (finding.action >= model::Action::reject_record) codes.push_back(finding.code.str());
    return std::string(model::to_string(result.disposition)) + (codes.empty() ? "" : " by " + join(codes, ", "));
}

bool came_out(const std::string& word, const std::string& expected, const ExampleResult& result) {
    const auto& found = result.findings;
    if (word == "$filtered")
        return result.disposition == Disposition::filtered && result.filtered_by_reason.contains(expected);
    return result.disposition == Disposition::rejected &&
           std::any_of(found.begin(), found.end(), [&](const model::Finding& f) { return f.code == expected; });
}

}  // namespace

model::Batch example_record(const catalog::Contract& contract, const catalog::Mapping::Example& example) {
    model::Batch batch;
    for (const auto& field : contract.fields) {
        model::Column column;
        column.name = field.name;
        const auto given = example.given.find(field.name);
        const bool has_text = given != example.given.end() && given->second.has_value();
        column.cells.push_back(has_text ? batch.arena.store(*given->second) : model::Column::null);
        batch.columns.push_back(std::move(column));
    }
    batch.places.push_back({1, 1, 0, 0, 1});
    return batch;
}

MapContext example_context(const catalog::Contract& contract, const catalog::Mapping::Example& example) {
    return {{contract.feed, given_or(example, "$sender", contract.source), given_or(example, "$period", "2026")},
            given_or(example, "$received_at", "2026-01-02T03:04:05.000000Z")};
}

void prove_example(const catalog::Mapping::Example& example, const ExampleResult& result, config::Lints& lints) {
    const std::string became = outcome(result);
    for (const auto& [name, expected] : example.expect) {
        if (name.starts_with('$')) {
            if (!came_out(name, expected.value_or(""), result))
                lints.add(example.place,
                          "the example expects " + name.substr(1) + " by " + expected.value_or("") +
                              ", but the record was " + became,
                          "correct the example, or the mapping and rules");
            continue;
        }
        if (result.row.empty()) {
            lints.add(example.place, "the example expects a row, but the record was " + became,
                      "correct the example, or the mapping and rules");
            return;
        }
        const auto& value = result.row.at(name);
        if (value != expected)
            lints.add(example.place,
                      "column '" + name + "' becomes " + shown(value) + ", the example expects " + shown(expected),
                      "correct the example or the mapping");
    }
}

}  // namespace tilsig::map
