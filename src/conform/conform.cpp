#include "conform/conform.hpp"

#include <algorithm>

#include "conform/checks.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::conform {

bool Report::holds() const {
    return !checks.empty() &&
           std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.verdict == Verdict::ok; });
}

void Checks::add(Check check) {
    m_report.checks.push_back(std::move(check));
    if (m_options.told) m_options.told(m_report.checks.back());
}

bool Checks::run(const std::string& promise, const std::function<std::string()>& check) {
    try {
        add({promise, Verdict::ok, check()});
        return true;
    } catch (const Error& error) {
        add({promise, Verdict::failed, error.what()});
    }
    return false;
}

void Checks::skip(const std::string& promise, const std::string& why) { add({promise, Verdict::not_run, why}); }

void expect_equal(const std::string& what, const std::string& found, const std::string& expected) {
    if (found != expected) throw Error(ErrorKind::internal, what + " is " + found + ", must be " + expected);
}

void expect_equal(const std::string& what, std::int64_t found, std::int64_t expected) {
    expect_equal(what, std::to_string(found), std::to_string(expected));
}

Report conform(const Options& options) {
    odbc::Connection connection = odbc::Connection::open(options.dsn, "tilsig-conform");
    require_own_database(connection);
    Report report;
    report.engine = connection.dialect().name();
    report.facts = connection.facts();
    Checks checks(report, options);
    check_driver(checks, connection, options);
    check_transactions(checks, options);
    check_loads(checks, options);
    checks.run("nothing is left behind", [&] {
        if (connection.dead()) connection = odbc::Connection::open(options.dsn, "tilsig-conform");
        clear_database(connection);
        return std::string();
    });
    return report;
}

}  // namespace tilsig::conform
