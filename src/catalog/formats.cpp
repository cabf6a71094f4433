// The table of the formats, in the order of FormatKind.
#include "catalog/format.hpp"

#include "base/text.hpp"
#include "catalog/formats/parts.hpp"

namespace tilsig::catalog {

namespace {

bool always(const Layout&) { return true; }

constexpr FormatTable<Format> table{
    Format{.kind = FormatKind::csv,
           .word = "csv",
           .shown = "CSV",
           .ending = ".csv",
           .encodings = EncodingChoice::all,
           .is_table = true,
           .has_headers = [](const Layout& layout) { return layout.csv.columns.empty(); },
           .named_columns = [](const Layout& layout) { return layout.csv.columns; },
           .count_key = "`csv.trailer_prefix`",
           .states_count = [](const Layout& layout) { return !layout.csv.trailer_prefix.empty(); },
           .read = read_csv,
           .check = check_csv,
           .blocks = csv_blocks},
    Format{.kind = FormatKind::json,
           .word = "json",
           .shown = "JSON",
           .ending = ".json",
           .told_by = ToldBy::number,
           .names_values = true,
           .has_numbers = true,
           .has_headers = always,
           .count_key = "`json.count`",
           .states_count = [](const Layout& layout) { return !layout.json.count.empty(); },
           .states_kind = [](const Layout& layout) { return !layout.json.kind.empty(); },
           .read = read_json,
           .blocks = json_blocks},
    Format{.kind = FormatKind::jsonstat,
           .word = "jsonstat",
           .shown = "JSON-stat",
           .ending = ".json",
           .told_by = ToldBy::number,
           .is_cube = true,
           .has_numbers = true},
    Format{.kind = FormatKind::xml,
           .word = "xml",
           .shown = "XML",
           .ending = ".xml",
           .encodings = EncodingChoice::single_byte,
           .told_by = ToldBy::line_and_number,
           .names_values = true,
           .count_key = "`xml.count`",
           .states_count = [](const Layout& layout) { return !layout.xml.count.empty(); },
           .states_kind = [](const Layout& layout) { return !layout.xml.kind.empty(); },
           .read = read_xml,
           .check = check_xml,
           .blocks = xml_blocks,
           .needs_block = true},
    Format{.kind = FormatKind::fixed,
           .word = "fixed",
           .shown = "a fixed-width file",
           .ending = ".txt",
           .encodings = EncodingChoice::single_byte,
           .named_columns = fixed_columns,
           .read = read_fixed,
           .blocks = fixed_blocks,
           .needs_block = true},
    Format{.kind = FormatKind::xlsx,
           .word = "xlsx",
           .shown = "a workbook (.xlsx)",
           .ending = ".xlsx",
           .told_by = ToldBy::cell,
           .is_text = false,
           .is_table = true,
           .has_numbers = true,
           .is_shown_typed = true,
           .has_headers = always,
           .read = read_xlsx,
           .blocks = xlsx_blocks,
           .needs_block = true},
};
static_assert(is_complete(table), "a format has no entry here, or one in another order than that of FormatKind");

}  // namespace

const FormatTable<Format>& formats() noexcept { return table; }

const Format& format_of(FormatKind kind) { return entry_of(table, kind); }

std::string format_words(bool (*holds)(const Format& format), std::string_view before_last) {
    std::vector<std::string> words;
    for (const Format& format : table)
        if (holds(format)) words.emplace_back(format.word);
    if (words.size() < 2) return join(words, "");
    const std::string last = std::move(words.back());
    words.pop_back();
    return join(words, ", ") + " " + std::string(before_last) + " " + last;
}

}  // namespace tilsig::catalog
