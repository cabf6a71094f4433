// A document as plain text.
#include <algorithm>

#include "alert/document.hpp"

namespace tilsig::alert {
namespace {

/// Width on paper: code points, not bytes.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

std::string padded(std::string_view text, std::size_t to) {
    std::string out(text);
    out.append(to > width_of(text) ? to - width_of(text) : 0, ' ');
    return out;
}

class Writer {
public:
    explicit Writer(std::size_t width) : m_width(width) {}

    std::string write(const Document& document) {
        for (const auto& block : document.blocks) {
            if (!m_out.empty()) line("");
            std::visit([this](const auto& each) { put(each); }, block);
        }
        return std::move(m_out);
    }

private:
    void line(std::string_view text) {
        m_out += text;
        m_out += '\n';
    }

    /// `first` stands before the text; lines that follow are set in as far as it is wide.
    void folded(const std::string& first, std::string_view text) {
        const std::string hanging(width_of(first), ' ');
        std::string row = first;
        while (m_width > 0 && width_of(row) + width_of(text) > m_width) {
            const std::size_t cut = last_space(text, m_width - std::min(m_width, width_of(row)));
            if (cut == std::string_view::npos) break;
            line(row + std::string(text.substr(0, cut)));
            text.remove_prefix(cut + 1);
            row = hanging;
        }
        line(row + std::string(text));
    }
    /// The last space of which no more than `fits` stands in front, else the first: a word is never cut.
    static std::size_t last_space(std::string_view text, std::size_t fits) {
        std::size_t cut = text.find(' ');
        for (std::size_t at = cut; at != std::string_view::npos && width_of(text.substr(0, at)) <= fits;
             at = text.find(' ', at + 1))
            cut = at;
        return cut;
    }

    void put(const Title& title) { line(title.text); }
    void put(const Heading& heading) { line(heading.text); }
    void put(const Note& note) { folded("", note.text); }
    void put(const Paragraph& paragraph) {
        for (const auto& text : paragraph.lines) {
            const auto begin = std::min(text.find_first_not_of(' '), text.size());
            folded(std::string(begin, ' '), std::string_view(text).substr(begin));
        }
    }
    void put(const Entries& entries) {
        std::size_t column = 0;
        for (const auto& [name, value] : entries.rows) column = std::max(column, width_of(name) + 2);
        for (const auto& [name, value] : entries.rows) folded(padded(name + ":", column), value);
    }

    static bool is_numeric(const Table& table, std::size_t column) {
        return column < table.numeric.size() && table.numeric[column];
    }
    void put(const Table& table) {
        std::vector<std::vector<std::string>> rows;
        if (!table.head.empty()) rows.push_back(table.head);
        for (const auto& row : table.rows) {
            rows.push_back(row.cells);
            if (!rows.back().empty()) rows.back().front().insert(0, 2 * row.indent, ' ');
        }
        std::vector<std::size_t> widths;
        for (const auto& row : rows) {
            if (row.size() > widths.size()) widths.resize(row.size());
            for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
        }
        for (const auto& row : rows) {
            std::string text;
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (is_numeric(table, i)) text.append(widths[i] - width_of(row[i]), ' ');
                text += is_numeric(table, i) ? row[i] : padded(row[i], widths[i]);
                text += i + 1 < row.size() ? "  " : "";
            }
            text.erase(text.find_last_not_of(' ') + 1);
            line(text);
        }
    }
    void put(const Items& items) {
        std::size_t number = 0;
        for (const auto& item : items.items) {
            const bool roomy = std::any_of(items.items.begin(), items.items.end(),
                                           [](const Item& each) { return !each.lines.empty(); });
            if (number > 0 && roomy) line("");
            ++number;
            const std::string mark = items.numbered ? std::to_string(number) + ". " : "- ";
            folded(mark, item.head);
            for (const auto& text : item.lines) folded(items.numbered ? "   " : "  ", text);
        }
    }

    std::size_t m_width;
    std::string m_out;
};

}  // namespace

std::string document_text(const Document& document, std::size_t width) { return Writer(width).write(document); }

}  // namespace tilsig::alert
