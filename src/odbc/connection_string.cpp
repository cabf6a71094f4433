// unixODBC and the drivers copy connection strings into fixed buffers and give braces, quotes and semicolons a meaning;
// nothing that could use that gets past here.
#include "odbc/connection_string.hpp"

#include <charconv>
#include <map>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::odbc {

namespace {

constexpr std::size_t longest_value = 200;  // drivers hold single values in buffers of 256

[[noreturn]] void refuse(const std::string& message, const std::string& remedy) {
    throw Error(ErrorKind::configuration, "connection string: " + message).remedy(remedy);
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

/// A value is safe when neither the driver manager, the driver nor libpq's keyword syntax can read it as more than a
/// value.
bool plain(std::string_view value) {
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || std::string_view("{}[]()=;'\"\\%?*!@").find(c) != std::string_view::npos)
            return false;
    }
    return value.size() <= longest_value && find_invalid_utf8(value) == std::string_view::npos;
}

std::map<std::string, std::string> parse_pairs(std::string_view text) {
    std::map<std::string, std::string> pairs;
    for (const std::string_view part : split(text, ';')) {
        if (trim(part).empty()) continue;
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) refuse("a part without '='", "write Key=value;Key=value");
        const std::string key = lower_case(trim(part.substr(0, equals)));
        const std::string_view value = trim(part.substr(equals + 1));
        if (key == "pwd" || key == "password") {
            refuse("it holds a password", "remove it and give the password by reference (file: or cred:)");
        }
        if (!plain(value)) {
            refuse("the value of " + display_name(key, 20) + " is longer than " + std::to_string(longest_value) +
                       " bytes or holds one of {}[]()=;'\"\\%?*!@ or a control character",
                   "choose a plain value");
        }
        if (!pairs.emplace(key, value).second) refuse("the key " + display_name(key, 20) + " stands twice", "keep one");
    }
    return pairs;
}

std::string quoted_for_libpq(std::string_view value) { return "'" + std::string(value) + "'"; }

}  // namespace

Target parse_connection_string(std::string_view text) {
    if (text.size() > 1024) refuse("longer than 1024 bytes", "keep driver, server, port, database and user only");
    auto pairs = parse_pairs(text);
    const auto take = [&pairs](const char* key) {
        const auto node = pairs.extract(key);
        return node.empty() ? std::string() : node.mapped();
    };
    Target target;
    if (pairs.contains("dsn") || pairs.contains("filedsn")) {
        refuse("DSN names settings in a file that this program cannot check", "write Driver=... and its keys instead");
    }
    const std::string driver = take("driver");
    if (lower_case(driver) == "sqlite3") {
        target.engine = Engine::sqlite;
    } else if (lower_case(driver) == "postgresql unicode") {
        target.engine = Engine::postgresql;
    } else if (lower_case(driver) == "mariadb unicode") {
        target.engine = Engine::mariadb;
    } else {
        throw Error(ErrorKind::configuration, "connection string: unknown driver '" + display_name(driver, 40) + "'")
            .remedy("known: SQLite3, PostgreSQL Unicode, MariaDB Unicode")
            .code("unknown-driver");
    }
    target.database = take("database");
    if (target.database.empty()) refuse("no Database", "add Database=...");
    if (target.engine == Engine::sqlite) {
        if (target.database.front() == ':' || target.database.starts_with("file:")) {
            refuse("Database must be a plain file", "a warehouse must survive the program");
        }
    } else {
        target.server = take("server");
        target.user = take("uid");
        target.ssl_mode = lower_case(take("sslmode"));
        const std::string port = take("port");
        target.port = target.engine == Engine::postgresql ? 5432 : 3306;
        if (!port.empty()) {
            const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), target.port);
            if (error != std::errc() || end != port.data() + port.size() || target.port < 1 || target.port > 65535) {
                refuse("Port is not a number from 1 to 65535",
                       "e.g. Port=" + std::to_string(target.engine == Engine::postgresql ? 5432 : 3306));
            }
        }
        if (target.server.empty()) refuse("no Server", "add Server=host name or address");
        const std::vector<std::string> modes =
            target.engine == Engine::postgresql
                ? std::vector<std::string>{"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}
                : std::vector<std::string>{"require", "verify-full"};
        if (!target.ssl_mode.empty() && std::find(modes.begin(), modes.end(), target.ssl_mode) == modes.end()) {
            refuse("unknown SSLmode", "known: " + join(modes, ", "));
        }
        // A socket file has no port by which the client's own deadline could find it.
        if (target.engine == Engine::mariadb && target.server.front() == '/')
            refuse("Server is a file", "give MariaDB's host name or address");
    }
    if (!pairs.empty()) {
        const std::string known =
            target.engine == Engine::sqlite ? "Driver, Database" : "Driver, Server, Port, Database, UID, SSLmode";
        refuse("unknown key '" + display_name(pairs.begin()->first, 40) + "'", "known: " + known);
    }
    return target;
}

