// Any text is read as YAML or told as mistakes with their places; nothing is lost silently.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "config/yaml.hpp"

using namespace tilsig;

namespace {

/// Visits every node, as readers do: scalars, keys and places.
std::size_t visit(const config::Node& node) {
    std::size_t seen = node.scalar().size() + node.place().line + node.content_line();
    for (const auto& item : node.items()) seen += visit(item);
    for (const auto& [key, value] : node.entries())
        seen += node.key_place(key).column + visit(node[key]) + visit(value);
    return seen;
}

/// Blank lines, comments and document markers say nothing.
bool says_something(std::string_view text) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find_first_of("\r\n"));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto start = line.find_first_not_of(" \t");
        if (start == std::string_view::npos || line[start] == '#') continue;
        if (line.starts_with("---") || line.starts_with("...") || line.starts_with("%") ||
            line.starts_with("\xEF\xBB\xBF"))
            continue;
        return true;
    }
    return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    config::Lints lints;
    const auto node = config::parse_yaml(text, "fuzz.yaml", lints);
    if (visit(node) == 0 && lints.empty() && says_something(text)) {
        std::fputs("broken promise: what cannot be read has a reason\n", stderr);
        std::abort();
    }
    return 0;
}
