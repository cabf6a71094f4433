// A document as the bytes of one mail to one recipient.
#pragma once

#include <string>
#include <string_view>

#include "alert/document.hpp"
#include "base/clock.hpp"
#include "base/hash.hpp"
#include "ledger/outbox.hpp"

namespace tilsig::alert {

struct MailHead {
    std::string from, name;  ///< address, and what is shown beside it (may be empty)
    std::string reply_to;    ///< empty: answers go to `from`
    std::string to;          ///< the one recipient
    std::string message_id;  ///< with its angle brackets
    Instant date;
};

/// `<token@domain>`. The token is a keyed hash of owner, kind, subject, revision and the recipient's own address, also
/// where the letter goes to the test address: the same letter has the same id, and nobody outside can read it or make
/// one. `again`: how often that id was used for a letter that was never sent.
[[nodiscard]] std::string message_id(const HashKey& key, const ledger::NoticeKey& letter, const std::string& recipient,
                                     std::string_view domain, int again = 0);

/// multipart/alternative of plain text and HTML, UTF-8 as quoted-printable, every line ended by CRLF and at most 998
/// bytes long; `Auto-Submitted: auto-generated` keeps answering machines from answering. Addresses have passed
/// is_mail_address() (Error(internal) otherwise). Each call draws its own boundary.
[[nodiscard]] std::string mime_message(const Document& document, const MailHead& head);

/// RFC 2047: as it is when it is ASCII, else encoded words of whole characters.
[[nodiscard]] std::string encoded_words(std::string_view text);

}  // namespace tilsig::alert
