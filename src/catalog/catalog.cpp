#include "catalog/catalog.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tilsig::catalog {

const Field* Contract::find(std::string_view field) const noexcept {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == field; });
    return found == fields.end() ? nullptr : &*found;
}

const Layout& Contract::layout_for(int year) const {
    std::vector<std::string> known;
    for (const Layout& layout : layouts) {
        if ((layout.from_year == 0 || layout.from_year <= year) && (layout.to_year == 0 || year <= layout.to_year))
            return layout;
        known.push_back(layout.name + " (" + (layout.from_year == 0 ? "" : std::to_string(layout.from_year)) + "-" +
                        (layout.to_year == 0 ? "" : std::to_string(layout.to_year)) + ")");
    }
    throw Error(ErrorKind::data, "no layout of feed " + feed + " covers the year " + std::to_string(year))
        .at(Place{path, 0, 0})
        .remedy("add one, or widen a year range of: " + join(known, ", "));
}

const Contract& Catalog::contract(const std::string& feed) const {
    if (const auto found = contracts.find(feed); found != contracts.end()) return found->second;
    std::vector<std::string> known;
    for (const auto& [name, unused] : contracts) known.push_back(name);
    const std::string near = nearest(feed, known);
    throw Error(ErrorKind::usage, "unknown feed '" + display_name(feed, 60) + "'")
        .remedy(near.empty() ? "known: " + join(known, ", ") : "did you mean " + near + "?");
}

}  // namespace tilsig::catalog
