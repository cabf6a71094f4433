// The content checksum: the same rows give the same digest on every engine, whatever their surrogates, runs and clocks.
#include "load/loader.hpp"
#include "load/row_codec.hpp"
#include "load/warehouse_sql.hpp"

namespace tilsig::load {

std::string content_checksum(odbc::Connection& connection, const model::Table& table) {
    // Drivers hold a whole result in memory, so it is read in pages by business key; keys are not null and unique.
    constexpr int page = 10000;
    const odbc::Dialect& dialect = connection.dialect();
    const TableSql sql(table, dialect);
    std::string cells;
    for (const auto& column : table.columns) {
        cells +=
            (cells.empty() ? "" : ", ") + dialect.canonical_text(odbc::quoted(column.name), column.type, column.scale);
    }
    std::vector<const model::TableColumn*> key;
    std::vector<std::size_t> key_index;
    for (const auto& name : table.key) {
        key.push_back(table.find(name));
        key_index.push_back(static_cast<std::size_t>(key.back() - table.columns.data()));
    }
    // The first column says it again by itself: not every engine goes through its index by the comparison of rows.
    std::string after = sql.key.front() + " >= " + dialect.from_canonical_text("?", key[0]->type, key[0]->scale) +
                        " AND (" + column_list(sql.key) + ") > (";
    for (std::size_t i = 0; i < key.size(); ++i)
        after += (i == 0 ? "" : ", ") + dialect.from_canonical_text("?", key[i]->type, key[i]->scale);
    after += ")";
    const std::string head = "SELECT " + cells + " FROM " + sql.current + " WHERE " + sql.surrogate + " > 0";
    const std::string tail = " ORDER BY " + column_list(sql.key) + " LIMIT " + std::to_string(page);

    Sha256 hash;
    std::string row;
    std::vector<std::string> last;
    odbc::Statement first = connection.prepare(head + tail);
    odbc::Statement next = connection.prepare(head + " AND " + after + tail);
    for (int rows = page; rows == page;) {
        odbc::Statement& query = last.empty() ? first : next;
        if (!last.empty()) query.bind(1, std::string_view(last.front()));
        for (std::size_t i = 0; i < last.size(); ++i) query.bind(static_cast<int>(i + 2), std::string_view(last[i]));
        query.execute();
        for (rows = 0; query.fetch(); ++rows) {
            row.clear();
            for (std::size_t i = 0; i < table.columns.size(); ++i)
                append_cell(row, query.view(static_cast<int>(i + 1)));
            hash.update(row);
            last.clear();
            for (const std::size_t index : key_index) last.emplace_back(query.view(static_cast<int>(index + 1)));
        }
    }
    return to_hex(hash.finish());
}

}  // namespace tilsig::load
