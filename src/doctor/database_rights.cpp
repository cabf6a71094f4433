#include "doctor/database_rights.hpp"

#include <array>
#include <set>

#include "base/text.hpp"
#include "odbc/dialect.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::doctor {

namespace {

/// A session waits for its source without a word to the database.
constexpr std::int64_t least_idle_seconds = 900;
// What the tests run on.
constexpr std::int64_t tested_postgresql = 15, tested_mariadb = 1011;

void add_missing(Remarks& remarks, const std::string& what, const std::string& grant) {
    remarks.push_back(bad(ErrorKind::configuration, "the database's user may not " + what,
                          "as the administrator: `GRANT " + grant + "`"));
}

void add_untested(Remarks& remarks, const char* tested) {
    remarks.push_back(warning(std::string("the server is older than ") + tested + ", which tilsig is tested with",
                              "prove it on an empty database: `tilsig conform --dsn STRING`"));
}

void add_impatient(Remarks& remarks, const char* setting, std::int64_t seconds) {
    remarks.push_back(warning("the server ends a session that is idle for " + std::to_string(seconds) + " s (" +
                                  setting + "): a fetch may take longer",
                              std::string("set ") + setting + " to an hour or more for this user"));
}

void look_at_postgresql(Remarks& remarks, odbc::Connection& connection) {
    const std::string stage(warehouse::stage_schema);
    auto row = connection.once(
        "SELECT CAST(has_schema_privilege(current_schema(), 'CREATE') AS integer), "
        "CAST(has_database_privilege(current_database(), 'TEMPORARY') AS integer), "
        "CASE WHEN EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = '" +
        stage +
        "') "
        "THEN CAST(has_schema_privilege((SELECT oid FROM pg_namespace WHERE nspname = '" +
        stage +
        "'), 'CREATE') AND "
        "has_schema_privilege((SELECT oid FROM pg_namespace WHERE nspname = '" +
        stage +
        "'), 'USAGE') AS integer) "
        "ELSE CAST(has_database_privilege(current_database(), 'CREATE') AS integer) END, "
        "CAST(current_setting('server_version_num') AS integer) / 10000, "
        "coalesce((SELECT CAST(setting AS bigint) / 1000 FROM pg_settings WHERE name = 'idle_session_timeout'), 0), "
        "current_database(), current_user, coalesce(current_schema(), '')");
    row.execute();
    if (!row.fetch()) return;
    const std::string database = row.text(6).value_or(""), user = row.text(7).value_or(""),
                      schema = row.text(8).value_or("");
    if (schema.empty()) {
        remarks.push_back(bad(ErrorKind::configuration, "the database's user has no schema to make tables in",
                              "make one, or set its search_path"));
    } else if (row.integer(1).value_or(0) == 0) {
        add_missing(remarks, "make tables in schema " + schema,
                    "USAGE, CREATE ON SCHEMA " + odbc::quoted(schema) + " TO " + odbc::quoted(user));
    }
    if (row.integer(2).value_or(0) == 0)
        add_missing(remarks, "make temporary tables",
                    "TEMPORARY ON DATABASE " + odbc::quoted(database) + " TO " + odbc::quoted(user));
    if (row.integer(3).value_or(0) == 0)
        add_missing(remarks, "make the schema " + stage + ", in which large units wait to be loaded",
                    "CREATE ON DATABASE " + odbc::quoted(database) + " TO " + odbc::quoted(user));
    if (row.integer(4).value_or(0) < tested_postgresql) add_untested(remarks, "PostgreSQL 15");
    const auto idle = row.integer(5).value_or(0);
    if (idle > 0 && idle < least_idle_seconds) add_impatient(remarks, "idle_session_timeout", idle);
}

/// Of the server, of the database (patterns too) and by the active role.
std::set<std::string> mariadb_privileges(odbc::Connection& connection) {
    // 'user'@'host', as the catalog writes it.
    const std::string grantees =
        "(concat('''', replace(current_user(), '@', '''@'''), ''''), concat('''', coalesce(current_role(), ''), "
        "'''@'''''))";
    auto rows =
        connection.once("SELECT privilege_type FROM information_schema.user_privileges WHERE grantee IN " + grantees +
                        " UNION SELECT privilege_type FROM information_schema.schema_privileges WHERE grantee IN " +
                        grantees + " AND database() LIKE table_schema");
    rows.execute();
    std::set<std::string> privileges;
    while (rows.fetch()) privileges.insert(rows.text(1).value_or(""));
    return privileges;
}

void look_at_mariadb(Remarks& remarks, odbc::Connection& connection) {
    static constexpr std::array needed{
        "SELECT",      "INSERT",   "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "INDEX", "CREATE TEMPORARY TABLES",
        "CREATE VIEW", "SHOW VIEW"};
    const auto privileges = mariadb_privileges(connection);
    std::vector<std::string> missing;
    for (const auto* each : needed)
        if (!privileges.contains(each)) missing.emplace_back(each);
    auto row = connection.once(
        "SELECT database(), concat('''', replace(current_user(), '@', '''@'''), ''''), @@wait_timeout, "
        "CAST(substring_index(version(), '.', 1) AS signed) * 100 + "
        "CAST(substring_index(substring_index(version(), '.', 2), '.', -1) AS signed)");
    row.execute();
    if (!row.fetch()) return;
    if (!missing.empty())
        add_missing(remarks, "do all that a night needs; missing: " + join(missing, ", "),
                    join(missing, ", ") + " ON " + row.text(1).value_or("") + ".* TO " + row.text(2).value_or(""));
    if (const auto idle = row.integer(3).value_or(0); idle > 0 && idle < least_idle_seconds)
        add_impatient(remarks, "wait_timeout", idle);
    if (row.integer(4).value_or(0) < tested_mariadb) add_untested(remarks, "MariaDB 10.11");
}

}  // namespace

void look_at_rights(Remarks& remarks, odbc::Connection& connection) {
    switch (connection.dialect().engine()) {
        case odbc::Engine::sqlite: return;
        case odbc::Engine::postgresql: return look_at_postgresql(remarks, connection);
        case odbc::Engine::mariadb: return look_at_mariadb(remarks, connection);
    }
}

}  // namespace tilsig::doctor
