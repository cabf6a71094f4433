// What the process that empties the outbox asks of whoever writes the letters.
#pragma once

#include <cstddef>
#include <optional>

#include "base/clock.hpp"
#include "config/mail.hpp"
#include "ledger/outbox.hpp"
#include "session/session.hpp"

namespace tilsig::alert {

struct ComposeReport {
    std::size_t letters = 0;             ///< composed now
    std::size_t notices_dropped = 0;     ///< with their reasons
    std::size_t unreachable_owners = 0;  ///< to whom nobody can write
    std::optional<Instant> next;         ///< when something will have to be composed, as far as is known
};

/// Each call is a transaction of its own, or several; each may be repeated after a kill at any point.
class Composer {
public:
    virtual ~Composer() = default;
    /// Composes what may be composed at this moment: a letter for each owner with something owed that has none of
    /// today; the operator's and the directorate's at their hours.
    virtual ComposeReport compose_due(session::Session& session, const config::Mail& mail) = 0;
    /// Before the first attempt of a letter that was claimed: gathers its facts anew; where they differ composes it
    /// again in place, `letter` included. False: nothing of it is true any more, it was dropped.
    [[nodiscard]] virtual bool still_true(session::Session& session, const config::Mail& mail,
                                          ledger::Letter& letter) = 0;
    /// `letter` was refused or has expired: composes the same content to the next contact of the chain that is not
    /// suspended, with a Message-ID of its own, and lets it tell the notices of `letter`. False: there is none.
    [[nodiscard]] virtual bool compose_for_next_contact(session::Session& session, const config::Mail& mail,
                                                        const ledger::Letter& letter) = 0;
};

}  // namespace tilsig::alert
