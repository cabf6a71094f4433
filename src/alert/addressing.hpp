// To whom a letter about an owner goes: the chain of contacts, a successor, a delegate.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "alert/matters.hpp"
#include "alert/sender_letter.hpp"
#include "config/mail.hpp"

namespace tilsig::alert {

inline constexpr const char* delegate_function = "delegate";

/// One recipient of a letter.
struct Addressee {
    const senders::Sender* entry = nullptr;
    std::string function;     ///< responsible, deputy, official or delegate
    std::string address;      ///< its own
    std::string destination;  ///< where it goes: outside production the test address
    std::string language;
    std::set<std::string> feeds;  ///< of a copy: it is about these alone
};

class Addressing {
public:
    Addressing(const session::Context& context, const config::Mail& mail, std::set<std::string> suspended,
               std::int64_t today);

    /// Who answers for the owner today, itself or its successor; nullptr when nobody does.
    [[nodiscard]] const senders::Sender* answering(const std::string& owner) const;
    /// The chain of whoever answers, without suspended addresses; empty when nobody can be written to.
    [[nodiscard]] std::vector<Addressee> chain(const std::string& owner) const;
    /// Delegates that get a copy of what the owner is told about their feeds, each once.
    [[nodiscard]] std::vector<Addressee> copies(const std::string& owner, const Matters& matters) const;
    [[nodiscard]] Reader reader(const std::string& owner, const Addressee& to) const;
    /// What the notices of an owner that nobody can be written to are dropped for.
    [[nodiscard]] std::string unreachable_reason(const std::string& owner) const;

private:
    [[nodiscard]] std::vector<Addressee> chain_of(const senders::Sender& entry) const;

    const session::Context& m_context;
    const config::Mail& m_mail;
    std::set<std::string> m_suspended;
    std::int64_t m_today;
};

}  // namespace tilsig::alert