Secret build_connection_string(const Target& target, const Secret& password, std::chrono::seconds connect_timeout,
                               std::string_view purpose) {
    if (!plain(purpose)) throw Error(ErrorKind::internal, "the purpose of a connection must be a plain word");
    std::string out;
    out.reserve(4096);  // so that growing leaves no copy of the password behind
    if (target.engine == Engine::sqlite) {
        // StepAPI streams results instead of copying them whole; LoadExt empty loads nothing. Timeout is the driver's
        // own wait for a lock in milliseconds: needed while connecting, and afterwards it comes on top of SQLite's.
        out = "Driver=SQLite3;Database=" + target.database +
              ";JournalMode=WAL;SyncPragma=FULL;FKSupport=1;StepAPI=1;BigInt=1;NoWCHAR=1;LoadExt=;Timeout=1000;";
        return Secret(std::move(out));
    }
    const std::string seconds = std::to_string(connect_timeout.count());
    const auto add_password = [&] {
        if (password.empty()) return;
        if (password.reveal().find_first_of(std::string_view("{}\0", 3)) != std::string_view::npos) {
            refuse("the password holds a brace or a NUL, which ODBC cannot pass on", "choose another password");
        }
        out += "PWD={" + std::string(password.reveal()) + "};";
    };
    if (target.engine == Engine::mariadb) {
        // To this driver localhost means a socket file, whatever the port. Option 2: the rows that an UPDATE matched
        // are counted, not those that it made other than they were. AUTO_RECONNECT would go on outside the transaction.
        out = "Driver=MariaDB Unicode;Server=" + (target.server == "localhost" ? "127.0.0.1" : target.server) +
              ";Port=" + std::to_string(target.port) + ";Database=" + target.database + ";UID=" + target.user +
              ";CHARSET=utf8mb4;OPTION=2;AUTO_RECONNECT=0;USE_MYCNF=0;NO_PROMPT=1;CONN_TIMEOUT=" + seconds + ";";
        if (!target.ssl_mode.empty()) out += "FORCETLS=1;";
        if (target.ssl_mode == "verify-full") out += "SSLVERIFY=1;";
        add_password();
        return Secret(std::move(out));
    }
    // Protocol=7.4-0: the driver neither wraps statements in savepoints (twice as slow, and a failed row would not stop
    // a batch) nor rolls back by itself and goes on in a new transaction (-1); the server refuses whatever follows an
    // error. UseServerSidePrepare=1: values travel apart from the SQL text and are never quoted by the driver.
    out =
        "Driver=PostgreSQL Unicode;Server=" + target.server + ";Port=" + std::to_string(target.port) +
        ";Database=" + target.database + ";UID=" + target.user +
        ";Protocol=7.4-0;UseServerSidePrepare=1;UseDeclareFetch=0;BoolsAsChar=0;LFConversion=0;ByteaAsLongVarBinary=0;"
        "Debug=0;CommLog=0;ReadOnly=0;";
    if (!target.ssl_mode.empty()) out += "SSLmode=" + target.ssl_mode + ";";
    out += "pqopt={connect_timeout=" + seconds +
           " tcp_user_timeout=" + std::to_string(std::chrono::milliseconds(connect_timeout).count() * 6) +
           " keepalives=1 keepalives_idle=30 keepalives_interval=10 keepalives_count=3 application_name=" +
           quoted_for_libpq(purpose) + "};";
    add_password();
    return Secret(std::move(out));
}

}  // namespace tilsig::odbc
