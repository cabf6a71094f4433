// The insides that the files of this room share.
#pragma once

#include <functional>
#include <string>

#include "conform/conform.hpp"

namespace tilsig::conform {

/// Collects verdicts. A check is a function that returns what it counted, and throws where the promise does not hold.
class Checks {
public:
    Checks(Report& report, const Options& options) : m_report(report), m_options(options) {}

    /// Runs and records; false when it failed.
    bool run(const std::string& promise, const std::function<std::string()>& check);
    /// For what cannot be judged any more because something before it failed.
    void skip(const std::string& promise, const std::string& why);

private:
    void add(Check check);
    Report& m_report;
    const Options& m_options;
};

/// Error(internal) that says what was expected and what is there, unless both are equal.
void expect_equal(const std::string& what, const std::string& found, const std::string& expected);
void expect_equal(const std::string& what, std::int64_t found, std::int64_t expected);

/// What the driver says of rows and values; no warehouse yet.
void check_driver(Checks& checks, odbc::Connection& connection, const Options& options);
/// The ends of a transaction, seen from a second connection.
void check_transactions(Checks& checks, const Options& options);
/// Ledger, warehouse, and the deliveries.
void check_loads(Checks& checks, const Options& options);

/// Drops the tables and views that these checks make; Error(usage) when others are there. At the end nothing is left.
void require_own_database(odbc::Connection& connection);
void clear_database(odbc::Connection& connection);

}  // namespace tilsig::conform
