// Inside the room only: the pieces of Markdown that a description is made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tilsig::answers {

[[nodiscard]] inline std::string code_text(std::string_view text) {
    constexpr char mark = '`';
    return mark + std::string(text) + mark;
}

/// A row of a table, whatever its cells hold.
[[nodiscard]] inline std::string row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const auto& each : cells) {
        line += ' ';
        for (const char c : each) line += c == '|' ? std::string("\\|") : std::string(1, c);
        line += " |";
    }
    return line + "\n";
}

[[nodiscard]] inline std::string head(const std::vector<std::string>& cells) {
    std::string line = row(cells) + "|";
    for (std::size_t i = 0; i < cells.size(); ++i) line += " --- |";
    return line + "\n";
}

/// A line that begins or ends what is shown as it is.
[[nodiscard]] inline std::string fence() { return std::string(3, '`') + "\n"; }

}  // namespace tilsig::answers
