#include "catalog/shared_tables.hpp"

#include <algorithm>
#include <functional>

#include "base/text.hpp"

namespace tilsig::catalog {

namespace {

std::optional<std::string> constant_of(const Mapping& mapping, const std::string& column) {
    for (const auto& rule : mapping.columns) {
        if (rule.column == column) return rule.constant;
    }
    return std::nullopt;
}

bool keys_apart(const Mapping& a, const Mapping& b, const model::Table& table) {
    return std::any_of(table.key.begin(), table.key.end(), [&](const std::string& column) {
        const auto one = constant_of(a, column);
        const auto other = constant_of(b, column);
        return one && other && *one != *other;
    });
}

/// Does `feed` run behind `before` in every night? The catalog has refused dependency cycles.
bool runs_after(const Catalog& catalog, const std::string& feed, const std::string& before) {
    const auto found = catalog.schedules.find(feed);
    if (found == catalog.schedules.end()) return false;
    const auto& after = found->second.after;
    return std::any_of(after.begin(), after.end(),
                       [&](const std::string& one) { return one == before || runs_after(catalog, one, before); });
}

std::string who_decides(const Catalog& catalog, const std::string& a, const std::string& b) {
    const std::string rest = "; each closes only the rows it loaded last";
    if (runs_after(catalog, a, b)) return a + " decides, because it runs after " + b + rest;
    if (runs_after(catalog, b, a)) return b + " decides, because it runs after " + a + rest;
    return "the one loaded last decides" + rest;
}

}  // namespace

config::Lints notes_on_shared_tables(const Catalog& catalog) {
    std::vector<const Mapping*> snapshots;
    for (const auto& [feed, mapping] : catalog.mappings) {
        const auto& contract = catalog.contracts.at(feed);
        if (contract.state == FeedState::active && contract.delivery == model::DeliveryKind::snapshot)
            snapshots.push_back(&mapping);
    }
    config::Lints notes;
    for (auto second = snapshots.begin(); second != snapshots.end(); ++second) {
        for (auto first = snapshots.begin(); first != second; ++first) {
            const auto& a = **first;
            const auto& b = **second;
            if (a.target != b.target || keys_apart(a, b, *catalog.model.find(b.target))) continue;
            notes.add(
                b.place,
                a.feed + " and " + b.feed + " both load snapshots into " + b.target + ": of a key that both deliver, " +
                    who_decides(catalog, a.feed, b.feed),
                "no harm where their keys differ; else give each a constant of its own in the key, name the order "
                "with `after`, or make one a draft");
        }
    }
    return notes;
}

}  // namespace tilsig::catalog
