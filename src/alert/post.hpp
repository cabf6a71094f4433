// Empties the outbox: composes what is due, and hands letters to the mail server, each told once.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "alert/bounces.hpp"
#include "alert/composer.hpp"
#include "transport/smtp.hpp"

namespace tilsig::alert {

/// The mail server of the installation. Reads the password.
[[nodiscard]] transport::SmtpServer smtp_server(const config::Mail& mail);

struct PostOptions {
    transport::SmtpServer server;
    std::function<bool()> stop;               ///< asked while letters are on their way; may be empty
    std::chrono::milliseconds lease{60'000};  ///< a process that is killed keeps others from sending for so long
};

struct PostReport {
    ComposeReport composed;
    BounceReport bounces;
    std::size_t accepted = 0, deferred = 0, refused = 0, expired = 0;
    std::size_t dropped = 0;      ///< were not true any more, or nobody may be written to there
    std::size_t unreachable = 0;  ///< letters after which no contact of their owner was left
    std::size_t waiting = 0;      ///< letters that stay in the outbox
    std::string trouble;          ///< why letters wait that could go: the server, or no test address; empty: nothing
    std::optional<Instant> next;  ///< when the next letter may go; nothing: none waits
};

/// Once: reads what came back, composes what is due, sends until nothing more may go now. Takes the lease `outbox`;
/// session::AnotherInstance when another process has it. What it had in hand when it was killed is sent again by the
/// next one with the same bytes and Message-ID. An answer of the mail server is never an Error, only that the database
/// cannot be reached is. Works beside a night: takes no process lock.
[[nodiscard]] PostReport empty_outbox(session::Session& session, const config::Mail& mail, Composer& composer,
                                      const PostOptions& options);

/// Puts the one letter into the outbox and sends it, whatever the hour, and only now: what is not taken is dropped. How
/// it stands afterwards. Takes the same lease, and without it leaves nothing behind.
[[nodiscard]] ledger::Letter send_letter(session::Session& session, const config::Mail& mail, Composer& composer,
                                         const PostOptions& options, const ledger::Letter& letter);

/// When the process that empties the outbox has something to do at the earliest: an hour at which letters are composed
/// after `last`, a letter whose time comes, something noted since, something that came back. For whoever starts it,
/// `last` being when it was started last. Three small queries.
[[nodiscard]] Instant next_post(session::Session& session, const config::Mail& mail, Instant last);

}  // namespace tilsig::alert
