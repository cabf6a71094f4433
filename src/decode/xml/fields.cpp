#include "decode/xml/fields.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "catalog/contract.hpp"
#include "catalog/xml_path.hpp"
#include "decode/columns.hpp"

namespace tilsig::decode {

namespace {

/// The value at the end of a path; elements and attributes on the way are made.
XmlValue& value_at(XmlNode& record, const std::vector<catalog::XmlStep>& steps, std::string_view column) {
    XmlNode* node = &record;
    std::size_t shown = 0;
    for (const auto& step : steps) {
        shown = std::min(column.find('/', shown + 1), column.size());
        if (step.attribute) {
            auto& all = node->attributes;
            const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name.is(step); });
            return (found == all.end() ? all.emplace_back(XmlNode::Attribute{XmlName(step), {}}) : *found).value;
        }
        auto& all = node->children;
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name.is(step); });
        node = found == all.end() ? &all.emplace_back(step, std::string(column.substr(0, shown))) : &*found;
    }
    return node->text;
}

}  // namespace

XmlNode* XmlNode::child(SaxName wanted) noexcept {
    for (std::size_t tried = 0; tried < children.size(); ++tried) {
        if (expected >= children.size()) expected = 0;
        if (children[expected].name.is(wanted)) return &children[expected++];
        ++expected;
    }
    return nullptr;
}

XmlValue* XmlNode::attribute(SaxName wanted) noexcept {
    for (auto& one : attributes)
        if (one.name.is(wanted)) return &one.value;
    return nullptr;
}

XmlNode plan_xml_fields(const catalog::Contract& contract, const catalog::XmlLayout& layout) {
    XmlNode record(layout.records.back(), "");
    for (std::size_t field = 0; field < contract.fields.size(); ++field) {
        const std::string& column = column_of(contract.fields[field]);
        std::string mistake;
        const auto steps = catalog::parse_xml_path(column, layout, mistake);
        if (!mistake.empty())
            throw Error(ErrorKind::configuration, "column of field '" + contract.fields[field].name + "': " + mistake)
                .at(contract.fields[field].place);
        XmlValue& value = value_at(record, steps, column);
        value.fields.push_back(field);
        if (const auto join = layout.join.find(column); join != layout.join.end()) value.joiner = join->second;
    }
    return record;
}

}  // namespace tilsig::decode
