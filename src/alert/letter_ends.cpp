#include "alert/letter_ends.hpp"

#include <algorithm>

#include "ledger/contact_states.hpp"

namespace tilsig::alert {

namespace {

bool has_chain(const config::Mail& mail, const ledger::Letter& letter) {
    return mail.production && ledger::to_sender(letter.key.kind);
}

}  // namespace

bool blames_address(std::string_view code, bool at_recipient) noexcept {
    const auto enhanced = code.find("5.");
    if (enhanced == std::string_view::npos) return at_recipient;
    const auto subject = code.substr(enhanced + 2);
    if (subject.starts_with("0.")) return at_recipient;  // says nothing more
    return subject.starts_with("1.") || subject.starts_with("2.");
}

void suspend_contact(session::Session& session, const config::Mail& mail, const ledger::Letter& letter,
                     const std::string& why) {
    if (!has_chain(mail, letter)) return;
    ledger::ContactStates(session.connection(), session.context().clock).suspend(letter.address, why);
    session.context().log.warn("a contact is suspended", {{"owner", ours(letter.key.owner)}, {"letter", letter.id}});
}

void note_soft_failure(session::Session& session, const config::Mail& mail, const ledger::Letter& letter) {
    ledger::Outbox outbox(session.connection(), session.context().clock);
    if (outbox.soft_in_a_row(letter) >= soft_letters_before_suspension)
        suspend_contact(session, mail, letter, "three letters in a row were not taken");
}

std::size_t pass_on(session::Session& session, const config::Mail& mail, Composer& composer) {
    ledger::Outbox outbox(session.connection(), session.context().clock);
    std::size_t ends = 0;
    // Composing for the next contact may end in another refusal later, never now: one round is enough.
    for (const std::int64_t id : outbox.undelivered()) {
        const auto letter = outbox.letter(id).value();
        const auto still_told = [&] {
            const auto left = outbox.undelivered();
            return std::find(left.begin(), left.end(), id) != left.end();
        };
        if (has_chain(mail, letter) && composer.compose_for_next_contact(session, mail, letter)) {
            if (!still_told()) continue;
            throw Error(ErrorKind::internal,
                        "letter " + std::to_string(id) + " was composed anew and keeps its notices");
        }
        ++ends;
        const std::string why = std::string(ledger::unreachable) + ": " +
                                (has_chain(mail, letter) ? "no contact is left" : "the letter was not taken");
        session.write([&] { outbox.drop_notices_of(id, why); });
        session.context().log.error("an owner cannot be reached by letter",
                                    {{"owner", ours(letter.key.owner)}, {"letter", id}});
    }
    return ends;
}

}  // namespace tilsig::alert
