// What follows when a letter was not delivered: its contact, its notices, the next in the chain.
#pragma once

#include <string>
#include <string_view>

#include "alert/composer.hpp"

namespace tilsig::alert {

/// Letters that failed softly in a row before their contact is suspended.
inline constexpr int soft_letters_before_suspension = 3;

/// Whether a refusal says that the address is wrong: 5.1.x (addressing) and 5.2.x (mailbox), or without an enhanced
/// code a refusal of the recipient itself. What is said of content or policy (5.6.x, 5.7.x) is no fault of the address.
[[nodiscard]] bool blames_address(std::string_view code, bool at_recipient) noexcept;

/// Inside the transaction in which the letter was refused. Outside production nobody is suspended, and readers of our
/// own (operator, directorate) never.
void suspend_contact(session::Session& session, const config::Mail& mail, const ledger::Letter& letter,
                     const std::string& why);
/// Inside the transaction in which the letter failed softly: suspends at the third in a row.
void note_soft_failure(session::Session& session, const config::Mail& mail, const ledger::Letter& letter);

/// Whatever was refused or has expired is composed for the next contact of its chain, or what it told is dropped as
/// unreachable. Returns how many letters had no next contact. Transactions of its own; may be repeated.
std::size_t pass_on(session::Session& session, const config::Mail& mail, Composer& composer);

}  // namespace tilsig::alert
