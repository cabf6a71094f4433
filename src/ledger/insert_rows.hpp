// Many rows in one INSERT. Only the files of this room include it.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

/// The text `INSERT .. VALUES row, row, .. behind`; `row` is `(?, ?, ..)`.
[[nodiscard]] inline std::string insert_text(const std::string& insert, const std::string& row, std::size_t rows,
                                             const std::string& behind) {
    std::string sql = insert + " VALUES ";
    for (std::size_t i = 0; i < rows; ++i) sql += (i == 0 ? "" : ", ") + row;
    return sql + behind;
}

/// Inserts `total` rows, so many at once that the time goes into the rows (from 50 to 500 of 14 columns cost the same).
/// `bind(statement, first, n)` binds row n from parameter `first` on.
template <typename Bind>
void insert_rows(odbc::Connection& connection, StatementCache& statements, const std::string& insert,
                 const std::string& row, const std::string& behind, std::size_t total, const Bind& bind) {
    constexpr std::size_t at_once = 200;
    const auto parameters = static_cast<int>(std::count(row.begin(), row.end(), '?'));
    for (std::size_t start = 0; start < total; start += at_once) {
        const std::size_t rows = std::min(at_once, total - start);
        // Full statements are kept prepared; the rest has any length and is not.
        std::optional<odbc::Statement> rest;
        if (rows != at_once) rest = connection.once(insert_text(insert, row, rows, behind));
        odbc::Statement& statement = rest ? *rest : statements.prepared(insert_text(insert, row, rows, behind));
        for (std::size_t i = 0; i < rows; ++i) bind(statement, 1 + static_cast<int>(i) * parameters, start + i);
        statement.execute();
    }
}

}  // namespace tilsig::ledger
