// The tables that feeds in shadow load into, made from those that their mappings name.
#include "catalog/readers.hpp"

namespace tilsig::catalog {

namespace {

// 63 bytes, less `shadow_` and the longest ending that the loader puts behind a table's name (`_history_replaced`).
constexpr std::size_t longest_shadowed_name = 39;

}  // namespace

void add_shadow(const model::Table& target, const Place& place, Reading& reading) {
    if (target.name.size() > longest_shadowed_name)
        reading.lints.add(place, "the name of " + target.name + " leaves no room for shadow_ before it",
                          "a feed in shadow needs a table of at most " + std::to_string(longest_shadowed_name) +
                              " characters; rename it, or let the feed be a draft");
    auto& model = reading.catalog.model;
    model::Table shadow = model::shadow_of(target);
    if (model.find_shadow(shadow.name) == nullptr) model.shadows.push_back(std::move(shadow));
}

}  // namespace tilsig::catalog
