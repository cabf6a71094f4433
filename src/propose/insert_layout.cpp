#include "propose/insert_layout.hpp"

#include "base/text.hpp"
#include "catalog/period.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto line : split(text, '\n')) lines.emplace_back(line);
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

/// Behind the layouts: the first line of another key of the contract, with the comments above it.
std::size_t behind_layouts(const std::vector<std::string>& lines) {
    std::size_t at = 0;
    while (at < lines.size() && !lines[at].starts_with("layouts:")) ++at;
    for (++at; at < lines.size(); ++at)
        if (!lines[at].empty() && std::string_view(" -#\t").find(lines[at].front()) == std::string_view::npos) break;
    while (at > 0 && (lines[at - 1].empty() || lines[at - 1].starts_with("#"))) --at;
    return at;
}

/// `- {name: a, ...` or `- name: a`, in which `to` is written behind the name.
void end_layout(std::string& line, std::vector<std::string>& lines, std::size_t at, const std::string& to) {
    const auto flow = line.find("{");
    if (flow == std::string::npos) {
        const std::string indent(line.find('-') + 2, ' ');
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at) + 1, indent + "to: " + to);
        return;
    }
    line.insert(flow + 1, "to: " + to + ", ");
}

}  // namespace

std::string layout_of_difference(const Proposal& seen, const std::vector<std::string>& evidence,
                                 const std::vector<std::string>& to_decide) {
    return comments("", evidence, to_decide) + layout_text(seen);
}

std::string with_layout(const std::string& contract_text, const catalog::Contract& contract,
                        const LayoutDifference& made) {
    auto lines = lines_of(contract_text);
    auto added = lines_of(made.text);
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(behind_layouts(lines)), added.begin(), added.end());
    for (const auto& layout : contract.layouts) {
        if (layout.name != made.ends) continue;
        const auto at = static_cast<std::size_t>(layout.place.line) - 1;
        end_layout(lines[at], lines, at, catalog::period_before(made.layout.time.from, 1));
    }
    return join(lines, "\n") + "\n";
}

}  // namespace tilsig::propose
