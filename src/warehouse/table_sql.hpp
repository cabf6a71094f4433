// The names of a declared table in SQL: current and history table, the loader's own columns, and lists of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/table.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::warehouse {

/// Special members of every dimension (DESIGN section 8); declared rows have surrogates above 0.
inline constexpr std::int64_t member_unknown = -1;
inline constexpr std::int64_t member_not_applicable = -2;
inline constexpr std::int64_t member_invalid = -3;
/// The declared text that stands for "not applicable" in a column that a reference goes by.
inline constexpr std::string_view not_applicable_text = "not_applicable";
inline constexpr int owner_length = 100;

/// All names are quoted; made once per table and loader.
struct TableSql {
    TableSql(const model::Table& table, const odbc::Dialect& dialect);

    std::string current;                      ///< "fact_x"
    std::string history;                      ///< "fact_x_history"
    std::string surrogate;                    ///< "fact_x_key"
    std::vector<std::string> columns;         ///< declared columns
    std::vector<std::string> key;             ///< business key
    std::vector<std::string> reference_keys;  ///< "<reference>_key"
    std::vector<std::string> own;             ///< unit_id .. record_no
    std::string signature;                    ///< names and types of the declared columns, for caches made from them

    /// Every column of the current table in order: surrogate, declared, reference keys, own.
    [[nodiscard]] std::vector<std::string> all() const;
};

/// `alias.a, alias.b`; alias may be empty.
[[nodiscard]] std::string column_list(const std::vector<std::string>& columns, std::string_view alias = {});
/// `a.k = b.k AND ...`
[[nodiscard]] std::string equal_keys(const std::vector<std::string>& columns, std::string_view a, std::string_view b);
/// `a.c IS DISTINCT FROM b.c OR ...`, in the words of the engine: null-safe.
[[nodiscard]] std::string any_differs(const odbc::Dialect& dialect, const std::vector<std::string>& columns,
                                      std::string_view a, std::string_view b);

/// Name of an index of the table, e.g. index_name("fact_x", "unit") is "fact_x_unit".
[[nodiscard]] std::string index_name(const model::Table& table, std::string_view purpose);
/// CREATE [UNIQUE] INDEX statements of the current table, business key first.
[[nodiscard]] std::vector<std::string> current_indexes(const model::Table& table, const TableSql& sql);
/// CREATE TABLE and indexes of the current and the history table.
[[nodiscard]] std::vector<std::string> create_table(const model::Table& table, const odbc::Dialect& dialect);
/// The column's type; text without bound has one where it stands in the key and the engine needs that.
[[nodiscard]] std::string stored_type(const model::Table& table, const model::TableColumn& column,
                                      const odbc::Dialect& dialect);
/// `"name" type [NOT NULL]`
[[nodiscard]] std::string column_definition(const model::Table& table, const model::TableColumn& column,
                                            const odbc::Dialect& dialect);
/// The column as declared, for ops_table_column and for messages: `code(4) not null, key 1`.
[[nodiscard]] std::string declared(const model::Table& table, const model::TableColumn& column);

}  // namespace tilsig::warehouse
