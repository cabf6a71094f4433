// A workbook: which sheet holds a table, and in which row its header stands.
#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "decode/spool.hpp"
#include "decode/xlsx/book.hpp"
#include "decode/xlsx/sheet.hpp"
#include "decode/xlsx/strings.hpp"
#include "decode/xlsx/values.hpp"
#include "identifiers/identifiers.hpp"
#include "propose/forms.hpp"
#include "propose/names.hpp"
#include "propose/shapes.hpp"
#include "propose/text_kinds.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

namespace {

constexpr std::uint64_t most_bytes = 4ULL << 30U;
constexpr std::uint64_t rows_looked_at = 100;
constexpr std::uint64_t rows_read = 20'000;  ///< on the way to the merged cells

struct Cell {
    std::uint32_t column = 0;
    bool figure = false;
    std::string text;
};
struct Row {
    std::uint64_t number = 0;
    std::vector<Cell> cells;  ///< the filled ones
};

struct EnoughRows {};

/// A merged cell of several rows.
struct Merge {
    std::uint64_t row = 0;
    std::uint32_t first_column = 0, last_column = 0;
};

struct SheetHead {
    std::vector<Row> rows;
    std::vector<Merge> merges;  ///< they stand behind the rows: unknown where the sheet has too many of these
};

SheetHead first_rows(decode::XlsxBook& book, decode::XlsxStrings& strings, const decode::BookSheet& sheet,
                     const std::string& shown) {
    SheetHead head;
    auto& rows = head.rows;
    std::uint64_t seen = 0;
    const auto take = [&](std::uint64_t number, const std::vector<decode::SheetCell>& cells) {
        if (++seen > rows_read) throw EnoughRows{};
        if (rows.size() >= rows_looked_at) return;
        Row row{number, {}};
        for (const auto& cell : cells) {
            if (cell.kind == decode::CellKind::empty) continue;
            row.cells.push_back({cell.column, cell.kind != decode::CellKind::text, std::string(cell.text)});
        }
        if (!row.cells.empty()) rows.push_back(std::move(row));
    };
    const auto take_merge = [&](std::string_view range) {
        const auto colon = range.find(':');
        const auto from = decode::parse_cell_name(range.substr(0, colon));
        const auto to = colon == std::string_view::npos ? from : decode::parse_cell_name(range.substr(colon + 1));
        if (from && to && to->row > from->row) head.merges.push_back({from->row, from->column, to->column});
    };
    decode::XlsxSheet events(book, strings, sheet, shown, take, take_merge);
    decode::PartReader part(book.open(sheet.part), events, "sheet '" + display_name(sheet.name) + "'", shown);
    try {
        while (part.read_more()) {
        }
    } catch (const EnoughRows&) {
    }
    return head;
}

/// The first row of texts that is as wide as the rows below it; nothing when no row is.
std::optional<std::size_t> header_of(const std::vector<Row>& rows) {
    for (std::size_t at = 0; at + 1 < rows.size(); ++at) {
        const auto& cells = rows[at].cells;
        const auto& below = rows[at + 1].cells;
        const bool texts = std::all_of(cells.begin(), cells.end(), [](const Cell& cell) {
            return (!cell.figure || is_year(cell.text)) && !identifiers::holds_identifier(cell.text);
        });
        const bool wide = cells.size() >= 2 && cells.size() * 3 >= below.size() * 2 && below.size() >= 2;
        if (texts && wide && cells.front().column <= below.front().column) return at;
    }
    return std::nullopt;
}

/// The columns of the table that begins in `header`: up to the first column without header and without a cell below it.
std::uint32_t last_column(const std::vector<Row>& rows, std::size_t header) {
    std::uint32_t last = rows[header].cells.front().column;
    const auto used = [&](std::uint32_t column) {
        for (std::size_t at = header; at < rows.size(); ++at)
            for (const auto& cell : rows[at].cells)
                if (cell.column == column) return true;
        return false;
    };
    while (used(last + 1)) ++last;
    return last;
}

/// Cells by their position from the first column of the header on.
std::vector<std::string> placed(const Row& row, std::uint32_t first) {
    std::vector<std::string> cells;
    for (const auto& cell : row.cells) {
        if (cell.column < first) continue;
        cells.resize(cell.column - first + 1);
        cells.back() = cell.text;
    }
    return cells;
}

std::string sign_of_header(const std::vector<Row>& rows, std::size_t header) {
    const std::uint32_t first = rows[header].cells.front().column;
    std::vector<std::vector<std::string>> below;
    for (std::size_t at = header + 1; at < rows.size(); ++at) below.push_back(placed(rows[at], first));
    return header_sign(placed(rows[header], first), below);
}

void take_table(const Sample& sample, const decode::BookSheet& sheet, const SheetHead& head, std::size_t header,
                Shape& shape) {
    const auto& rows = head.rows;
    catalog::XlsxTable table;
    table.sheet = sheet.name;
    table.header_row = rows[header].number;
    table.first_column = rows[header].cells.front().column;
    table.last_column = last_column(rows, header);
    std::vector<std::string> names(table.last_column - table.first_column + 1);
    for (const auto& cell : rows[header].cells)
        if (cell.column <= table.last_column) names[cell.column - table.first_column] = cell.text;
    refuse_double_names(sample, table.header_row, names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::string name = names[i];
        if (name.empty()) {
            name = "unnamed_" + std::to_string(table.unnamed.size() + 1);
            table.unnamed.push_back(name);
            shape.evidence.push_back("column " + std::to_string(i + 1) + " of the table has no header: called " + name +
                                     " here; give it a name");
        }
        SeenColumn seen{name, name, true};
        const std::uint32_t column = table.first_column + static_cast<std::uint32_t>(i);
        seen.merged =
            static_cast<std::uint64_t>(std::count_if(head.merges.begin(), head.merges.end(), [&](const Merge& merge) {
                return merge.row > table.header_row && merge.first_column <= column && column <= merge.last_column;
            }));
        shape.columns.push_back(std::move(seen));
    }
    const auto years = std::count_if(names.begin(), names.end(), [](const std::string& name) {
        return (name.size() >= 4 && is_year(std::string_view(name).substr(name.size() - 4))) || is_period(name);
    });
    if (years >= 3)
        shape.to_decide.push_back(
            grouped(static_cast<std::uint64_t>(years)) +
            " columns are named by years or months: one record per row becomes one per cell with "
            "`unpivot`, which CSV has and workbooks have not. Ask the sender for CSV, or for one row "
            "per year; next year's column is another one");
    const auto beside = std::any_of(rows.begin() + static_cast<std::ptrdiff_t>(header), rows.end(),
                                    [&](const Row& row) { return row.cells.back().column > table.last_column; });
    shape.evidence.push_back("table: sheet '" + display_name(sheet.name) + "', header in row " +
                             grouped(table.header_row) + ", columns " + workbook_columns(table));
    if (beside)
        shape.unread.push_back("cells right of the columns " + workbook_columns(table) + " of sheet '" +
                               display_name(sheet.name) + "': another table? declare it as a second one");
    shape.layout.xlsx.tables.push_back(std::move(table));
}

}  // namespace

