// Addresses that letters came back from, and those that a person has confirmed (ops_contact).
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

class StatementCache;

struct ContactState {
    std::string address;
    std::optional<std::string> suspended_at;  ///< nothing: letters may go there
    std::string why;                          ///< it was suspended; redacted
    std::optional<std::string> confirmed_at;
};

/// Only addresses that something is known of have a row. Every method is one round of statements inside the caller's
/// transaction; what a person decides leaves a row in ops_audit.
class ContactStates {
public:
    ContactStates(odbc::Connection& connection, const Clock& clock);
    ~ContactStates();
    ContactStates(const ContactStates&) = delete;
    ContactStates& operator=(const ContactStates&) = delete;

    /// No letter goes there until it is confirmed. An address that is suspended already keeps its first reason.
    void suspend(const std::string& address, const std::string& why);
    /// A person says that it is right: letters go there again. Returns whether it was suspended.
    bool confirm(const std::string& address, const std::string& who);
    [[nodiscard]] std::set<std::string> suspended();
    [[nodiscard]] std::vector<ContactState> all();  ///< by address

private:
    odbc::Connection& m_connection;
    const Clock& m_clock;
    std::unique_ptr<StatementCache> m_statements;
};

}  // namespace tilsig::ledger
