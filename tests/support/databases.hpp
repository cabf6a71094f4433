// The same test on both engines: a fresh SQLite file or a fresh PostgreSQL database for each case.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/files.hpp"
#include "support/postgres.hpp"

namespace tilsig::test {

enum class TestEngine { sqlite, postgresql };

/// An empty database that goes away with the object.
class TestDatabase {
public:
    explicit TestDatabase(TestEngine engine)
        : m_engine(engine),
          m_connection_string(engine == TestEngine::sqlite
                                  ? "Driver=SQLite3;Database=" + (m_folder.path() / "warehouse.db").string() + ";"
                                  : TestPostgres::shared().fresh_database()) {}
    [[nodiscard]] TestEngine engine() const noexcept { return m_engine; }
    [[nodiscard]] const std::string& connection_string() const noexcept { return m_connection_string; }
    /// A private folder for whatever the test needs beside the database; holds the SQLite file `warehouse.db`.
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder.path(); }

private:
    TempFolder m_folder;
    TestEngine m_engine;
    std::string m_connection_string;
};

/// Fixture. `class Foo : public OnBothEngines {}; TEST_P(Foo, does_it) {...}  TILSIG_ON_BOTH_ENGINES(Foo);`
class OnBothEngines : public ::testing::TestWithParam<TestEngine> {
protected:
    void SetUp() override {
        if (GetParam() == TestEngine::postgresql) TILSIG_NEED_POSTGRES();
        m_database = std::make_unique<TestDatabase>(GetParam());
    }
    [[nodiscard]] TestDatabase& database() { return *m_database; }
    [[nodiscard]] const std::string& connection_string() const { return m_database->connection_string(); }
    [[nodiscard]] static bool on_sqlite() { return GetParam() == TestEngine::sqlite; }

private:
    std::unique_ptr<TestDatabase> m_database;
};

}  // namespace tilsig::test

#define TILSIG_ON_BOTH_ENGINES(fixture)                                                                \
    INSTANTIATE_TEST_SUITE_P(                                                                          \
        engines, fixture,                                                                              \
        ::testing::Values(::tilsig::test::TestEngine::sqlite, ::tilsig::test::TestEngine::postgresql), \
        [](const auto& one) { return one.param == ::tilsig::test::TestEngine::sqlite ? "sqlite" : "postgresql"; })
