#include "catalog/catalog.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tilsig::catalog {

const Field* Contract::find(std::string_view field) const noexcept {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == field; });
    return found == fields.end() ? nullptr : &*found;
}

std::string Field::title_in(std::string_view language) const {
    for (const std::string_view wanted : {language, std::string_view("nb")}) {
        const auto found = title.find(std::string(wanted));
        if (found != title.end()) return found->second;
    }
    return "";
}

const Layout* Contract::find_layout(std::string_view form, std::int64_t day) const noexcept {
    const auto found = std::find_if(layouts.begin(), layouts.end(), [&](const Layout& layout) {
        return layout.time.covers(day) && (form.empty() || layout.form == form);
    });
    return found == layouts.end() ? nullptr : &*found;
}

const Layout& Contract::layout_for(std::string_view form, std::int64_t day) const {
    if (const Layout* layout = find_layout(form, day)) return *layout;
    std::vector<std::string> known;
    for (const Layout& layout : layouts) known.push_back(shown_layout(layout));
    throw Error(ErrorKind::data, "no layout of feed " + feed + (form.empty() ? "" : " in form " + std::string(form)) +
                                     " holds on " + to_text(Day{std::chrono::days{day}}))
        .at(Place{path, 0, 0})
        .remedy("add one, or widen `from` or `to` of: " + join(known, ", "));
}

std::string shown_layout(const Layout& layout) {
    const auto& [from, to] = std::tie(layout.time.from, layout.time.to);
    std::string text = layout.name + " (form " + layout.form;
    if (!from.empty()) text += ", from " + from;
    if (!to.empty()) text += (from.empty() ? ", until " : " until ") + to;
    return text + ")";
}

model::ValueFormat format_in(const Field& field, const Layout& layout) {
    model::ValueFormat format = field.format;
    if (field.type != model::Type::date || layout.dates.empty()) return format;
    format.date = layout.dates;
    format.pivot_year = layout.pivot_year;
    return format;
}

const Contract& Catalog::contract(const std::string& feed) const {
    if (const auto found = contracts.find(feed); found != contracts.end()) return found->second;
    std::vector<std::string> known;
    for (const auto& [name, unused] : contracts) known.push_back(name);
    const std::string near = nearest(feed, known);
    throw Error(ErrorKind::usage, "unknown feed '" + display_name(feed, 60) + "'")
        .remedy(near.empty() ? "known: " + join(known, ", ") : "did you mean " + near + "?");
}

bool Catalog::in_shadow(const std::string& feed) const { return contract(feed).state == FeedState::shadow; }

const model::Table& Catalog::table_of(const model::UnitName& unit) const {
    const Contract& declared = contract(unit.feed);
    const std::string& target = mappings.at(unit.feed).target;
    if (!unit.shadow) return *model.find(target);
    if (declared.state != FeedState::shadow) {
        throw Error(ErrorKind::usage, "feed " + unit.feed + " is not in shadow; what it may have had there is gone")
            .remedy("`state: shadow` in " + declared.path + " lets it load there");
    }
    return *model.find_shadow(std::string(model::shadow_prefix) + target);
}

}  // namespace tilsig::catalog
