#include "warehouse/checksum.hpp"

#include <algorithm>
#include <charconv>

#include "base/error.hpp"
#include "warehouse/row_codec.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::warehouse {

namespace {

// Drivers hold a whole result in memory, so it is read in pages by business key; keys are not null and unique.
constexpr std::size_t page_rows = 10000;

/// One digest for all rows: in their order, or without any.
class RowDigest {
public:
    explicit RowDigest(bool ordered) : m_ordered(ordered) {}

    void add(std::string_view row) {
        if (m_ordered) return m_rows.update(row);
        const auto digest = sha256(row);
        unsigned carry = 0;
        for (std::size_t i = digest.size(); i-- > 0;) {
            carry += static_cast<unsigned>(m_sum[i]) + digest[i];
            m_sum[i] = static_cast<unsigned char>(carry & 0xFFU);
            carry >>= 8U;
        }
    }
    std::string finish() { return to_hex(m_ordered ? m_rows.finish() : m_sum); }

private:
    bool m_ordered;
    Sha256 m_rows;
    Sha256Digest m_sum{};
};

/// One page of rows, cell after cell, as the database gives them.
struct PageOfRows {
    std::size_t width = 0;
    std::vector<std::string> cells;
    std::vector<bool> nulls;

    [[nodiscard]] std::size_t rows() const { return cells.size() / width; }
    void read(odbc::Statement& query) {
        cells.clear();
        nulls.clear();
        while (query.fetch()) {
            for (std::size_t i = 0; i < width; ++i) {
                const auto cell = query.view(static_cast<int>(i + 1));
                nulls.push_back(model::Column::is_null(cell));
                cells.emplace_back(cell);
            }
        }
    }
    [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const {
        const std::size_t at = row * width + column;
        return nulls[at] ? model::Column::null : std::string_view(cells[at]);
    }
};

void put_tokens(PageOfRows& page, std::size_t column, const PersonTokens& tokens) {
    std::vector<std::int64_t> ids;
    for (std::size_t row = 0; row < page.rows(); ++row) {
        const auto cell = page.cell(row, column);
        if (model::Column::is_null(cell)) continue;
        std::int64_t id = 0;
        std::from_chars(cell.data(), cell.data() + cell.size(), id);
        ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    const auto texts = tokens(ids);
    for (std::size_t row = 0; row < page.rows(); ++row) {
        const std::size_t at = row * page.width + column;
        if (page.nulls[at]) continue;
        std::int64_t id = 0;
        std::from_chars(page.cells[at].data(), page.cells[at].data() + page.cells[at].size(), id);
        page.cells[at] = texts[static_cast<std::size_t>(std::lower_bound(ids.begin(), ids.end(), id) - ids.begin())];
    }
}

}  // namespace

std::string content_checksum(odbc::Connection& connection, const model::Table& table, const PersonTokens& tokens) {
    if (table.has_persons() && !tokens)
        throw Error(ErrorKind::internal, "a checksum of " + table.name + " needs what stands for its persons");
    const odbc::Dialect& dialect = connection.dialect();
    const TableSql sql(table, dialect);
    std::string cells;
    for (const auto& column : table.columns) {
        cells +=
            (cells.empty() ? "" : ", ") + dialect.canonical_text(odbc::quoted(column.name), column.type, column.scale);
    }
    std::vector<const model::TableColumn*> key;
    std::vector<std::size_t> key_index;
    bool ordered = true;
    for (const auto& name : table.key) {
        key.push_back(table.find(name));
        key_index.push_back(static_cast<std::size_t>(key.back() - table.columns.data()));
        ordered = ordered && !key.back()->person;
    }
    // The first column says it again by itself: not every engine goes through its index by the comparison of rows.
    std::string after = sql.key.front() + " >= " + dialect.from_canonical_text("?", key[0]->type, key[0]->scale) +
                        " AND (" + column_list(sql.key) + ") > (";
    for (std::size_t i = 0; i < key.size(); ++i)
        after += (i == 0 ? "" : ", ") + dialect.from_canonical_text("?", key[i]->type, key[i]->scale);
    after += ")";
    const std::string head = "SELECT " + cells + " FROM " + sql.current + " WHERE " + sql.surrogate + " > 0";
    const std::string tail = " ORDER BY " + column_list(sql.key) + " LIMIT " + std::to_string(page_rows);

    RowDigest digest(ordered);
    PageOfRows page{table.columns.size(), {}, {}};
    std::string row_text;
    std::vector<std::string> last;
    odbc::Statement first = connection.prepare(head + tail);
    odbc::Statement next = connection.prepare(head + " AND " + after + tail);
    do {
        odbc::Statement& query = last.empty() ? first : next;
        if (!last.empty()) query.bind(1, std::string_view(last.front()));
        for (std::size_t i = 0; i < last.size(); ++i) query.bind(static_cast<int>(i + 2), std::string_view(last[i]));
        query.execute();
        page.read(query);
        if (page.rows() == 0) break;
        last.clear();
        for (const std::size_t index : key_index) last.emplace_back(page.cell(page.rows() - 1, index));
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            if (table.columns[i].person) put_tokens(page, i, tokens);
        for (std::size_t row = 0; row < page.rows(); ++row) {
            row_text.clear();
            for (std::size_t i = 0; i < page.width; ++i) append_cell(row_text, page.cell(row, i));
            digest.add(row_text);
        }
    } while (page.rows() == page_rows);
    return digest.finish();
}

}  // namespace tilsig::warehouse
