#include "settings.hpp"

#include "select_text.hpp"

namespace tilsig::odbc_query {

namespace {

constexpr std::int64_t longest_wait = 86400;

/// Neither the driver manager nor a driver reads more than a value in it.
bool plain(std::string_view value) {
    if (value.empty() || value.size() > 200) return false;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || std::string_view("{}[]()=;'\"\\%?*!@").find(c) != std::string_view::npos)
            return false;
    }
    return true;
}

void check_plain(spi::OptionCheck& check, const char* name) {
    const auto value = check.options().find(name);
    if (value && !plain(*value))
        check.mistake(name, "is empty, longer than 200 bytes, or holds one of {}[]()=;'\"\\%?*!@; write a plain value");
}

}  // namespace

void check_settings(spi::OptionCheck& check) {
    const auto driver = check.required("driver", "postgresql");
    check.choice("driver", "sqlite postgresql mariadb");
    check.required("database", "/srv/register/cases.db");
    for (const char* name : {"database", "server", "user"}) check_plain(check, name);
    if (driver == "sqlite") {
        for (const char* name : {"server", "port", "user", "ssl_mode"}) {
            if (check.options().find(name)) check.mistake(name, "means nothing to a file; remove it");
        }
        if (!check.options().text_or("database", "/").starts_with('/'))
            check.mistake("database", "is no absolute path; write for instance /srv/register/cases.db");
    } else {
        check.required("server", "db.example.no");
        check.required("user", "tilsig_reader");
    }
    check.integer("port", 1, 65535);
    check.choice("ssl_mode", driver == "mariadb" ? "require verify-full" : "disable require verify-ca verify-full");
    const auto query = check.required("query", "SELECT case_no, opened_on FROM cases");
    if (!query.empty()) {
        if (const std::string wrong = not_a_select(query); !wrong.empty()) check.mistake("query", wrong);
    }
    if (const auto column = check.options().find("cursor_column"); column && !is_column_name(*column)) {
        check.mistake("cursor_column", "is no plain column name; rename the column in the query: ... AS changed_at");
    }
    check.integer("overlap", 0, 366LL * 86400);
    if (check.options().find("overlap") && !check.options().find("cursor_column"))
        check.mistake("overlap", "needs cursor_column");
    check.integer("connect_seconds", 1, 600);
    check.integer("statement_seconds", 1, longest_wait);
}

Settings read_settings(const spi::Options& options) {
    Settings settings;
    const auto driver = options.text_or("driver", "");
    settings.engine = driver == "postgresql" ? Engine::postgresql
                      : driver == "mariadb"  ? Engine::mariadb
                                             : Engine::sqlite;
    settings.server = options.text_or("server", "");
    settings.database = options.text_or("database", "");
    settings.user = options.text_or("user", "");
    settings.ssl_mode = options.text_or("ssl_mode", "");
    settings.port = options.integer_or("port", settings.engine == Engine::mariadb ? 3306 : 5432);
    settings.query = options.text_or("query", "");
    settings.cursor_column = options.text_or("cursor_column", "");
    settings.overlap = options.integer_or("overlap", 0);
    settings.connect_seconds = options.integer_or("connect_seconds", settings.connect_seconds);
    settings.statement_seconds = options.integer_or("statement_seconds", settings.statement_seconds);
    const bool server_named = settings.engine == Engine::sqlite || (plain(settings.server) && plain(settings.user));
    const bool column_named = settings.cursor_column.empty() || is_column_name(settings.cursor_column);
    if (!plain(settings.database) || !server_named || !column_named || !not_a_select(settings.query).empty()) {
        throw spi::Failure(spi::Status::bad_options,
                           "the options of this source are not those of odbc_query; `tilsig check` names each mistake");
    }
    return settings;
}

}  // namespace tilsig::odbc_query
