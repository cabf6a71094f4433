// A document as one HTML page.
#include <algorithm>

#include "alert/document.hpp"

namespace tilsig::alert {
namespace {

/// Contrast 15:1 and more; a table's head is told by weight and line, not by colour.
constexpr const char* style =
    "body{margin:0;background:#ffffff;color:#1b1b1b;font:16px/1.5 Arial,Helvetica,sans-serif}"
    "main{max-width:42em;margin:0 auto;padding:1.5em 1em}"
    "h1{font-size:1.4em;line-height:1.25;margin:0 0 1em}h2{font-size:1.1em;margin:1.8em 0 .5em}"
    "p{margin:0 0 .8em}ol,ul{padding-left:1.4em;margin:0 0 .8em}li{margin-bottom:.7em}"
    "table{border-collapse:collapse;margin:0 0 1em}"
    "th,td{text-align:left;vertical-align:top;padding:.25em 1.2em .25em 0;border-bottom:1px solid #767676}"
    "th{font-weight:normal}thead th{font-weight:bold;border-bottom:2px solid #1b1b1b}"
    ".number{text-align:right}.part{padding-left:1.2em}.head{font-weight:bold}"
    ".note{font-size:.9em;color:#3d3d3d}";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string element(const std::string& name, std::string_view text, const std::string& attributes = {}) {
    return "<" + name + attributes + ">" + escaped(text) + "</" + name + ">";
}

class Page {
public:
    std::string write(const Document& document) {
        m_out = "<!DOCTYPE html>\n<html lang=\"" + escaped(document.language) +
                "\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
                element("title", document.subject) + "\n<style>" + style + "</style>\n</head>\n<body>\n<main>\n";
        for (const auto& block : document.blocks) std::visit([this](const auto& each) { put(each); }, block);
        m_out += "</main>\n</body>\n</html>\n";
        return std::move(m_out);
    }

private:
    void line(const std::string& text) { m_out += text + "\n"; }
    void put(const Title& title) { line(element("h1", title.text)); }
    void put(const Heading& heading) { line(element("h2", heading.text)); }
    void put(const Note& note) { line(element("p", note.text, " class=\"note\"")); }
    void put(const Paragraph& paragraph) {
        for (const auto& text : paragraph.lines) {
            const auto begin = std::min(text.find_first_not_of(' '), text.size());
            line(element("p", std::string_view(text).substr(begin), begin > 0 ? " class=\"part\"" : ""));
        }
    }
    void put(const Entries& entries) {
        line("<table>");
        for (const auto& [name, value] : entries.rows)
            line("<tr>" + element("th", name, " scope=\"row\"") + element("td", value) + "</tr>");
        line("</table>");
    }
    void put(const Table& table) {
        std::size_t columns = table.head.size();
        for (const auto& row : table.rows) columns = std::max(columns, row.cells.size());
        const auto number = [&](std::size_t i) {
            return std::string(i < table.numeric.size() && table.numeric[i] ? " class=\"number\"" : "");
        };
        line("<table>");
        if (!table.head.empty()) {
            std::string cells;
            for (std::size_t i = 0; i < columns; ++i)
                cells += element("th", i < table.head.size() ? table.head[i] : "", " scope=\"col\"" + number(i));
            line("<thead><tr>" + cells + "</tr></thead>");
        }
        line("<tbody>");
        for (const auto& row : table.rows) {
            std::string cells;
            for (std::size_t i = 0; i < columns; ++i) {
                const std::string text = i < row.cells.size() ? row.cells[i] : "";
                const std::string part =
                    row.indent > 0 ? " style=\"padding-left:" + std::to_string(row.indent) + ".2em\"" : "";
                cells += i == 0 ? element("th", text, " scope=\"row\"" + part) : element("td", text, number(i));
            }
            line("<tr>" + cells + "</tr>");
        }
        line("</tbody>\n</table>");
    }
    void put(const Items& items) {
        const std::string list = items.numbered ? "ol" : "ul";
        line("<" + list + ">");
        for (const auto& item : items.items) {
            m_out += "<li>" + (item.lines.empty() ? escaped(item.head) : element("div", item.head, " class=\"head\""));
            for (const auto& text : item.lines) m_out += element("div", text);
            line("</li>");
        }
        line("</" + list + ">");
    }

    std::string m_out;
};

}  // namespace

std::string document_html(const Document& document) { return Page().write(document); }

}  // namespace tilsig::alert
