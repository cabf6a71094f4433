#include "load/stage.hpp"

#include "warehouse/table_sql.hpp"

namespace tilsig::load {

std::unique_ptr<Stage> make_stage(const LoaderOptions& options, const model::Table& table, odbc::Connection& loading,
                                  const Logger& log) {
    switch (loading.dialect().engine()) {
        case odbc::Engine::sqlite: return make_sqlite_stage(options, table, loading);
        case odbc::Engine::postgresql: return make_postgresql_stage(options, table, loading, log);
        case odbc::Engine::mariadb: break;
    }
    return make_mariadb_stage(options, table, loading, log);
}

std::string stage_columns(const model::Table& table, const odbc::Dialect& dialect, const char* record_type) {
    std::string columns = std::string("record_no ") + record_type + ", owner_code " +
                          dialect.column_type(model::Type::code, warehouse::owner_length, 0);
    for (const auto& column : table.columns) {
        columns += ", " + odbc::quoted(column.name) + " " + warehouse::stored_type(table, column, dialect);
    }
    return columns;
}

bool is_row_fault(const Error& error) noexcept {
    if (error.kind() == ErrorKind::data) return true;
    const std::string& code = error.error_code();
    // 22: data exceptions, 23: constraints. SQLite's staging has neither types nor constraints that could fail.
    return error.kind() == ErrorKind::database && (code.starts_with("22") || code.starts_with("23"));
}

void too_many_refused(const model::Table& table) {
    throw Error(ErrorKind::data, table.name + ": the database refuses more than " + std::to_string(most_refused) +
                                     " records of this delivery because of their values")
        .remedy("compare the contract's types with the delivery; nothing was loaded");
}

}  // namespace tilsig::load
