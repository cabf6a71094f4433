#include "decode/xlsx/blank.hpp"

#include <algorithm>
#include <set>

#include "decode/codes.hpp"
#include "decode/container/blank.hpp"
#include "decode/xlsx/book.hpp"

namespace tilsig::decode {

namespace {

constexpr std::uint64_t most_bytes = 4ULL << 30U;
constexpr std::string_view shown = "delivery";
constexpr std::string_view empty_sheet =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<worksheet "
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData/></worksheet>";

/// One tag of a part. The parts were read by the decoder before, so they are well-formed.
struct Tag {
    std::size_t begin = 0, end = 0;  ///< of `<` and behind `>`
    std::string_view name;           ///< as written, with its prefix
    bool closes = false, whole = false;

    [[nodiscard]] std::string_view local() const { return name.substr(name.find(':') + 1); }
};

/// The next tag from `at` on; comments, instructions and CDATA are passed over.
bool next_tag(std::string_view text, std::size_t at, Tag& tag) {
    for (;;) {
        at = text.find('<', at);
        if (at == std::string_view::npos) return false;
        const std::string_view rest = text.substr(at);
        const std::string_view end = rest.starts_with("<!--")        ? "-->"
                                     : rest.starts_with("<![CDATA[") ? "]]>"
                                     : rest.starts_with("<?")        ? "?>"
                                                                     : "";
        if (end.empty()) break;
        at = text.find(end, at);
        if (at == std::string_view::npos) return false;
    }
    tag.begin = at;
    char quote = '\0';
    for (++at; at < text.size() && (quote != '\0' || text[at] != '>'); ++at) {
        if (quote == text[at])
            quote = '\0';
        else if (quote == '\0' && (text[at] == '"' || text[at] == '\''))
            quote = text[at];
    }
    tag.end = std::min(at + 1, text.size());
    std::string_view inside = text.substr(tag.begin + 1, tag.end - tag.begin - 2);
    tag.closes = inside.starts_with('/');
    tag.whole = inside.ends_with('/');
    if (tag.closes) inside.remove_prefix(1);
    tag.name = inside.substr(0, inside.find_first_of(" \t\r\n/"));
    return true;
}

/// The value of an attribute without a prefix; "" when there is none.
std::string_view value_of(std::string_view text, const Tag& tag, std::string_view attribute) {
    const std::string_view inside = text.substr(tag.begin, tag.end - tag.begin);
    for (std::size_t at = inside.find(attribute); at != std::string_view::npos; at = inside.find(attribute, at + 1)) {
        std::size_t equals = at + attribute.size();
        while (equals < inside.size() && std::string_view(" \t\r\n").find(inside[equals]) != std::string_view::npos)
            ++equals;
        const bool begins = at > 0 && std::string_view(" \t\r\n").find(inside[at - 1]) != std::string_view::npos;
        if (!begins || equals >= inside.size() || inside[equals] != '=') continue;
        const std::size_t open = inside.find_first_of("\"'", equals);
        if (open == std::string_view::npos) return {};
        return inside.substr(open + 1, inside.find(inside[open], open + 1) - open - 1);
    }
    return {};
}

/// Behind the end of the element that `tag` begins.
std::size_t element_end(std::string_view text, const Tag& tag) {
    if (tag.whole) return tag.end;
    std::size_t depth = 1;
    Tag inner;
    for (std::size_t at = tag.end; next_tag(text, at, inner); at = inner.end) {
        if (inner.name != tag.name) continue;
        if (inner.closes && --depth == 0) return inner.end;
        if (!inner.closes && !inner.whole) ++depth;
    }
    return text.size();
}

/// A sheet written anew, and which shared strings its remaining cells name.
class SheetBlanker {
public:
    SheetBlanker(const catalog::Layout& layout, const Blanks& blanks, const BookSheet& sheet)
        : m_layout(layout), m_blanks(blanks), m_sheet(sheet) {}

