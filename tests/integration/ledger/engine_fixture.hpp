// A migrated ledger on each engine, and a second connection to it.
#pragma once

#include <gtest/gtest.h>

#include "ledger/ledger.hpp"
#include "support/databases.hpp"

namespace tilsig::ledger {

class OnALedger : public test::OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        m_connection = std::make_unique<odbc::Connection>(open());
        m_ledger = std::make_unique<Ledger>(*m_connection, clock);
        m_ledger->migrate();
    }
    odbc::Connection open(std::chrono::seconds lock_timeout = std::chrono::seconds(20)) {
        odbc::Dsn dsn;
        dsn.connection_string = connection_string();
        dsn.lock_timeout = lock_timeout;
        return odbc::Connection::open(dsn, "test");
    }
    Ledger& ledger() { return *m_ledger; }
    odbc::Connection& connection() { return *m_connection; }

    /// What `work` returns, committed.
    template <typename Work>
    auto write(const Work& work) {
        odbc::Transaction transaction(connection(), odbc::Transaction::Mode::write);
        auto result = work();
        EXPECT_EQ(transaction.commit(), odbc::TransactionEnd::committed);
        return result;
    }
    /// A finished run of the unit; returns its id.
    std::int64_t ran(const model::UnitName& unit, std::optional<std::int64_t> night, model::Outcome outcome,
                     const std::string& reason = "", const std::string& retry_at = "") {
        ledger::Run run;
        run.unit_id = ledger().unit_id(unit);
        run.night_id = night;
        run.cause = model::RunCause::night;
        run.id = ledger().begin_run(run);
        run.outcome = outcome;
        run.reason = reason;
        run.retry_at = retry_at;
        ledger().finish_run(run, {});
        return run.id;
    }

    ManualClock clock{parse_instant("2026-11-22T03:00:00Z")};

private:
    std::unique_ptr<odbc::Connection> m_connection;
    std::unique_ptr<Ledger> m_ledger;
};

}  // namespace tilsig::ledger
