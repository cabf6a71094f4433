// Database errors: read once, classed by code, driver text kept away from messages.
#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "base/text.hpp"
#include "odbc/internals.hpp"

namespace tilsig::odbc {

namespace {

// SQLite's result codes; ODBC passes them on as the native code, and every SQLSTATE is HY000.
constexpr int sqlite_busy = 5;
constexpr int sqlite_locked = 6;
constexpr int sqlite_readonly = 8;
constexpr int sqlite_io_error = 10;
constexpr int sqlite_corrupt = 11;
constexpr int sqlite_full = 13;
constexpr int sqlite_cannot_open = 14;
constexpr int sqlite_constraint = 19;
constexpr int sqlite_not_a_database = 26;

constexpr const char* restore_remedy =
    "restore the newest good backup of the database; `tilsig replay --landed` then loads what came after it";

struct Class {
    const char* meaning;
    const char* remedy;
    Retry retry;
};

Class sqlite_class(int native) {
    switch (native & 0xff) {
        case sqlite_busy:
        case sqlite_locked: return {"another writer holds the database", "", Retry::now};
        case sqlite_readonly:
            return {"the database file cannot be written", "check the owner and mode of file and folder", Retry::later};
        case sqlite_io_error:
            return {"reading or writing the database file failed",
                    "look whether its disk has no disk space left or fails, then run again", Retry::later};
        case sqlite_corrupt:
        case sqlite_not_a_database:
            return {"the database file is damaged",
                    "restore the newest good backup of the file, or move it away; `tilsig replay --landed` then loads "
                    "what the landing zone holds",
                    Retry::never};
        case sqlite_full: return {"no space left for the database", "free disk space, then run again", Retry::later};
        case sqlite_cannot_open:
            return {"the database file cannot be opened", "check that the folder exists and may be written",
                    Retry::later};
        case sqlite_constraint: return {"a constraint was violated", "", Retry::never};
        default: return {"the database refused the statement", "", Retry::never};
    }
}

Class postgresql_class(const std::string& state, bool lost) {
    if (lost) return {"the connection to the database was lost", "", Retry::later};
    if (state == "40001") return {"a concurrent transaction got in between", "", Retry::now};
    if (state == "40P01") return {"deadlock with another transaction", "", Retry::now};
    if (state == "55P03") return {"a lock was not free in time", "", Retry::now};
    if (state == "57014") return {"the statement took too long and was cancelled", "", Retry::later};
    if (state == "HYT00" || state == "HYT01") return {"the database did not answer in time", "", Retry::later};
    if (state == "53100")
        return {"the database server has no disk space left", "free disk space on the server, then run again",
                Retry::later};
    if (state.starts_with("53")) return {"the database server is out of resources", "", Retry::later};
    if (state == "58030")
        return {"the database server failed to read or write", "check the server's disk", Retry::later};
    if (state.starts_with("23")) return {"a constraint was violated", "", Retry::never};
    if (state == "42501")
        return {"permission denied",
                "grant the role of the connection string what it needs: it owns the schema of the warehouse, or has "
                "`CREATE` on it",
                Retry::never};
    if (state == "XX001" || state == "XX002") return {"the database is damaged", restore_remedy, Retry::never};
    return {"the database refused the statement", "", Retry::never};
}

// MariaDB's error numbers (ER_ and CR_); many have the state HY000.
constexpr int mariadb_duplicate[] = {1062, 1586};
constexpr int mariadb_lost[] = {1053, 1152, 1153, 1159, 1161, 1184, 1927, 2002, 2003, 2006, 2013, 2055};
constexpr int mariadb_bad_value[] = {1048, 1264, 1265, 1292, 1366, 1406, 1411};
constexpr int mariadb_damaged[] = {1034, 1712};
constexpr int mariadb_structure_as_wanted[] = {1050, 1051, 1060, 1061, 1091};

template <std::size_t size>
bool is_one_of(int native, const int (&numbers)[size]) {
    return std::find(std::begin(numbers), std::end(numbers), native) != std::end(numbers);
}

Class mariadb_class(int native, const std::string& state) {
    switch (native) {
        case 1213: return {"deadlock with another transaction", "", Retry::now};
        case 1205: return {"a lock was not free in time", "", Retry::now};
        case 1020: return {"a concurrent transaction got in between", "", Retry::now};
        case 1969:
        case 1317: return {"the statement took too long and was cancelled", "", Retry::later};
        case 1040:
        case 1203:
        case 1226: return {"the database server has no connection left", "", Retry::later};
        case 1021:
        case 1114:
            return {"the database server has no disk space left", "free disk space on the server, then run again",
                    Retry::later};
        case 1290:
            return {"the database server is read-only", "connect to the server that may be written", Retry::later};
        case 1044:
        case 1045:
        case 1142:
        case 1227:
            return {
                "permission denied",
                "grant the user of the connection string what it needs: all rights on the database of the warehouse",
                Retry::never};
        default: break;
    }
    if (is_one_of(native, mariadb_damaged)) return {"the database is damaged", restore_remedy, Retry::never};
    if (is_one_of(native, mariadb_bad_value) || state.starts_with("22"))
        return {"a value does not fit its column", "", Retry::never};
    if (state.starts_with("23")) return {"a constraint was violated", "", Retry::never};
    return {"the database refused the statement", "", Retry::never};
}

/// 08: connection errors. 57P01-57P05: the server is ending the session.
bool lost_by_state(const std::string& state) {
    return state.starts_with("08") || (state.starts_with("57P0") && state.size() == 5);
}

/// SQLite says only in its text which constraint it was.
bool is_duplicate(const std::string& state, int native, const std::string& text, Engine engine) {
    if (engine == Engine::mariadb) return is_one_of(native, mariadb_duplicate);
    return state == "23505" || (engine == Engine::sqlite && (native & 0xff) == sqlite_constraint &&
                                text.find("UNIQUE constraint failed") != std::string::npos);
}

/// The database itself is damaged: nobody may go on with it.
bool is_damage(const std::string& state, int native, Engine engine) {
    if (engine == Engine::mariadb) return is_one_of(native, mariadb_damaged);
    const int code = native & 0xff;
    return engine == Engine::sqlite ? code == sqlite_corrupt || code == sqlite_not_a_database
                                    : state == "XX001" || state == "XX002";
}

bool is_lost(const std::string& state, int native, Engine engine) {
    if (engine == Engine::sqlite) return false;
    return lost_by_state(state) || (engine == Engine::mariadb && is_one_of(native, mariadb_lost));
}

Class classify(const std::string& state, int native, const std::string& text, Engine engine, bool dead) {
    if (is_duplicate(state, native, text, engine)) return {"a unique key was violated", "", Retry::never};
    const bool lost = dead || is_lost(state, native, engine);
    if (engine == Engine::mariadb && !lost) return mariadb_class(native, state);
    return engine == Engine::sqlite && !dead ? sqlite_class(native) : postgresql_class(state, lost);
}

/// A code that callers can branch on: the state where it says enough, otherwise the engine's own number.
std::string code_of(const std::string& state, int native, Engine engine) {
    if (engine == Engine::sqlite) return native > 0 ? "sqlite-" + std::to_string(native) : state;
    if (engine != Engine::mariadb || native <= 0) return state;
    if (is_one_of(native, mariadb_bad_value) && !state.starts_with("2")) return "22000";
    return state == "HY000" || state == "S1000" || state == "01000" ? "mariadb-" + std::to_string(native) : state;
}

}  // namespace

DatabaseError::DatabaseError(const std::string& activity, std::string sqlstate, int native, std::string driver_text,
                             Engine engine, bool connection_dead)
    : Error(is_damage(sqlstate, native, engine) ? ErrorKind::state : ErrorKind::database,
            activity + ": " + classify(sqlstate, native, driver_text, engine, connection_dead).meaning),
      m_native(native),
      m_driver_text(std::move(driver_text)) {
    const int sqlite_code = engine == Engine::sqlite ? native & 0xff : 0;
    m_connection_lost = connection_dead || is_lost(sqlstate, native, engine);
    // After a failed write of SQLite's log nobody knows what is on the disk: recovery may find the commit or not.
    m_write_failed = sqlite_code == sqlite_io_error;
    m_duplicate_key = is_duplicate(sqlstate, native, m_driver_text, engine);
    m_structure_as_wanted = engine == Engine::mariadb && is_one_of(native, mariadb_structure_as_wanted);
    const Class found = classify(sqlstate, native, m_driver_text, engine, connection_dead);
    retry(found.retry);
    if (*found.remedy != '\0') remedy(found.remedy);
    code(code_of(sqlstate, native, engine));
}

std::string shown(std::string_view sql) {
    constexpr std::size_t longest = 60;
    std::string out;
    for (const char c : sql) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (blank && (out.empty() || out.back() == ' ')) continue;
        out += blank ? ' ' : c;
        if (out.size() >= longest) break;
    }
    if (out.size() >= longest) out += "...";
    return without_long_numbers(out);
}

