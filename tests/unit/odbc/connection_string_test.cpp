// What a configured connection string may hold, and what is made of it.
#include "odbc/connection_string.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace tilsig::odbc {
namespace {

using std::chrono::seconds;

std::string built(const std::string& text, const std::string& password = {}) {
    return std::string(
        build_connection_string(parse_connection_string(text), Secret(password), seconds(5), "tilsig").reveal());
}

std::string refusal(const std::string& text) {
    try {
        (void)parse_connection_string(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::configuration);
        EXPECT_FALSE(error.remedy_text().empty()) << text;
        return error.what();
    }
    ADD_FAILURE() << "accepted: " << text;
    return {};
}

TEST(ConnectionString, is_read_whatever_the_case_and_blanks) {
    const Target target = parse_connection_string(
        " driver = PostgreSQL Unicode ; SERVER=db.example ;port=6543; Database=wh; uid=tilsig;SSLMODE=verify-full;");
    EXPECT_EQ(target.engine, Engine::postgresql);
    EXPECT_EQ(target.server, "db.example");
    EXPECT_EQ(target.port, 6543);
    EXPECT_EQ(target.database, "wh");
    EXPECT_EQ(target.user, "tilsig");
    EXPECT_EQ(target.ssl_mode, "verify-full");
    EXPECT_EQ(parse_connection_string("Driver=SQLite3;Database=/var/lib/tilsig/wh.db").engine, Engine::sqlite);
}

TEST(ConnectionString, holds_the_settings_that_promises_rest_on) {
    const std::string sqlite = built("Driver=SQLite3;Database=/w.db");
    for (const char* part : {"JournalMode=WAL", "SyncPragma=FULL", "LoadExt=;", "FKSupport=1"}) {
        EXPECT_NE(sqlite.find(part), std::string::npos) << part;
    }
    const std::string postgresql = built("Driver=PostgreSQL Unicode;Server=h;Database=d;UID=u");
    for (const char* part :
         {"Protocol=7.4-0", "connect_timeout=5", "tcp_user_timeout=30000", "UseServerSidePrepare=1", "Port=5432"}) {
        EXPECT_NE(postgresql.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(postgresql.find("PWD"), std::string::npos);
    const std::string mariadb = built("Driver=MariaDB Unicode;Server=localhost;Database=d;UID=u;SSLmode=verify-full");
    for (const char* part : {"Server=127.0.0.1", "Port=3306", "CHARSET=utf8mb4", "AUTO_RECONNECT=0", "OPTION=2;",
                             "CONN_TIMEOUT=5", "FORCETLS=1", "SSLVERIFY=1", "USE_MYCNF=0"}) {
        EXPECT_NE(mariadb.find(part), std::string::npos) << part;
    }
}

TEST(ConnectionString, refuses_what_could_be_read_as_more_than_a_value) {
    for (const char* value : {"a{b", "a}b", "a'b", "a\"b", "a\\b", "a\nb", "a%b", "a*b", "a=b", "a?b", "a(b"}) {
        refusal(std::string("Driver=PostgreSQL Unicode;Server=h;UID=u;Database=") + value);
    }
    refusal("Driver=SQLite3;Database=" + std::string(201, 'x'));
    refusal("Driver=SQLite3;Database=" + std::string(2000, 'x'));
    refusal("Driver=SQLite3;Database=\xff");
}

TEST(ConnectionString, refuses_unknown_keys_drivers_and_sources_of_settings) {
    refusal("Driver=SQLite3;Database=/w;JournalMode=OFF");
    refusal("Driver=SQLite3;Database=/w;LoadExt=/tmp/x.so");
    refusal("Driver=PostgreSQL Unicode;Server=h;Database=d;ConnSettings=x");
    refusal("Driver=PostgreSQL Unicode;Server=h;Database=d;pqopt=x");
    refusal("Driver=/tmp/evil.so;Database=/w");
    refusal("Driver=PostgreSQL ANSI;Server=h;Database=d");
    refusal("DSN=warehouse;Driver=SQLite3;Database=/w");
    refusal("FILEDSN=/tmp/x;Driver=SQLite3;Database=/w");
    refusal("Driver=SQLite3;Database=/a;database=/b");
    refusal("Driver=SQLite3;Database=:memory:");
    refusal("Driver=SQLite3");
    refusal("Driver=PostgreSQL Unicode;Database=d");
    refusal("Driver=PostgreSQL Unicode;Server=h;Database=d;Port=5432x");
    refusal("Driver=PostgreSQL Unicode;Server=h;Database=d;Port=99999");
    refusal("Driver=PostgreSQL Unicode;Server=h;Database=d;SSLmode=maybe");
    refusal("Driver=MariaDB Unicode;Server=h;Database=d;SSLmode=prefer");
    refusal("Driver=MariaDB Unicode;Server=/run/mysqld.sock;Database=d");
    refusal("Driver=MariaDB Unicode;Server=h;Database=d;InitStmt=x");
    refusal("nonsense");
    refusal("");
}

TEST(ConnectionString, never_repeats_a_password_that_was_put_in_it) {
    for (const char* key : {"PWD", "pwd", "Password"}) {
        const std::string text = refusal(std::string("Driver=SQLite3;Database=/w;") + key + "=canary-7f3a");
        EXPECT_EQ(text.find("canary"), std::string::npos);
    }
    const std::string text = refusal("Driver=PostgreSQL Unicode;Server=h;Database=d;Secret=canary-7f3a");
    EXPECT_EQ(text.find("canary"), std::string::npos) << "values are not shown";
}

TEST(ConnectionString, carries_the_password_only_in_the_built_text) {
    const std::string target = "Driver=PostgreSQL Unicode;Server=h;Database=d;UID=u";
    EXPECT_NE(built(target, "p;w=d x").find("PWD={p;w=d x}"), std::string::npos);
    for (const std::string& bad : {std::string("a}b"), std::string("a{b"), std::string("a\0b", 3)}) {
        try {
            (void)built(target, bad);
            FAIL() << "cannot be passed on";
        } catch (const Error& error) {
            EXPECT_EQ(std::string(error.what()).find(bad), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace tilsig::odbc
