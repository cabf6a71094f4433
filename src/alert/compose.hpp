// Letters from what is owed: composed once a day, looked at again before they leave, passed on when they come back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alert/composer.hpp"
#include "alert/document.hpp"

namespace tilsig::alert {

/// One letter a day to an owner: all that is owed to it, as sections, the most urgent first; a copy of it goes to a
/// delegate where the delegation says so. Composed inside the hours in which senders are written to; the letters to the
/// house at their own hours. One transaction for each owner; called again it composes nothing twice (promise 9).
/// Outside production without a test address nothing is composed, and everything stays owed. A letter is dropped, and
/// what it told owed again, when its recipient is no contact any more or the owner was paused.
class LetterComposer final : public Composer {
public:
    ComposeReport compose_due(session::Session& session, const config::Mail& mail) override;
    [[nodiscard]] bool still_true(session::Session& session, const config::Mail& mail, ledger::Letter& letter) override;
    [[nodiscard]] bool compose_for_next_contact(session::Session& session, const config::Mail& mail,
                                                const ledger::Letter& letter) override;
};

/// A letter as it would be composed now, whatever was composed today.
struct LetterPreview {
    std::string owner;
    std::optional<Document> document;  ///< nothing: there is nothing to tell, or nobody to write to
    std::string recipient, address;    ///< function and address it would go to
    std::string why;                   ///< there is no document
};

/// What senders would be told: nothing is noted, composed or dropped; reminders that are due are told as well. `owner`
/// empty: all to whom something would be told. `language` empty: the contact's.
[[nodiscard]] std::vector<LetterPreview> preview_letters(session::Session& session, const config::Mail& mail,
                                                         const std::string& owner, const std::string& language);

}  // namespace tilsig::alert
