// The same test on every engine: a fresh SQLite file, a fresh PostgreSQL or MariaDB database for each case.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/files.hpp"
#include "support/mariadb.hpp"
#include "support/postgres.hpp"

namespace tilsig::test {

enum class TestEngine { sqlite, postgresql, mariadb };

[[nodiscard]] inline std::string engine_name(TestEngine engine) {
    return engine == TestEngine::sqlite ? "sqlite" : engine == TestEngine::postgresql ? "postgresql" : "mariadb";
}
/// Empty when the engine is installed.
[[nodiscard]] inline std::string missing(TestEngine engine) {
    if (engine == TestEngine::postgresql) return TestPostgres::missing();
    return engine == TestEngine::mariadb ? TestMariadb::missing() : std::string();
}

/// An empty database that goes away with the object.
class TestDatabase {
public:
    explicit TestDatabase(TestEngine engine) : m_engine(engine) {
        if (engine == TestEngine::postgresql) m_connection_string = TestPostgres::shared().fresh_database();
        if (engine == TestEngine::mariadb) m_connection_string = TestMariadb::shared().fresh_database();
        if (engine == TestEngine::sqlite)
            m_connection_string = "Driver=SQLite3;Database=" + (m_folder.path() / "warehouse.db").string() + ";";
    }
    [[nodiscard]] TestEngine engine() const noexcept { return m_engine; }
    [[nodiscard]] const std::string& connection_string() const noexcept { return m_connection_string; }
    /// A private folder for whatever the test needs beside the database; holds the SQLite file `warehouse.db`.
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder.path(); }

private:
    TempFolder m_folder;
    TestEngine m_engine;
    std::string m_connection_string;
};

/// Fixture. `class Foo : public OnEveryEngine {}; TEST_P(Foo, does_it) {...}  TILSIG_ON_EVERY_ENGINE(Foo);`
class OnEveryEngine : public ::testing::TestWithParam<TestEngine> {
protected:
    void SetUp() override {
        if (const std::string why = missing(GetParam()); !why.empty()) GTEST_SKIP() << why;
        m_database = std::make_unique<TestDatabase>(GetParam());
    }
    [[nodiscard]] TestDatabase& database() { return *m_database; }
    [[nodiscard]] const std::string& connection_string() const { return m_database->connection_string(); }
    [[nodiscard]] static bool on_sqlite() { return GetParam() == TestEngine::sqlite; }

private:
    std::unique_ptr<TestDatabase> m_database;
};

}  // namespace tilsig::test

#define TILSIG_ON_ENGINES(fixture, ...)                                        \
    INSTANTIATE_TEST_SUITE_P(engines, fixture, ::testing::Values(__VA_ARGS__), \
                             [](const auto& one) { return ::tilsig::test::engine_name(one.param); })
#define TILSIG_ON_EVERY_ENGINE(fixture)                                                                    \
    TILSIG_ON_ENGINES(fixture, ::tilsig::test::TestEngine::sqlite, ::tilsig::test::TestEngine::postgresql, \
                      ::tilsig::test::TestEngine::mariadb)
