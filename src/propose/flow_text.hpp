// Inside the room only: lists and mappings of YAML in one line.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

/// `{a: 1, b: 2}` of what was given.
class Flow {
public:
    void add(const std::string& key, const std::string& value) { m_parts.push_back(key + ": " + value); }
    void add_if(bool wanted, const std::string& key, const std::string& value) {
        if (wanted) add(key, value);
    }
    [[nodiscard]] bool empty() const noexcept { return m_parts.empty(); }
    [[nodiscard]] std::string text() const { return "{" + join(m_parts, ", ") + "}"; }

private:
    std::vector<std::string> m_parts;
};

[[nodiscard]] inline std::string list_of(const std::vector<std::string>& texts, bool in_quotes) {
    std::vector<std::string> parts;
    for (const auto& text : texts) parts.push_back(in_quotes ? yaml_text(text) : text);
    return "[" + join(parts, ", ") + "]";
}

[[nodiscard]] inline std::string map_of(const std::map<std::string, std::string>& texts, bool quoted_values) {
    Flow flow;
    for (const auto& [key, value] : texts) flow.add(yaml_text(key), quoted_values ? yaml_text(value) : value);
    return flow.text();
}

}  // namespace tilsig::propose
