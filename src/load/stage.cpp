#include "load/stage.hpp"

#include "load/warehouse_sql.hpp"

namespace tilsig::load {

std::unique_ptr<Stage> make_stage(const LoaderOptions& options, const model::Table& table, odbc::Connection& loading, const Logger& log) {
    return loading.dialect().engine() == odbc::Engine::sqlite ? make_sqlite_stage(options, table, loading)
                                                              : make_postgresql_stage(options, table, loading, log);
}

std::string stage_columns(const model::Table& table, const odbc::Dialect& dialect) {
    // In SQLite the record number is the row id, which makes every join with the delta a look-up.
    const std::string record_type = dialect.engine() == odbc::Engine::sqlite ? "integer PRIMARY KEY" : "bigint";
    std::string columns = "record_no " + record_type + ", owner_code " + dialect.column_type(model::Type::code, owner_length, 0);
    for (const auto& column : table.columns) {
        columns += ", " + odbc::quoted(column.name) + " " + dialect.column_type(column.type, column.length, column.scale);
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
