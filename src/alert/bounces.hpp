// What other mail servers send back: delivery status notifications in a Maildir (RFC 3464).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "config/mail.hpp"
#include "session/session.hpp"

namespace tilsig::alert {

/// What a notification says of one letter.
struct DeliveryStatus {
    std::string message_id;  ///< of the letter that came back, with its angle brackets
    std::string action;      ///< failed, delayed, delivered, relayed, expanded; lower case
    std::string status;      ///< `5.1.1`
};

/// Reads a message as it lies in a Maildir (any line ends). Nothing when it is no notification, when it is larger or
/// deeper than an honest one, or when it names no letter. Never throws.
[[nodiscard]] std::optional<DeliveryStatus> read_delivery_status(std::string_view message);

struct BounceReport {
    std::size_t failed =
        0;                  ///< letters that came back for good: their contact is suspended, the next in the chain told
    std::size_t soft = 0;   ///< that came back for a reason that may pass
    std::size_t other = 0;  ///< about a letter of ours, with nothing to do: delayed, delivered, told already
    std::size_t foreign = 0;  ///< not a notification about a letter of ours: for a person to read
};

/// Reads the new messages of `mail.bounces`, some thousand at a time. Those about letters of ours are moved to `cur` as
/// seen after what follows from them was committed, so that each is processed once; a kill in between only does it
/// again, which changes nothing. All others are moved there unseen, for whoever reads the mailbox: left in `new`, they
/// would in the end hide what comes behind them. What is no file, or may not be read, stays. Nothing is deleted. What
/// refused letters told is left to pass_on().
[[nodiscard]] BounceReport read_bounces(session::Session& session, const config::Mail& mail);

}  // namespace tilsig::alert
