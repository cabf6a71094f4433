#include "check/field_typer.hpp"

#include <algorithm>
#include <chrono>

#include "model/date_form.hpp"
#include "model/number_form.hpp"
#include "model/value.hpp"

namespace tilsig::check {

namespace {

constexpr std::size_t value_bytes = 40;  // what parse_value may write

/// Hands out room for canonical texts from the arena in pages, and takes back what a text did not need: a column of
/// dates costs 10 bytes a cell, not 40, and stays in the cache.
class TextRoom {
public:
    explicit TextRoom(model::Arena& arena) : m_arena(arena) {}
    char* place() {
        if (m_left < value_bytes) {
            constexpr std::size_t page = 8192;
            m_at = m_arena.allocate(page);
            m_left = page;
        }
        return m_at;
    }
    /// Keeps the text if it was written here; texts that point into the input need no room.
    void keep(std::string_view text) noexcept {
        if (text.data() != m_at) return;
        m_at += text.size();
        m_left -= text.size();
    }

private:
    model::Arena& m_arena;
    char* m_at = nullptr;
    std::size_t m_left = 0;
};

/// 31 September: written as the form says, and no day of the calendar.
bool is_no_day(const model::ValueFormat& format, std::string_view cell) noexcept {
    const auto date = model::read_date_form(format.date, format.pivot_year, cell);
    if (!date) return false;
    return !std::chrono::year_month_day{std::chrono::year{date->year}, std::chrono::month{date->month},
                                        std::chrono::day{date->day}}
                .ok();
}

}  // namespace

bool is_compared(const catalog::Contract& contract, const catalog::Field& field) {
    const auto is = [&field](const std::string& name) { return name == field.name; };
    return field.type == model::Type::code || is(contract.owner) ||
           std::any_of(contract.key.begin(), contract.key.end(), is) ||
           std::any_of(contract.rules.begin(), contract.rules.end(), [&](const catalog::Rule& rule) {
               return is(rule.field) && (std::holds_alternative<catalog::checks::InList>(rule.check) ||
                                         std::holds_alternative<catalog::checks::IsIdentifier>(rule.check));
           });
}

FieldTyper::FieldTyper(const catalog::Field& field, bool is_code, model::ValueFormat format)
    : m_field(field),
      m_format(std::move(format)),
      m_typed(field.type != model::Type::text && field.type != model::Type::code),
      m_code(is_code && !m_typed) {
    if (field.split == "code") m_split = Split::code;
    if (field.split == "name") m_split = Split::name;
    for (const auto& [marker, why] : field.missing) m_markers.emplace_back(marker, &why);
}

std::string_view FieldTyper::part(std::string_view cell) const noexcept {
    if (m_split == Split::none) return cell;
    const std::size_t blank = cell.find(' ');
    if (m_split == Split::code) return cell.substr(0, blank);
    if (blank == std::string_view::npos) return {};
    const std::size_t name = cell.find_first_not_of(' ', blank);
    return name == std::string_view::npos ? std::string_view{} : cell.substr(name);
}

const std::string* FieldTyper::reason(std::string_view cell) const noexcept {
    for (const auto& [marker, why] : m_markers) {
        if (marker == cell) return why;
    }
    return nullptr;
}

bool FieldTyper::needs_a_look(std::string_view cell) const noexcept {
    if (m_typed) return false;
    return m_code ? model::looks_odd(cell) : model::beyond_ascii(cell);
}

std::optional<char32_t> FieldTyper::invisible(std::string_view cell) const noexcept {
    if (m_code) return model::find_invisible(cell);
    constexpr char32_t mark = 0xFEFF;
    return cell.find("\xEF\xBB\xBF") == std::string_view::npos ? std::nullopt : std::optional(mark);
}

bool FieldTyper::too_long(std::string_view cell) const noexcept {
    const auto limit = static_cast<std::size_t>(m_field.max_length);
    if (cell.size() <= limit) return false;  // never fewer bytes than characters
    const auto characters = std::count_if(cell.begin(), cell.end(),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return static_cast<std::size_t>(characters) > limit;
}

void FieldTyper::type(const model::Column* raw, model::Batch& batch, std::size_t column, model::Column* reasons,
                      std::vector<CellFaultAt>& faults) const {
    const std::size_t rows = batch.rows();
    model::Column& out = batch.columns[column];
    out.cells.assign(rows, model::Column::null);
    if (m_typed) out.numbers.assign(rows, 0);
    if (reasons != nullptr) reasons->cells.assign(rows, model::Column::null);
    TextRoom room(batch.arena);
    for (std::uint32_t row = 0; row < rows; ++row) {
        std::string_view cell = raw == nullptr ? model::Column::null : raw->cells[row];
        const std::string* why = m_markers.empty() ? nullptr : reason(cell);
        const bool odd = why == nullptr && needs_a_look(cell);
        if (odd) {
            const model::Trimmed bare = m_code ? model::trim_ends(cell) : model::trim_byte_order_marks(cell);
            if (bare.changes != 0) {
                batch.note_changes(row, bare.changes);
                cell = bare.text;
                if (!m_markers.empty()) why = reason(cell);
            }
        }
        if (why != nullptr) {
            reasons->cells[row] = *why;
            cell = {};
        }
        if (!cell.empty()) cell = part(cell);
        if (cell.empty()) {
            if (m_field.required) faults.push_back({row, CellFault::required_missing});
            continue;
        }
        if (!m_typed) {
            if (const auto character = odd ? invisible(cell) : std::nullopt) {
                faults.push_back({row, CellFault::invisible, *character});
            } else if (too_long(cell)) {
                faults.push_back({row, CellFault::too_long});
            } else {
                out.cells[row] = cell;
            }
            continue;
        }
        const auto parsed = model::parse_value(m_field.type, m_format, cell, room.place());
        if (!parsed && m_field.type == model::Type::date && is_no_day(m_format, cell)) {
            faults.push_back({row, CellFault::no_such_day});
            continue;
        }
        if (!parsed) {
            const bool number = m_field.type == model::Type::integer || m_field.type == model::Type::decimal;
            faults.push_back({row, CellFault::wrong_type, number && model::looks_rounded(cell) ? U'E' : U'\0'});
            continue;
        }
        room.keep(parsed->text);
        out.cells[row] = parsed->text;
        out.numbers[row] = parsed->number;
    }
}

}  // namespace tilsig::check
