// Drafts make no tables.
#include <algorithm>
#include <set>

#include "catalog/readers.hpp"

namespace tilsig::catalog {

void set_drafts_aside(Catalog& catalog) {
    std::set<std::string> drafts;
    std::set<std::string> made;
    for (const auto& [feed, mapping] : catalog.mappings) {
        const auto contract = catalog.contracts.find(feed);
        const bool draft = contract != catalog.contracts.end() && contract->second.state == FeedState::draft;
        (draft ? drafts : made).insert(mapping.target);
    }
    auto& tables = catalog.model.tables;
    // What no feed loads at all is somebody's own and stays; what a table that is made refers to must be there.
    for (bool more = true; more;) {
        more = false;
        for (const auto& table : tables) {
            if (drafts.contains(table.name) && !made.contains(table.name)) continue;
            for (const auto& reference : table.references) more = made.insert(reference.dimension).second || more;
        }
    }
    const auto aside = std::stable_partition(tables.begin(), tables.end(), [&](const model::Table& table) {
        return !drafts.contains(table.name) || made.contains(table.name);
    });
    std::move(aside, tables.end(), std::back_inserter(catalog.model.drafts));
    tables.erase(aside, tables.end());
}

}  // namespace tilsig::catalog
