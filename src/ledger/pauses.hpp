// Feeds that a person has paused, and owners to whom nobody writes for now.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

class StatementCache;

struct Pause {
    std::string feed, since, who, why;
};

/// What an owner is owed waits; nothing is lost.
struct OwnerPause {
    std::string owner, since, who, why;
};

/// Every method is one round of statements inside the caller's transaction; changes leave a row in ops_audit.
class Pauses {
public:
    Pauses(odbc::Connection& connection, const Clock& clock);
    ~Pauses();
    Pauses(const Pauses&) = delete;
    Pauses& operator=(const Pauses&) = delete;

    /// False when it is paused already: then the first pause, with its reason, stays.
    bool pause_feed(const std::string& feed, const std::string& who, const std::string& why);
    /// False when it was not paused.
    bool resume_feed(const std::string& feed, const std::string& who);
    [[nodiscard]] std::vector<Pause> paused_feeds();  ///< by feed

    /// The same for letters to an owner.
    bool pause_owner(const std::string& owner, const std::string& who, const std::string& why);
    bool resume_owner(const std::string& owner, const std::string& who);
    [[nodiscard]] std::vector<OwnerPause> paused_owners();  ///< by owner

private:
    bool pause(const std::string& table, const std::string& column, const std::string& value, const std::string& what,
               const std::string& who, const std::string& why);
    bool resume(const std::string& table, const std::string& column, const std::string& value, const std::string& what,
                const std::string& who);

    odbc::Connection& m_connection;
    const Clock& m_clock;
    std::unique_ptr<StatementCache> m_statements;
};

}  // namespace tilsig::ledger
