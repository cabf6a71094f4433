// Views that BI reads: changed in place, and never dropped under what others built on them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/migrations.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

struct ViewColumn {
    std::string name;
    std::string expression;  ///< in SQL, over the sources
    std::string type;        ///< as stored; another one means that what reads the column would get something else
};

/// A view of ours as it should be.
struct View {
    std::string name;
    std::vector<ViewColumn> columns;   ///< in the order of a view that is made for the first time
    std::vector<std::string> sources;  ///< what stands behind FROM; the view shows the rows of all of them
};

/// What brings a view to its definition.
struct ViewChange {
    std::vector<std::string> statements;  ///< in order; empty when nothing is to be done or can be
    std::vector<std::string> dependents;  ///< other people's views that would lose a column they stand on; then there
                                          ///< are no statements
    std::vector<std::string> removed;     ///< views that are gone for good after that, for forget()
};

/// `a.v, b.w stand on rpt_x`, for messages.
[[nodiscard]] std::string stands_on(const std::vector<std::string>& dependents, const std::string& view);

/// The views of the database and what is recorded of ours in ops_view. Three short queries when it is made. Everything
/// but record() only reads.
class InstalledViews {
public:
    /// DDL of ops_view, for the first migration that needs it.
    [[nodiscard]] static std::string table_ddl(const odbc::Dialect& dialect);

    explicit InstalledViews(odbc::Connection& connection);

    /// A view that is as defined is left alone. New columns come behind those that are there, so that CREATE OR REPLACE
    /// keeps rights and dependents; where columns go or get another type the view is made anew with its rights,
    /// unless other people's views stand on it.
    [[nodiscard]] ViewChange change(const View& view);
    /// Takes the view away, and those of ours that stand on it, unless other people's do. `comes_back`: change() will
    /// make it again, with the rights it has. The object knows it as gone from now on.
    [[nodiscard]] ViewChange removal(const std::string& view, bool comes_back);
    /// Other people's views that stand on it, or on one of ours that stands on it.
    [[nodiscard]] std::vector<std::string> dependents(const std::string& view);
    [[nodiscard]] bool holds(const std::string& view) const { return m_names.contains(view); }

    /// Notes that the statements of removal() were executed. In the caller's transaction.
    static void forget(odbc::Connection& connection, const std::vector<std::string>& views);
    /// Notes that the statements of change() were executed. In the caller's transaction.
    static void record(odbc::Connection& connection, const View& view);

private:
    struct Recorded {
        std::map<std::string, std::string> types;  ///< by column
        std::string fingerprint;
        std::string grants;  ///< statements, one a line
    };
    [[nodiscard]] std::vector<std::string> texts(const std::string& query, const std::string& parameter = "");
    [[nodiscard]] bool ours(const std::string& dependent, const std::string& view) const;
    [[nodiscard]] ViewChange made_anew(const View& view);

    odbc::Connection& m_connection;
    std::set<std::string> m_names;
    std::map<std::string, Recorded> m_recorded;
};

}  // namespace tilsig::ledger
