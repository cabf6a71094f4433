// A private PostgreSQL cluster for tests: own data folder, free port, gone when the test program ends - also when it
// crashes.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "support/server_folder.hpp"

namespace tilsig::test {

/// A cluster on 127.0.0.1 and on a unix socket, trust authentication, superuser `tilsig`. The data folder is a copy of
/// a template that initdb makes once per build folder. Set TILSIG_KEEP_TEST_DB to keep the folder (its path is
/// printed).
///
///     TILSIG_NEED_POSTGRES();
///     auto dsn = TestPostgres::shared().fresh_database();
class TestPostgres {
public:
    struct Options {
        bool fsync = false;                 ///< on only where a test is about durability; off is much faster
        std::filesystem::path parent = {};  ///< where the server's folder is made; empty: where it is fast
    };

    /// One cluster per test program, started at the first call. Throws Error(internal) when it cannot start.
    [[nodiscard]] static TestPostgres& shared();
    /// Empty when PostgreSQL is installed, else a sentence with the command that installs it.
    [[nodiscard]] static std::string missing();

    explicit TestPostgres(Options options);
    ~TestPostgres();
    TestPostgres(const TestPostgres&) = delete;
    TestPostgres& operator=(const TestPostgres&) = delete;

    /// Makes an empty database (UTF-8) and returns "Driver=PostgreSQL
    /// Unicode;Server=127.0.0.1;Port=..;Database=..;UID=tilsig;".
    [[nodiscard]] std::string fresh_database();
    /// Runs SQL with psql in the database of the connection string; returns unaligned rows. Not through ODBC, on
    /// purpose: an independent witness.
    std::string sql(const std::string& connection_string, const std::string& statements);
    /// `from` takes the name of `to`, which is dropped; with `keep` it is copied instead of renamed.
    void rename_database(const std::string& from, const std::string& to, bool keep);
    /// Gives a folder to the account that runs the server.
    void take_over(const std::filesystem::path& folder);
    /// Ends every other session of that database, as an administrator would.
    void terminate_backends(const std::string& connection_string);

    /// Kills the server as a crash would (no checkpoint, no goodbye). start() recovers.
    void stop_immediate();
    void start();

    [[nodiscard]] int port() const noexcept { return m_port; }
    [[nodiscard]] const std::filesystem::path& folder() const noexcept;

private:
    Options m_options;
    std::unique_ptr<ServerFolder> m_folder;
    process::Child m_server;
    int m_port = 0;
    int m_databases = 0;
};

}  // namespace tilsig::test

/// In a test body or SetUp(): skips visibly when PostgreSQL is not installed.
#define TILSIG_NEED_POSTGRES()                                                                                  \
    do {                                                                                                        \
        if (const std::string why = ::tilsig::test::TestPostgres::missing(); !why.empty()) GTEST_SKIP() << why; \
    } while (false)
