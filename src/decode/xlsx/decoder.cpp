#include "decode/xlsx/decoder.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/contract.hpp"
#include "decode/batch_filling.hpp"
#include "decode/codes.hpp"
#include "decode/xlsx/values.hpp"
#include "model/composed.hpp"

namespace tilsig::decode {

namespace {

constexpr std::uint64_t most_delivery_bytes = 4ULL << 30U;

bool is_identity(model::Type type) noexcept { return type == model::Type::text || type == model::Type::code; }

/// An ISO date of a cell of type `d`, without a time that says nothing.
std::string_view day_of(std::string_view text) noexcept {
    for (const std::string_view midnight : {"T00:00:00", "T00:00:00Z", "T00:00:00.000", "T00:00:00.000Z"})
        if (text.ends_with(midnight)) return text.substr(0, text.size() - midnight.size());
    return text;
}

/// Why a number that is shown as a day or a time is no value of the field.
std::string serial_fault(const catalog::Field& field, NumberStyle style) {
    const std::string type = model::to_string(field.type);
    const bool date = field.type == model::Type::date;
    const std::string ask = std::string("; ask the sender to format the column as ") + (date ? "date" : "number");
    if (style == NumberStyle::elapsed) return "a length of time, which is no " + type + ask;
    if (style == NumberStyle::time) return "a time of day, which is no " + type + ask;
    if (date || field.type == model::Type::timestamp || is_identity(field.type))
        return "a date with a time, or one that no calendar has";
    return "a date, which is no " + type + ask;
}

}  // namespace

XlsxDecoder::XlsxDecoder(const catalog::Contract& contract, const catalog::Layout& layout, ByteSource source,
                         std::string shown_name, std::filesystem::path folder, model::ErasedPlaces erased)
    : m_contract(contract),
      m_layout(layout),
      m_source(std::move(source)),
      m_shown_name(std::move(shown_name)),
      m_folder(std::move(folder)),
      m_erased(std::move(erased)),
      m_spool(m_folder) {
    for (const auto& field : contract.fields) m_columns.push_back(field.name);
}

bool XlsxDecoder::next(model::Batch& out, std::vector<model::Finding>& unreadable) {
    begin_batch(out, m_columns);
    m_out = &out;
    m_unreadable = &unreadable;
    if (!m_opened) open_book();
    const std::size_t known = unreadable.size();
    while (!m_done && has_room(out, unreadable.size() - known)) {
        if (!m_part) open_sheet();
        if (m_part->read_more()) continue;
        close_sheet();
        if (++m_at < m_sheets.size()) continue;
        m_done = true;
        m_report.closed = m_report.open_reason.empty();  // every part ended with its root closed, its checksum right
    }
    unreadable.insert(unreadable.end(), m_notes.begin(), m_notes.end());
    m_notes.clear();
    return !m_done || out.rows() > 0 || unreadable.size() > known;
}

void XlsxDecoder::open_book() {
    m_opened = true;
    if (!spool_all(m_source, m_spool, most_delivery_bytes)) {
        refuse({}, refusal(code::limit, {}, "the delivery is larger than 4 GiB; ask the sender for smaller files"),
               m_shown_name);
    }
    if (m_spool.size() == 0 && m_contract.completeness.nothing_is_normal) {
        m_done = m_report.closed = true;  // a nil return
        return;
    }
    refuse_other_workbooks(m_spool, m_shown_name);
    m_book.emplace(m_spool, m_shown_name);
    m_strings.emplace(*m_book, m_folder, m_shown_name);
    for (const auto& table : m_layout.xlsx.tables) {
        const BookSheet* const sheet = &find_sheet(table);
        if (std::find(m_sheets.begin(), m_sheets.end(), sheet) == m_sheets.end()) m_sheets.push_back(sheet);
    }
    std::sort(m_sheets.begin(), m_sheets.end(), [](const auto* a, const auto* b) { return a->index < b->index; });
    for (const auto& sheet : m_book->sheets()) {
        const bool read = std::find(m_sheets.begin(), m_sheets.end(), &sheet) != m_sheets.end();
        if (read && !sheet.hidden) continue;
        model::RecordPlace place;
        place.sheet = sheet.index;
        const std::string name =
            std::string(sheet.hidden ? "hidden " : "") + "sheet '" + display_name(sheet.name) + "' ";
        m_notes.push_back(
            note(code::extra_sheet, place, name + (read ? "is read" : "is not in the layout and is not read")));
    }
}

const BookSheet& XlsxDecoder::find_sheet(const catalog::XlsxTable& table) const {
    const auto& sheets = m_book->sheets();
    std::vector<std::string> names;
    for (const auto& sheet : sheets) {
        if (table.sheet.empty() ? sheet.index == table.sheet_index
                                : model::composed(sheet.name) == model::composed(table.sheet)) {
            if (!sheet.part.empty()) return sheet;
            refuse({}, refusal(code::member, {}, "sheet " + std::to_string(sheet.index) + " is a chart or has no part"),
                   m_shown_name);
        }
        names.push_back("'" + display_name(sheet.name) + "'");
    }
    const std::string wanted =
        table.sheet.empty() ? "sheet " + std::to_string(table.sheet_index) : "sheet '" + table.sheet + "'";
    refuse({}, refusal(code::missing_sheet, {}, "the workbook has no " + wanted + "; it has " + join(names, ", ")),
           m_shown_name);
}

void XlsxDecoder::open_sheet() {
    const BookSheet& sheet = *m_sheets[m_at];
    m_tables.clear();
    const auto& declared = m_layout.xlsx.tables;
    for (const auto& table : declared) {
        if (&find_sheet(table) != &sheet) continue;
        std::uint64_t end = table.last_row == 0 ? sheet_rows : table.last_row;
        for (const auto& below : declared) {
            const bool beside = &find_sheet(below) != &sheet || below.header_row <= table.header_row ||
                                (table.last_column != 0 && below.first_column > table.last_column) ||
                                (below.last_column != 0 && table.first_column > below.last_column);
            if (!beside) end = std::min(end, below.header_row - 1);
        }
        m_tables.emplace_back(m_contract, m_layout, table, sheet, end);
    }
    m_watch.emplace(sheet);
    m_sheet.emplace(
        *m_book, *m_strings, sheet, m_shown_name,
        [this](std::uint64_t row, const std::vector<SheetCell>& cells) { take_row(row, cells); },
        [this](std::string_view range) {
            const auto first = parse_cell_name(range.substr(0, range.find(':')));
            if (!first) return;
            for (const auto& table : m_tables)
                if (table.is_data(first->row) && table.has_column(first->column))
                    m_watch->merged(first->row, first->column);
        });
    m_part.emplace(m_book->open(sheet.part), *m_sheet, "sheet '" + display_name(sheet.name) + "'", m_shown_name);
}

void XlsxDecoder::close_sheet() {
    for (auto& table : m_tables)
        if (!table.has_header()) table.finish_header(m_notes, m_shown_name);  // says what is missing, and where
    m_watch->tell(m_notes);
    m_part.reset();
    m_sheet.reset();
}

void XlsxDecoder::take_row(std::uint64_t row, const std::vector<SheetCell>& cells) {
    m_cells = &cells;
    m_taken.assign(cells.size(), 0);
    for (auto& table : m_tables) {
        // The header may lie in a row without a single cell, which the sheet does not even mention.
        if (!table.has_header() && row > table.last_header_row()) table.finish_header(m_notes, m_shown_name);
        if (table.is_header(row)) {
            table.take_header(row, cells);
            if (row == table.last_header_row()) table.finish_header(m_notes, m_shown_name);
            if (m_report.header.empty()) m_report.header = table.header();
            for (std::size_t i = 0; i < cells.size(); ++i) {
                if (!table.has_column(cells[i].column)) continue;
                m_taken[i] = 1;
                ++m_report.bytes.header;
            }
        } else if (table.is_footnote(row)) {
            take_footnote(table, row);
        } else if (table.is_data(row)) {
            take_table_row(table, row);
        }
    }
    take_stray(row);
    m_report.delivery_bytes += cells.size();
}

void XlsxDecoder::take_table_row(XlsxTableReader& table, std::uint64_t row) {
    const auto& cells = *m_cells;
    const auto begin =
        std::find_if(cells.begin(), cells.end(), [&](const auto& cell) { return table.has_column(cell.column); });
    auto end = begin;
    while (end != cells.end() && table.has_column(end->column)) ++end;
    const auto count = static_cast<std::uint64_t>(end - begin);
    std::fill_n(m_taken.begin() + (begin - cells.begin()), count, 1);
    if (!m_erased.empty() && m_erased.has_cell(m_sheets[m_at]->index, row, table.first_column())) {
        ++m_report.records;
        ++m_report.erased;
        m_report.bytes.record += count;
        return;
    }
    if (std::all_of(begin, end, [](const auto& cell) { return cell.kind == CellKind::empty; })) {
        m_report.bytes.blank += count;
        return;
    }
    if (table.begins_end(begin, end)) {
        table.end_before(row);
        m_report.bytes.trailer += count;
        return;
    }
    model::RecordPlace place;
    place.sheet = m_sheets[m_at]->index;
    place.line = row;
    place.column = table.first_column();
    place.offset = m_report.delivery_bytes + static_cast<std::uint64_t>(begin - cells.begin());
    if (m_layout.unpivot && !table.is_header_again(begin, end)) {
        add_cell_records(table, {begin, end}, place);
        return;
    }
    note_columns(table);
    place.number = ++m_report.records;
    place.length = static_cast<std::uint32_t>(count);
    if (table.is_header_again(begin, end)) {
        m_report.bytes.unreadable += count;
        m_unreadable->push_back(unreadable_record(code::repeated_header, place,
                                                  "sheet '" + display_name(m_sheets[m_at]->name) + "', row " +
                                                      std::to_string(row) + ": the header stands here once more"));
        return;
    }
    std::vector<std::string_view> values(m_contract.fields.size(), model::Column::null);
    for (std::size_t field = 0; field < values.size(); ++field) {
        const std::uint32_t column = table.columns()[field];
        const auto cell = std::find_if(begin, end, [&](const auto& candidate) { return candidate.column == column; });
        if (auto finding = read_field(m_contract.fields[field], cell == end ? nullptr : &*cell, place, values[field])) {
            m_report.bytes.unreadable += count;
            m_unreadable->push_back(std::move(*finding));
            return;
        }
    }
    m_report.bytes.record += count;
    for (std::size_t field = 0; field < values.size(); ++field) m_out->columns[field].cells.push_back(values[field]);
    m_out->places.push_back(place);
}

void XlsxDecoder::take_footnote(const XlsxTableReader& table, std::uint64_t row) {
    for (std::size_t i = 0; i < m_cells->size(); ++i) {
        const SheetCell& cell = (*m_cells)[i];
        if (!table.has_column(cell.column)) continue;
        m_taken[i] = 1;
        ++(cell.kind == CellKind::empty ? m_report.bytes.blank : m_report.bytes.trailer);
    }
    if (!m_report.open_reason.empty() || !table.is_full(*m_cells)) return;
    model::RecordPlace place;
    place.sheet = m_sheets[m_at]->index;
    place.line = row;
    place.column = table.first_column();
    const std::string message =
        behind_end_message("sheet '" + display_name(m_sheets[m_at]->name) + "', row " + std::to_string(row));
    m_report.open_reason = model::coded_reason(code::after_end, message);
    m_notes.push_back(refusal(code::after_end, place, message));
}

std::optional<model::Finding> XlsxDecoder::read_field(const catalog::Field& field, const SheetCell* cell,
                                                      const model::RecordPlace& place, std::string_view& value) {
    value = model::Column::null;
    if (cell == nullptr || (cell->kind == CellKind::empty && !cell->formula)) return std::nullopt;
    return read_cell(field, *cell, place, value);
}

/// One record for each column behind the keys, whether the sheet has a cell there or not.
void XlsxDecoder::add_cell_records(XlsxTableReader& table, std::span<const SheetCell> cells, model::RecordPlace place) {
    const ColumnPlan& plan = table.plan();
    const auto& fields = m_contract.fields;
    const auto cell_at = [&](std::size_t index) -> const SheetCell* {
        const auto column = table.first_column() + static_cast<std::uint32_t>(index);
        const auto found = std::find_if(cells.begin(), cells.end(), [&](const auto& c) { return c.column == column; });
        return found == cells.end() ? nullptr : &*found;
    };
    std::optional<model::Finding> fault;
    std::vector<std::string_view> keys(plan.keys, model::Column::null);
    for (std::size_t field = 0; field < fields.size(); ++field) {
        const auto& part = plan.parts[field];
        if (part.part != ColumnPlan::Part::key || fault) continue;
        fault = read_field(fields[field], cell_at(part.index), place, keys[part.index]);
    }
    for (std::size_t key = 0; key < plan.keys; ++key)
        if (cell_at(key) != nullptr)
            ++(cell_at(key)->kind == CellKind::empty ? m_report.bytes.blank : m_report.bytes.record);
    table.keys_above().fill(*m_layout.unpivot, keys, m_out->arena);
    for (std::size_t index = plan.keys; index < plan.width; ++index) {
        const SheetCell* cell = cell_at(index);
        place.number = ++m_report.records;
        place.column = table.first_column() + static_cast<std::uint32_t>(index);
        place.length = cell == nullptr ? 0 : 1;
        std::vector<std::string_view> values(fields.size(), model::Column::null);
        auto wrong = fault;
        for (std::size_t field = 0; field < fields.size() && !wrong; ++field) {
            const auto& part = plan.parts[field];
            if (part.part == ColumnPlan::Part::key) values[field] = keys[part.index];
            if (part.part == ColumnPlan::Part::header)
                values[field] = m_out->arena.store(plan.headers[part.index][index - plan.keys]);
            if (part.part == ColumnPlan::Part::value) wrong = read_field(fields[field], cell, place, values[field]);
        }
        if (cell != nullptr) ++(wrong ? m_report.bytes.unreadable : m_report.bytes.record);
        if (wrong) {
            wrong->place.number = place.number;
            m_unreadable->push_back(std::move(*wrong));
            continue;
        }
        for (std::size_t field = 0; field < values.size(); ++field)
            m_out->columns[field].cells.push_back(values[field]);
        m_out->places.push_back(place);
    }
}

std::optional<model::Finding> XlsxDecoder::read_cell(const catalog::Field& field, const SheetCell& cell,
                                                     model::RecordPlace place, std::string_view& value) {
    const std::uint64_t row = place.line;
    place.column = cell.column;
    if (cell.formula) {
        if (cell.kind == CellKind::empty) {
            return cell_finding(code::formula, place,
                                "a formula without a stored value; ask the sender to open and save the workbook in a "
                                "spreadsheet program");
        }
        m_watch->formula(row, cell.column);
    }
    std::string_view text = cell.text;
    std::optional<std::string> written;
    switch (cell.kind) {
        case CellKind::error:
            if (!field.missing.contains(std::string(text)))
                return cell_finding(code::error_cell, place, "an error of the spreadsheet instead of a value");
            break;
        case CellKind::number:
            if (is_identity(field.type)) {
                m_watch->number_for_text(field.name, row, cell.column);
                written = shortest_number(text);
            } else if (field.type == model::Type::decimal || !field.format.strip.empty()) {
                written = write_number(field, cell);
            }
            break;
        case CellKind::serial:
            written = write_serial(field, cell);
            if (!written) return cell_finding(code::date_cell, place, serial_fault(field, cell.style));
            break;
        case CellKind::boolean:
            if (is_identity(field.type)) written = text == "1" ? "TRUE" : "FALSE";
            break;
        case CellKind::iso_date:
            if (field.type != model::Type::timestamp) text = day_of(text);
            break;
        default: break;
    }
    value = m_out->arena.store(written ? std::string_view(*written) : text);
    return std::nullopt;
}

/// A number has no mark and no unit of its own; texts beside it have those that the field names. What is shown as 32.6
/// % is stored as 0.326: where the field wants the sign, it gets what is shown. A number without that style gets no
/// sign, since nobody can tell whether the share or the percentage is meant.
std::string XlsxDecoder::write_number(const catalog::Field& field, const SheetCell& cell) {
    const std::string& unit = field.format.strip;
    const bool percentage = unit == "%";
    const bool shown = percentage && cell.style == NumberStyle::percent;
    const auto moved = shown ? plain_number(shortest_number(cell.text) + "e2") : std::nullopt;
    std::string written = moved.value_or(std::string(cell.text));
    std::replace(written.begin(), written.end(), '.', field.format.decimal_mark);
    return !percentage || moved ? written + unit : written;
}

std::optional<std::string> XlsxDecoder::write_serial(const catalog::Field& field, const SheetCell& cell) const {
    const bool identity = is_identity(field.type);
    const std::string_view text = cell.text;
    const bool less_than_a_day = text == "0" || text.starts_with("0.");
    if (cell.style == NumberStyle::elapsed || (cell.style == NumberStyle::time && less_than_a_day))
        return identity ? serial_span(text) : std::nullopt;
    std::optional<std::string> date;
    if (identity || field.type == model::Type::date)
        date = serial_date(text, m_book->from_1904(), identity ? "yyyy-MM-dd" : field.format.date);
    if (!date && (identity || field.type == model::Type::timestamp)) date = serial_moment(text, m_book->from_1904());
    return date;
}

model::Finding XlsxDecoder::cell_finding(model::RuleCode code, model::RecordPlace place,
                                         const std::string& text) const {
    return unreadable_record(code, place,
                             "sheet '" + display_name(m_sheets[m_at]->name) + "', cell " +
                                 cell_name(place.line, place.column) + " holds " + text);
}

void XlsxDecoder::note_columns(const XlsxTableReader& table) {
    auto& known = m_out->source_columns;
    const std::uint32_t sheet = m_sheets[m_at]->index;
    const bool noted = std::any_of(known.begin(), known.end(), [&](const auto& one) {
        return one.sheet == sheet && one.first_column == table.first_column() && one.from_line == table.header_row();
    });
    if (!noted) known.push_back({sheet, table.first_column(), table.header_row(), table.columns()});
}

void XlsxDecoder::take_stray(std::uint64_t row) {
    for (std::size_t i = 0; i < m_cells->size(); ++i) {
        if (m_taken[i] != 0) continue;
        const SheetCell& cell = (*m_cells)[i];
        if (cell.kind == CellKind::empty) {
            ++m_report.bytes.blank;
            continue;
        }
        // Titles stand above the tables; what stands beside or below them was not foreseen.
        const bool above =
            std::all_of(m_tables.begin(), m_tables.end(), [&](const auto& table) { return row < table.header_row(); });
        ++(above ? m_report.bytes.preface : m_report.bytes.trailer);
        if (!above) m_watch->outside(row, cell.column);
    }
}

}  // namespace tilsig::decode
