// A database of its own: told by a table that is made first and dropped last.
#include <algorithm>

#include "conform/checks.hpp"
#include "conform/conform_model.hpp"
#include "load/stage.hpp"
#include "odbc/dialect.hpp"
#include "warehouse/bi_view.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/plan.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::conform {

namespace {

constexpr const char* own_table = "tilsig_conform";
constexpr const char* make_own_table = "CREATE TABLE tilsig_conform (made bigint)";

std::vector<std::string> tables(odbc::Connection& connection) {
    auto names = connection.once(connection.dialect().table_names_query());
    names.execute();
    std::vector<std::string> found;
    while (names.fetch()) {
        const std::string name = names.text(1).value();
        if (!name.starts_with("sqlite_")) found.push_back(name);  // SQLite's own, which cannot be dropped
    }
    return found;
}

/// True when it is gone. A table that others refer to is refused now and not in the next round.
bool dropped(odbc::Connection& connection, const std::string& statement) {
    try {
        connection.execute(statement);
        return true;
    } catch (const odbc::DatabaseError& error) {
        if (error.connection_lost()) throw;
        return false;
    }
}

}  // namespace

void require_own_database(odbc::Connection& connection) {
    const auto found = tables(connection);
    if (found.empty()) {
        connection.execute(make_own_table);
        return;
    }
    if (std::find(found.begin(), found.end(), own_table) == found.end()) {
        throw Error(ErrorKind::usage, "the database is not empty: it holds the table " + found.front())
            .remedy("give conform an empty database (or SQLite file) of its own; it drops what it made");
    }
    clear_database(connection);
    connection.execute(make_own_table);
}

void clear_database(odbc::Connection& connection) {
    const auto model = conform_model();
    for (const auto* table : warehouse::all_tables(model)) {
        connection.execute("DROP VIEW IF EXISTS " + odbc::quoted(warehouse::view_name(table->name)));
        for (const auto& statement : warehouse::kit_of(connection.dialect()).drop_staging(*table))
            (void)dropped(connection, statement);
    }
    for (;;) {
        auto left = tables(connection);
        if (left.empty()) break;
        if (left.size() > 1) std::erase(left, own_table);  // the last one
        const auto gone = std::count_if(left.begin(), left.end(), [&](const auto& name) {
            return dropped(connection, "DROP TABLE " + odbc::quoted(name));
        });
        if (gone == 0)
            throw Error(ErrorKind::database, "the table " + left.front() + " cannot be dropped")
                .remedy("drop it by hand");
    }
    // Refused while somebody else's staging tables are in it.
    if (connection.dialect().engine() == odbc::Engine::postgresql)
        (void)dropped(connection, "DROP SCHEMA IF EXISTS " + odbc::quoted(warehouse::stage_schema));
}

}  // namespace tilsig::conform
