#include "warehouse/engine_kit.hpp"

#include "base/error.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::warehouse {

std::uint64_t EngineKit::changed_rows(odbc::Connection& /*connection*/, std::int64_t reported) const {
    return static_cast<std::uint64_t>(reported);
}

void EngineKit::build_index(odbc::Connection& connection, const std::string& create) const {
    connection.execute(create);
}

std::string EngineKit::staging_table(const model::Table& table, int /*slot*/, std::string_view /*suffix*/) const {
    throw Error(ErrorKind::internal, table.name + " has no permanent staging table on this engine");
}

const EngineKit& kit_of(const odbc::Dialect& dialect) {
    switch (dialect.engine()) {
        case odbc::Engine::sqlite: return sqlite_kit();
        case odbc::Engine::postgresql: return postgresql_kit();
        case odbc::Engine::mariadb: break;
    }
    return mariadb_kit();
}

}  // namespace tilsig::warehouse
