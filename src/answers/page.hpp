// What people read of an answer: lines and tables. Styles are named, not drawn, so that a terminal, a pipe and a letter
// show the same words.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/unit.hpp"

namespace tilsig::answers {

/// One line, parts of which may stand out. Made from plain texts by `+`.
class Line {
public:
    struct Part {
        std::string text;
        bool bold = false;
        std::optional<model::ExitCode> tint;  ///< coloured by how good this is
    };

    Line(std::string text) : m_parts{{std::move(text), false, {}}} {}  // NOLINT(google-explicit-constructor)
    Line(const char* text) : Line(std::string(text)) {}                // NOLINT(google-explicit-constructor)
    explicit Line(Part part) : m_parts{std::move(part)} {}

    [[nodiscard]] const std::vector<Part>& parts() const noexcept { return m_parts; }
    friend Line operator+(Line left, const Line& right) {
        left.m_parts.insert(left.m_parts.end(), right.m_parts.begin(), right.m_parts.end());
        return left;
    }

private:
    std::vector<Part> m_parts;
};

[[nodiscard]] inline Line bold(std::string text) { return Line(Line::Part{std::move(text), true, {}}); }
/// Good, for attention, or failed: as a command with this exit code ends.
[[nodiscard]] inline Line tinted(std::string text, model::ExitCode code) {
    return Line(Line::Part{std::move(text), false, code});
}

/// Lines and tables in their order. Texts may come from outside: whoever shows a page makes them harmless.
class Page {
public:
    using Table = std::vector<std::vector<std::string>>;  ///< the first row is the header
    using Block = std::variant<Line, Table>;

    void line(Line line = Line("")) { m_blocks.emplace_back(std::move(line)); }
    void table(Table table) { m_blocks.emplace_back(std::move(table)); }
    [[nodiscard]] const std::vector<Block>& blocks() const noexcept { return m_blocks; }

private:
    std::vector<Block> m_blocks;
};

}  // namespace tilsig::answers
