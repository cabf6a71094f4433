// Applying and recording numbered changes.
#include "ledger/migrations.hpp"

#include <map>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "ledger/ledger.hpp"
#include "ledger/structure.hpp"

namespace tilsig::ledger {

namespace {

std::string checksum(const Migration& migration) { return sha256_hex(join(migration.statements, ";\n")); }

bool exists(odbc::Connection& connection, const std::string& table) {
    return connection.query_integer(connection.dialect().table_exists_query(), {table}).has_value();
}

std::string migration_table(const odbc::Dialect& dialect) {
    const std::string text = dialect.column_type(model::Type::text, 0, 0) + " NOT NULL";
    return "CREATE TABLE IF NOT EXISTS ops_migration (area " + dialect.key_text_type() +
           " NOT NULL, number bigint NOT NULL, name " + text + ", checksum " + text + ", ddl " + text +
           ", applied_at " + text + ", PRIMARY KEY (area, number))";
}

std::map<std::int64_t, std::string> applied(odbc::Connection& connection, const std::string& area) {
    std::map<std::int64_t, std::string> found;
    if (!exists(connection, "ops_migration")) return found;
    auto rows = connection.once("SELECT number, checksum FROM ops_migration WHERE area = ?");
    rows.bind(1, area).execute();
    while (rows.fetch()) found.emplace(rows.integer(1).value(), rows.text(2).value_or(""));
    return found;
}

void insert(odbc::Connection& connection, const Clock& clock, const std::string& area, const Migration& migration) {
    connection
        .prepare("INSERT INTO ops_migration (area, number, name, checksum, ddl, applied_at) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(1, area)
        .bind(2, migration.number)
        .bind(3, migration.name)
        .bind(4, checksum(migration))
        .bind(5, join(migration.statements, ";\n"))
        .bind(6, to_text(clock.now()))
        .execute();
}

void require_compatible(const std::map<std::int64_t, std::string>& done, const std::string& area,
                        const std::vector<Migration>& known) {
    const std::int64_t newest = known.empty() ? 0 : known.back().number;
    if (!done.empty() && done.rbegin()->first > newest) {
        throw Error(ErrorKind::state, "the database's " + area + " tables have version " +
                                          std::to_string(done.rbegin()->first) + ", this program knows version " +
                                          std::to_string(newest))
            .remedy("use the newer program that made them, or restore the backup taken before its first run");
    }
    for (const Migration& migration : known) {
        const auto found = done.find(migration.number);
        if (found != done.end() && found->second != checksum(migration)) {
            throw Error(ErrorKind::state, "version " + std::to_string(migration.number) + " of the " + area +
                                              " tables was made from another text than this program's")
                .remedy("use the program that made the database; a released version is never edited");
        }
    }
}

}  // namespace

void apply_migrations(odbc::Connection& connection, const Clock& clock, const std::string& area,
                      const std::vector<Migration>& migrations) {
    {
        const auto done = applied(connection, area);
        require_compatible(done, area, migrations);
        if (done.size() == migrations.size()) return;
    }
    std::vector<const Migration*> missing;
    const auto plan = [&] {
        connection.execute(migration_table(connection.dialect()));
        const auto done = applied(connection, area);
        require_compatible(done, area, migrations);
        std::vector<std::string> statements;
        for (const Migration& migration : migrations) {
            if (done.contains(migration.number)) continue;
            missing.push_back(&migration);
            statements.insert(statements.end(), migration.statements.begin(), migration.statements.end());
        }
        return statements;
    };
    change_structure(connection, area, plan, [&] {
        for (const Migration* migration : missing) insert(connection, clock, area, *migration);
    });
}

std::vector<std::string> pending_statements(odbc::Connection& connection, const std::string& area,
                                            const std::vector<Migration>& migrations) {
    const auto done = applied(connection, area);
    require_compatible(done, area, migrations);
    std::vector<std::string> statements;
    for (const Migration& migration : migrations) {
        if (done.contains(migration.number)) continue;
        statements.insert(statements.end(), migration.statements.begin(), migration.statements.end());
    }
    return statements;
}

void require_migrations(odbc::Connection& connection, const std::string& area,
                        const std::vector<Migration>& migrations) {
    const auto done = applied(connection, area);
    require_compatible(done, area, migrations);
    if (done.size() == migrations.size()) return;
    throw Error(ErrorKind::state,
                done.empty() ? "the database holds no " + area : "the database's " + area + " is of an older version")
        .code(done.empty() ? no_ledger_yet : "")
        .remedy("`tilsig night` or `tilsig run` makes or upgrades it");
}

void record_migration(odbc::Connection& connection, const Clock& clock, const std::string& area,
                      const std::string& name, const std::string& ddl) {
    const auto last = connection.query_integer("SELECT max(number) FROM ops_migration WHERE area = ?", {area});
    insert(connection, clock, area, {last.value_or(0) + 1, name, {ddl}});
}

void Ledger::require_current() {
    // Tables of a warehouse without their ledger are another thing than nothing at all.
    if (!exists(m_connection, "ops_migration")) (void)pending_ddl();
    require_migrations(m_connection, "ledger", ledger_migrations(m_connection.dialect()));
}

std::vector<std::string> Ledger::pending_ddl() {
    if (!exists(m_connection, "ops_migration")) {
        auto names = m_connection.once(m_connection.dialect().table_names_query());
        names.execute();
        std::string found;
        while (names.fetch()) {
            const std::string name = names.text(1).value();
            if (name.starts_with("fact_") || name.starts_with("dim_")) found = name;
        }
        if (!found.empty()) {
            throw Error(ErrorKind::state,
                        "the database holds warehouse tables (" + display_name(found) + ") but no ledger")
                .remedy(
                    "restore a backup that holds both, or start with an empty database and load again from the landing "
                    "zone; "
                    "starting from zero beside old rows would count them twice");
        }
    }
    return pending_statements(m_connection, "ledger", ledger_migrations(m_connection.dialect()));
}

void Ledger::migrate() {
    if (pending_ddl().empty()) return;
    apply_migrations(m_connection, m_clock, "ledger", ledger_migrations(m_connection.dialect()));
}

}  // namespace tilsig::ledger
