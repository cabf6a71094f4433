// A receipt or letter before it is plain text, HTML or a mail: blocks in one language.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tilsig::alert {

/// What the document is called; stands first.
struct Title {
    std::string text;
};
struct Heading {
    std::string text;
};
/// Lines that belong together. A line may begin with spaces: it belongs to the one before.
struct Paragraph {
    std::vector<std::string> lines;
};
/// Names with their values.
struct Entries {
    std::vector<std::pair<std::string, std::string>> rows;
};
struct TableRow {
    std::vector<std::string> cells;  ///< those that are missing are empty
    std::size_t indent = 0;          ///< of the first cell: part of the row above
};
/// A small table; the first column names its row.
struct Table {
    std::vector<std::string> head;  ///< of the columns; empty: the table needs none
    std::vector<bool> numeric;      ///< by column, those that are missing are not
    std::vector<TableRow> rows;
};
struct Item {
    std::string head;
    std::vector<std::string> lines;
};
/// A list, numbered where one will speak of its items.
struct Items {
    bool numbered = false;
    std::vector<Item> items;
};
/// What must stand there and need not be read: small print.
struct Note {
    std::string text;
};
using Block = std::variant<Title, Heading, Paragraph, Entries, Table, Items, Note>;

struct Document {
    std::string language;  ///< nb, nn or en
    std::string subject;   ///< of the mail, and the title of the page
    std::vector<Block> blocks;
};

/// Lines are folded at `width` where the text allows it; 0: not at all. Tables and titles are never folded.
[[nodiscard]] std::string document_text(const Document& document, std::size_t width = 0);
/// One page that needs nothing else: no script, no image, no link, no font from elsewhere; dark on light.
[[nodiscard]] std::string document_html(const Document& document);

}  // namespace tilsig::alert
