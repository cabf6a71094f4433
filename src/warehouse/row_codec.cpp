#include "warehouse/row_codec.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/error.hpp"
#include "model/value.hpp"

namespace tilsig::warehouse {

namespace {

bool digits(std::string_view text) noexcept {
    bool all = !text.empty();
    for (const char c : text)
        all &= static_cast<unsigned char>(c - '0') <= 9;  // nearly always all are: no branch for each
    return all;
}

/// Digits without a leading zero, zero itself excepted.
bool plain_digits(std::string_view text) noexcept { return digits(text) && (text.size() == 1 || text[0] != '0'); }

bool is_integer(std::string_view text) noexcept {
    const std::string_view unsigned_part = text.starts_with('-') ? text.substr(1) : text;
    if (!plain_digits(unsigned_part) || text == "-0") return false;
    if (unsigned_part.size() < 19) return true;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

/// What parse_value() writes: exactly `scale` digits behind the point, no negative zero, unscaled value within 64 bits.
bool is_decimal(std::string_view text, int scale) noexcept {
    if (scale == 0) return is_integer(text);
    const bool negative = text.starts_with('-');
    const std::string_view unsigned_part = negative ? text.substr(1) : text;
    const auto behind = static_cast<std::size_t>(scale);
    if (unsigned_part.size() < behind + 2 || unsigned_part.size() > 20) return false;
    const std::size_t point = unsigned_part.size() - behind - 1;
    const std::string_view whole = unsigned_part.substr(0, point);
    const std::string_view fraction = unsigned_part.substr(point + 1);
    if (unsigned_part[point] != '.' || !plain_digits(whole) || !digits(fraction)) return false;
    if (!negative && unsigned_part.size() < 20) return true;  // eighteen digits always fit
    // With its sign: the smallest number has no positive counterpart.
    char unscaled[24] = {'-'};
    char* at = unscaled + (negative ? 1 : 0);
    for (const std::string_view part : {whole, fraction}) {
        std::memcpy(at, part.data(), part.size());
        at += part.size();
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(unscaled, at, number);
    return error == std::errc() && end == at && !(negative && number == 0);
}

/// 2026-11-22T03:00:00.000000Z and nothing shorter: SQLite keeps the text, so there must be one form.
bool is_timestamp(std::string_view text) noexcept {
    if (text.size() != 27 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.' ||
        text[26] != 'Z')
        return false;
    const auto pair = [&text](std::size_t at, int limit) {
        return digits(text.substr(at, 2)) && (text[at] - '0') * 10 + (text[at + 1] - '0') < limit;
    };
    return model::parse_iso_date(text.substr(0, 10)) && pair(11, 24) && pair(14, 60) && pair(17, 60) &&
           digits(text.substr(20, 6));
}

constexpr std::size_t prefix_bytes = sizeof(std::uint32_t);

/// Writes a cell as append_cell() promises; the end of what was written.
char* put_cell(char* at, std::string_view cell) noexcept {
    // 0 is null, n + 1 is a text of n bytes.
    const auto size = model::Column::is_null(cell) ? 0U : static_cast<std::uint32_t>(cell.size() + 1);
    std::memcpy(at, &size, prefix_bytes);
    at += prefix_bytes;
    if (!cell.empty()) std::memcpy(at, cell.data(), cell.size());
    return at + cell.size();
}

std::size_t characters(std::string_view utf8) noexcept {
    std::size_t count = 0;
    for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    return count;
}

/// Gives `use` the test that a cell of the column must pass. The type is asked once for all cells of a column.
template <typename Use>
bool with_test(const model::TableColumn& column, const Use& use) {
    switch (column.type) {
        case model::Type::text:
        case model::Type::code: {
            const auto limit = static_cast<std::size_t>(column.length);
            return use([limit](std::string_view cell) {
                return limit == 0 || cell.size() <= limit || characters(cell) <= limit;
            });
        }
        case model::Type::integer: return use(is_integer);
        case model::Type::decimal:
            return use([scale = column.scale](std::string_view cell) { return is_decimal(cell, scale); });
        case model::Type::date:
            return use([](std::string_view cell) { return model::parse_iso_date(cell).has_value(); });
        case model::Type::boolean: return use([](std::string_view cell) { return cell == "0" || cell == "1"; });
        case model::Type::timestamp: return use(is_timestamp);
    }
    return false;
}

}  // namespace

void append_cell(std::string& out, std::string_view cell) {
    const std::size_t before = out.size();
    out.resize(before + prefix_bytes + cell.size());
    put_cell(out.data() + before, cell);
}

bool fits(const model::TableColumn& column, std::string_view cell) noexcept {
    if (model::Column::is_null(cell)) return column.nullable;
    return with_test(column, [cell](const auto& test) { return test(cell); });
}

RowCodec::RowCodec(const model::Table& table, const HashKey& hash_key)
    : m_table(table), m_hash_key(hash_key), m_is_key(table.columns.size(), false) {
    for (const std::string& name : table.key) {
        std::size_t index = 0;
        while (index < table.columns.size() && table.columns[index].name != name) ++index;
        if (index == table.columns.size()) {
            throw Error(ErrorKind::configuration,
                        table.name + ": the key names a column '" + name + "' that it has not");
        }
        m_key.push_back(index);
        m_is_key[index] = true;
    }
    if (m_key.empty())
        throw Error(ErrorKind::configuration, table.name + ": a table needs a business key")
            .remedy("add `key: [COLUMN]`");
}

void RowCodec::require_columns(const model::Batch& batch) const {
    bool same = batch.columns.size() == m_table.columns.size();
    for (std::size_t i = 0; same && i < batch.columns.size(); ++i) {
        same = batch.columns[i].name == m_table.columns[i].name && batch.columns[i].cells.size() == batch.rows();
    }
    if (!same)
        throw Error(ErrorKind::internal, m_table.name + ": a batch does not have the columns of the table in order");
}

void RowCodec::look(const model::Batch& batch, std::vector<Fit>& found) const {
    found.assign(batch.rows(), Fit::whole);
    for (std::size_t i = 0; i < m_table.columns.size(); ++i) {
        const auto& cells = batch.columns[i].cells;
        const bool may_be_null = m_table.columns[i].nullable && !m_is_key[i];
        const Fit otherwise = m_is_key[i] ? Fit::key_unreadable : Fit::key_only;
        with_test(m_table.columns[i], [&](const auto& test) {
            for (std::size_t row = 0; row < cells.size(); ++row) {
                const bool good = model::Column::is_null(cells[row]) ? may_be_null : test(cells[row]);
                if (!good) found[row] = std::max(found[row], otherwise);
            }
            return true;
        });
    }
}

Hash128 RowCodec::key_hash(const model::Batch& batch, std::size_t row) {
    std::size_t bytes = 0;
    for (const std::size_t index : m_key) bytes += prefix_bytes + batch.columns[index].cells[row].size();
    char* const begin = room(bytes);
    char* at = begin;
    for (const std::size_t index : m_key) at = put_cell(at, batch.columns[index].cells[row]);
    return keyed_hash(m_hash_key, {begin, bytes});
}

Hash128 RowCodec::key_hash(const std::vector<std::string>& cells) {
    m_buffer.clear();
    for (const std::string& cell : cells) append_cell(m_buffer, cell);
    return keyed_hash(m_hash_key, m_buffer);
}

char* RowCodec::room(std::size_t bytes) {
    if (m_buffer.size() < bytes) m_buffer.resize(bytes);
    return m_buffer.data();
}

Hash128 RowCodec::row_hash(const model::Batch& batch, std::size_t row, std::string_view owner) {
    std::size_t bytes = prefix_bytes + owner.size();
    for (const model::Column& column : batch.columns) bytes += prefix_bytes + column.cells[row].size();
    char* const begin = room(bytes);
    char* at = begin;
    for (const model::Column& column : batch.columns) at = put_cell(at, column.cells[row]);
    put_cell(at, owner);
    return keyed_hash(m_hash_key, {begin, bytes});
}

}  // namespace tilsig::warehouse