void require_single_statement(std::string_view sql) {
    const std::string_view text = trim(sql);
    std::string first(text.substr(0, 5));
    for (char& c : first) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    if (first.starts_with("COPY") && (first.size() == 4 || first.back() == ' ')) {
        throw Error(ErrorKind::internal, "COPY cannot be used through ODBC: the driver waits for ever");
    }
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == ';' && i + 1 < text.size()) {
            throw Error(ErrorKind::internal, "one statement at a time: " + shown(sql));
        } else if (c == '\0') {
            throw Error(ErrorKind::internal, "a NUL in an SQL text: " + shown(sql));
        }
    }
}

DatabaseError ConnectionState::diagnose(const Handle& handle, std::string_view activity) const {
    std::array<SQLCHAR, 6> state{};
    std::array<SQLCHAR, 2048> text{};
    SQLINTEGER native = 0;
    SQLSMALLINT length = 0;
    // Once, and before any other call: SQLRowCount after an error replaces the diagnostics, and reading a second record
    // has crashed driver and driver manager together.
    const SQLRETURN result = SQLGetDiagRec(handle.type(), handle.get(), 1, state.data(), &native, text.data(),
                                           static_cast<SQLSMALLINT>(text.size()), &length);
    std::string sqlstate = "HY000";
    std::string driver_text;
    if (succeeded(result)) {
        sqlstate = reinterpret_cast<const char*>(state.data());
        driver_text = reinterpret_cast<const char*>(text.data());
    }
    const Engine engine = dialect->engine();
    return DatabaseError(std::string(activity), std::move(sqlstate), static_cast<int>(native), std::move(driver_text),
                         engine, engine != Engine::sqlite && driver_says_dead());
}

}  // namespace tilsig::odbc
