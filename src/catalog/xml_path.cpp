#include "catalog/xml_path.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/names.hpp"

namespace tilsig::catalog {

namespace {

bool is_name(std::string_view name) noexcept {
    const auto begins = [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    };
    return !name.empty() && begins(static_cast<unsigned char>(name.front())) &&
           std::all_of(name.begin(), name.end(), [&](char c) {
               return begins(static_cast<unsigned char>(c)) || (c >= '0' && c <= '9') || c == '-' || c == '.';
           });
}

XmlStep parse_step(std::string_view text, const XmlLayout& layout, std::string& mistake) {
    XmlStep step;
    step.attribute = text.starts_with('@');
    if (step.attribute) text.remove_prefix(1);
    const auto colon = text.find(':');
    const std::string prefix(colon == std::string_view::npos ? std::string_view() : text.substr(0, colon));
    step.local = text.substr(colon == std::string_view::npos ? 0 : colon + 1);
    if (!is_name(step.local)) {
        mistake = in_quotes(text) + " is not a name of XML";
    } else if (prefix == "xml") {
        step.uri = "http://www.w3.org/XML/1998/namespace";
    } else if (colon != std::string_view::npos) {
        const auto found = layout.namespaces.find(prefix);
        if (found == layout.namespaces.end()) {
            mistake = "the prefix " + in_quotes(prefix) + " is not one of `xml.namespaces`";
        } else {
            step.uri = found->second;
        }
    } else if (!step.attribute) {
        step.uri = layout.default_uri;
    }
    return step;
}

}  // namespace

std::vector<XmlStep> parse_xml_path(std::string_view path, const XmlLayout& layout, std::string& mistake) {
    mistake.clear();
    std::vector<XmlStep> steps;
    if (path == ".") return steps;
    for (const auto part : split(path, '/')) {
        if (!steps.empty() && steps.back().attribute) mistake = "an attribute is the last step of a path";
        if (mistake.empty()) steps.push_back(parse_step(part, layout, mistake));
        if (!mistake.empty()) return {};
    }
    return steps;
}

}  // namespace tilsig::catalog
