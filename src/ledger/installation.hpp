// Which installation - one data folder with its landing zone and keys - a database belongs to.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

class StatementCache;

/// An id as people, messages and the log have it: `0a1b:2c3d:..`, groups too short to be taken for a person's number,
/// so that two can be compared. Other text stays as it is.
[[nodiscard]] std::string shown_id(const std::string& id);

/// Two data folders that load into one database would each settle the other's runs and miss the other's deliveries.
class Installation {
public:
    Installation(odbc::Connection& connection, const Clock& clock);
    ~Installation();
    Installation(const Installation&) = delete;
    Installation& operator=(const Installation&) = delete;

    /// The first to call binds the database to its id, whoever calls at the same moment; after that it is one query.
    /// Error(state) with the remedy when it belongs to another one. `kept_in` is the file of the data folder that holds
    /// `id`, for the message. Outside a transaction.
    void bind(const std::string& id, const std::string& kept_in);
    /// For a data folder that has no id yet, before it is given one: Error(state) when the database belongs to another.
    void require_free(const std::string& kept_in);
    /// The id the database is bound to; for those who only look.
    [[nodiscard]] std::optional<std::string> bound_id();
    /// After a move on purpose: bound to this id from now on. Leaves a row in ops_audit. Inside the caller's
    /// transaction. False, and no row, when it was bound to it already.
    bool adopt(const std::string& id, const std::string& who, const std::string& why);

private:
    void write(const std::string& id, bool replace);
    [[noreturn]] static void refuse(const std::string& bound, const std::string& own, const std::string& kept_in);

    odbc::Connection& m_connection;
    const Clock& m_clock;
    std::unique_ptr<StatementCache> m_statements;
};

}  // namespace tilsig::ledger