    std::string blanked(std::string_view text, std::set<std::uint64_t>& strings) {
        std::string out;
        Tag tag;
        std::size_t at = 0;
        while (next_tag(text, at, tag)) {
            out += text.substr(at, tag.begin - at);
            at = tag.end;
            if (tag.local() == "row" && !tag.closes) start_row(text, tag);
            if (tag.local() == "c" && !tag.closes && start_cell(text, tag)) {
                out += shell(text, tag);
                at = element_end(text, tag);
                continue;
            }
            if (tag.local() == "c" && !tag.closes && value_of(text, tag, "t") == "s")
                note_string(text.substr(tag.end, element_end(text, tag) - tag.end), strings);
            out += text.substr(tag.begin, tag.end - tag.begin);
            if (tag.local() == "sheetData" && (tag.closes || tag.whole)) {
                const std::size_t root_end = text.rfind("</");
                return out + std::string(text.substr(root_end));
            }
        }
        return out + std::string(text.substr(at));
    }

private:
    void start_row(std::string_view text, const Tag& tag) {
        m_row = parse_count(value_of(text, tag, "r")).value_or(m_row + 1);
        m_column = 0;
        m_records.clear();
        for (const auto& place : m_blanks.records.all())
            if (place.sheet == m_sheet.index && place.line == m_row) m_records.push_back({place.column, place.length});
    }
    /// Says whether the cell goes.
    bool start_cell(std::string_view text, const Tag& tag) {
        const auto name = parse_cell_name(value_of(text, tag, "r"));
        m_column = name ? name->column : m_column + 1;
        if (m_records.empty()) return false;
        // Of a row that one table alone has, cells beside the table go with it.
        if (tables() == 1) return true;
        for (auto& record : m_records) {
            if (m_column < record.column || record.cells == 0) continue;
            --record.cells;
            return true;
        }
        return false;
    }
    [[nodiscard]] std::ptrdiff_t tables() const {
        const auto& all = m_layout.xlsx.tables;
        return std::count_if(all.begin(), all.end(), [&](const catalog::XlsxTable& table) {
            return table.sheet.empty() ? table.sheet_index == m_sheet.index : table.sheet == m_sheet.name;
        });
    }
    static std::string shell(std::string_view text, const Tag& tag) {
        const std::string_view name = value_of(text, tag, "r");
        return "<" + std::string(tag.name) + (name.empty() ? "" : " r=\"" + std::string(name) + "\"") + "/>";
    }
    static void note_string(std::string_view cell, std::set<std::uint64_t>& strings) {
        Tag value;
        for (std::size_t at = 0; next_tag(cell, at, value); at = value.end) {
            if (value.local() != "v" || value.closes) continue;
            if (const auto number = parse_count(cell.substr(value.end, cell.find('<', value.end) - value.end)))
                strings.insert(*number);
            return;
        }
    }

    struct Record {
        std::uint32_t column = 0, cells = 0;
    };
    const catalog::Layout& m_layout;
    const Blanks& m_blanks;
    const BookSheet& m_sheet;
    std::uint64_t m_row = 0;
    std::uint32_t m_column = 0;
    std::vector<Record> m_records;
};

/// The texts of strings that no cell names any more are taken out; numbers of the others stay.
std::string blanked_strings(std::string_view text, const std::set<std::uint64_t>& used) {
    std::string out;
    Tag tag;
    std::size_t at = 0;
    std::uint64_t number = 0;
    while (next_tag(text, at, tag)) {
        out += text.substr(at, tag.begin - at);
        at = tag.end;
        if (tag.local() == "si" && !tag.closes && !used.contains(number++)) {
            const std::string prefix(tag.name.substr(0, tag.name.size() - 2));
            out += "<" + prefix + "si><" + prefix + "t/></" + prefix + "si>";
            at = element_end(text, tag);
        } else if (tag.local() == "si" && !tag.closes) {
            at = element_end(text, tag);
            out += text.substr(tag.begin, at - tag.begin);
        } else {
            out += text.substr(tag.begin, tag.end - tag.begin);
        }
    }
    return out + std::string(text.substr(at));
}

std::string read_all(const ByteSource& source) {
    std::string bytes, piece(256 * 1024, '\0');
    while (const std::size_t count = source(piece.data(), piece.size())) bytes.append(piece, 0, count);
    return bytes;
}

bool is_read(const catalog::Layout& layout, const BookSheet& sheet) {
    const auto& tables = layout.xlsx.tables;
    return std::any_of(tables.begin(), tables.end(), [&](const catalog::XlsxTable& table) {
        return table.sheet.empty() ? table.sheet_index == sheet.index : table.sheet == sheet.name;
    });
}

}  // namespace

void blank_workbook(const catalog::Layout& layout, const Blanks& blanks, const ByteSource& source, const ByteSink& sink,
                    const std::filesystem::path& folder) {
    Spool spool(folder);
    ByteSource all = source;
    if (!spool_all(all, spool, most_bytes))
        refuse({}, refusal(code::limit, {}, "the delivery is larger than 4 GiB"), std::string(shown));
    XlsxBook book(spool, std::string(shown));
    const auto swept = [&](std::string text) {
        return [text = std::move(text), &blanks](const ByteSink& to) {
            NumberSweep sweep(blanks.is_theirs, to);
            sweep.write(text);
            sweep.end();
        };
    };
    std::vector<ZipPart> parts;
    for (const auto& part : book.frame_parts()) parts.push_back({part, swept(read_all(book.open(part)))});
    std::set<std::uint64_t> strings;
    for (const auto& sheet : book.sheets()) {
        if (sheet.part.empty()) continue;
        std::string text(empty_sheet);
        if (is_read(layout, sheet))
            text = SheetBlanker(layout, blanks, sheet).blanked(read_all(book.open(sheet.part)), strings);
        parts.push_back({sheet.part, swept(std::move(text))});
    }
    if (!book.strings_part().empty())
        parts.push_back(
            {book.strings_part(), swept(blanked_strings(read_all(book.open(book.strings_part())), strings))});
    pack_zip(parts, sink);
}

}  // namespace tilsig::decode
