// The two engines that are servers, under one name: for tests of lost connections.
#pragma once

#include "support/databases.hpp"
#include "support/fault_proxy.hpp"

namespace tilsig::test {

/// The shared server of one engine, and a fresh database in it.
class ServerDatabase {
public:
    explicit ServerDatabase(TestEngine engine)
        : m_postgresql(engine == TestEngine::postgresql),
          m_connection_string(m_postgresql ? TestPostgres::shared().fresh_database()
                                           : TestMariadb::shared().fresh_database()),
          m_proxy(m_postgresql ? TestPostgres::shared().port() : TestMariadb::shared().port(),
                  m_postgresql ? FaultProxy::Protocol::postgresql : FaultProxy::Protocol::mariadb) {}

    [[nodiscard]] bool is_postgresql() const noexcept { return m_postgresql; }
    [[nodiscard]] const std::string& direct() const noexcept { return m_connection_string; }
    [[nodiscard]] std::string through_proxy() const { return with_port(m_connection_string, m_proxy.port()); }
    [[nodiscard]] FaultProxy& proxy() noexcept { return m_proxy; }

    /// Ends every other session of the database, as an administrator would.
    void terminate_sessions() {
        if (m_postgresql) return TestPostgres::shared().terminate_backends(m_connection_string);
        TestMariadb::shared().terminate_sessions();
    }
    /// Asked by the engine's own client: an independent witness.
    [[nodiscard]] std::string sql(const std::string& statements) {
        return m_postgresql ? TestPostgres::shared().sql(m_connection_string, statements)
                            : TestMariadb::shared().sql(m_connection_string, statements);
    }
    /// Sessions in this database, but for the one that asks.
    [[nodiscard]] int sessions() {
        return std::stoi(sql(m_postgresql ? "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                            "AND pid <> pg_backend_pid()"
                                          : "SELECT count(*) FROM information_schema.processlist WHERE db = database() "
                                            "AND id <> connection_id()"));
    }
    /// Whether some session waits for a lock.
    [[nodiscard]] bool somebody_waits() {
        return sql(m_postgresql ? "SELECT count(*) FROM pg_locks WHERE NOT granted"
                                : "SELECT variable_value FROM information_schema.global_status WHERE variable_name = "
                                  "'INNODB_ROW_LOCK_CURRENT_WAITS'") != "0\n";
    }

private:
    bool m_postgresql;
    std::string m_connection_string;
    FaultProxy m_proxy;
};

/// Fixture: `class Foo : public OnEveryServer {}; TEST_P(Foo, does_it) {...}  TILSIG_ON_EVERY_SERVER(Foo);`
class OnEveryServer : public ::testing::TestWithParam<TestEngine> {
protected:
    void SetUp() override {
        if (const std::string why = missing(GetParam()); !why.empty()) GTEST_SKIP() << why;
        m_server = std::make_unique<ServerDatabase>(GetParam());
    }
    [[nodiscard]] ServerDatabase& server() { return *m_server; }
    [[nodiscard]] FaultProxy& proxy() { return m_server->proxy(); }

private:
    std::unique_ptr<ServerDatabase> m_server;
};

}  // namespace tilsig::test

#define TILSIG_ON_EVERY_SERVER(fixture)                                                                 \
    INSTANTIATE_TEST_SUITE_P(                                                                           \
        servers, fixture,                                                                               \
        ::testing::Values(::tilsig::test::TestEngine::postgresql, ::tilsig::test::TestEngine::mariadb), \
        [](const auto& one) { return ::tilsig::test::engine_name(one.param); })