Shape xlsx_shape(const Sample& sample, const std::string& wanted, HeaderWord word) {
    if (word == HeaderWord::none)
        throw unusable(sample.shown(), 0, "a table of a workbook without header has no layout",
                       "ask the sender for a row of names above the records");
    decode::Spool spool;
    auto source = sample.bytes();
    (void)decode::spool_all(source, spool, most_bytes);
    decode::XlsxBook book(spool, sample.shown());
    decode::XlsxStrings strings(book, {}, sample.shown());
    Shape shape;
    shape.layout.format = catalog::FormatKind::xlsx;
    std::vector<std::string> names;
    for (const auto& sheet : book.sheets()) {
        names.push_back("'" + display_name(sheet.name) + "'");
        const bool skipped = sheet.part.empty() || (wanted.empty() ? sheet.hidden : sheet.name != wanted);
        if (!shape.layout.xlsx.tables.empty() || skipped) {
            if (!skipped || wanted.empty())
                shape.unread.push_back("sheet " + names.back() + (sheet.hidden ? " (hidden)" : ""));
            continue;
        }
        const auto head = first_rows(book, strings, sheet, sample.shown());
        const auto& rows = head.rows;
        const auto header = header_of(rows);
        if (header) {
            if (word == HeaderWord::unsaid && sign_of_header(rows, *header).empty())
                throw unusable(sample.shown(), rows[*header].number, header_question,
                               "say --header yes when this row of sheet " + names.back() + " names the columns");
            take_table(sample, sheet, head, *header, shape);
        } else {
            shape.unread.push_back("sheet " + names.back() + ": no table recognised in its first rows");
        }
    }
    if (shape.layout.xlsx.tables.empty())
        throw unusable(
            sample.shown(), 0,
            "no table recognised: no sheet has a row of texts above rows as wide; sheets: " + join(names, ", "),
            wanted.empty() ? "a table has a header of at least two texts and a record below it"
                           : "name another one with --sheet");
    shape.trailer = "every part of the workbook is closed and has the right checksum";
    return shape;
}

}  // namespace tilsig::propose
