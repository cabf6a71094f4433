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
std::string outcome(Disposition disposition, const std::vector<model::Finding>& findings,
                    const std::map<std::string, std::uint64_t>& filtered) {
    if (disposition == Disposition::accepted) return "accepted";
    if (disposition == Disposition::filtered)
        return "filtered by " + (filtered.empty() ? "?" : filtered.begin()->first);
    std::vector<std::string> codes;
    for (const auto& finding : findings)
        if (finding.action >= model::Action::reject_record) codes.push_back(finding.code.str());
    return std::string(model::to_string(disposition)) + (codes.empty() ? "" : " by " + join(codes, ", "));
}

bool came_out(const std::string& word, const std::string& expected, Disposition disposition,
              const std::vector<model::Finding>& findings, const std::map<std::string, std::uint64_t>& filtered) {
    if (word == "$filtered") return disposition == Disposition::filtered && filtered.contains(expected);
    return disposition == Disposition::rejected &&
           std::any_of(findings.begin(), findings.end(), [&](const model::Finding& f) { return f.code == expected; });
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

void prove_example(const catalog::Mapping& mapping, const catalog::Mapping::Example& example,
                   const catalog::Contract& contract, const catalog::Catalog& catalog, const model::Batch& checked,
                   std::vector<Disposition> dispositions, std::vector<model::Finding> findings, config::Lints& lints) {
    Mapper mapper(mapping, contract, catalog, example_context(contract, example));
    RowBatch rows;
    std::map<std::string, std::uint64_t> filtered;
    mapper.map(checked, dispositions, checked.columns.size(), rows, findings, filtered);
    const Disposition disposition = dispositions.at(0);
    const std::string became = outcome(disposition, findings, filtered);

    for (const auto& [name, expected] : example.expect) {
        if (name.starts_with('$')) {
            if (!came_out(name, expected.value_or(""), disposition, findings, filtered))
                lints.add(example.place,
                          "the example expects " + name.substr(1) + " by " + expected.value_or("") +
                              ", but the record was " + became,
                          "correct the example, or the mapping and rules");
            continue;
        }
        if (rows.batch.rows() == 0) {
            lints.add(example.place, "the example expects a row, but the record was " + became,
                      "correct the example, or the mapping and rules");
            return;
        }
        const auto cell = rows.batch.columns.at(rows.batch.find(name)).cells.at(0);
        const std::optional<std::string> value =
            model::Column::is_null(cell) ? std::nullopt : std::optional<std::string>(cell);
        if (value != expected)
            lints.add(example.place,
                      "column '" + name + "' becomes " + shown(value) + ", the example expects " + shown(expected),
                      "correct the example or the mapping");
    }
}

}  // namespace tilsig::map
