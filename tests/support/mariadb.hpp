// A private MariaDB server for tests: own data folder, free port, gone when the test program ends - also when it
// crashes.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "support/server_folder.hpp"

namespace tilsig::test {

/// A server on 127.0.0.1, user `tilsig` without password, no anonymous user. The data folder is a copy of a template
/// that mariadb-install-db makes once per build folder.
class TestMariadb {
public:
    struct Options {
        bool fsync = false;                 ///< on only where a test is about durability; off is much faster
        std::filesystem::path parent = {};  ///< where the server's folder is made; empty: where it is fast
    };

    /// One server per test program, started at the first call. Throws Error(internal) when it cannot start.
    [[nodiscard]] static TestMariadb& shared();
    /// Empty when MariaDB is installed, else a sentence with the command that installs it.
    [[nodiscard]] static std::string missing();

    explicit TestMariadb(Options options);
    ~TestMariadb();
    TestMariadb(const TestMariadb&) = delete;
    TestMariadb& operator=(const TestMariadb&) = delete;

    /// Makes an empty database and returns "Driver=MariaDB Unicode;Server=127.0.0.1;Port=..;Database=..;UID=tilsig;".
    [[nodiscard]] std::string fresh_database();
    /// Runs SQL with the `mariadb` client in that database; rows with their cells separated by '|'. Not through ODBC,
    /// on purpose: an independent witness.
    std::string sql(const std::string& connection_string, const std::string& statements);
    /// Ends every session of the tests' user, as an administrator would, and waits until they are gone.
    void terminate_sessions();

    /// Kills the server as a crash would. start() recovers, on the same port.
    void kill_now();
    void start();

    [[nodiscard]] int port() const noexcept { return m_port; }

private:
    [[nodiscard]] std::string run_client(const std::string& database, const std::string& statements) const;

    Options m_options;
    std::unique_ptr<ServerFolder> m_folder;
    process::Child m_server;
    int m_port = 0;
    int m_databases = 0;
};

}  // namespace tilsig::test

/// In a test body or SetUp(): skips visibly when MariaDB is not installed.
#define TILSIG_NEED_MARIADB()                                                                                  \
    do {                                                                                                       \
        if (const std::string why = ::tilsig::test::TestMariadb::missing(); !why.empty()) GTEST_SKIP() << why; \
    } while (false)
