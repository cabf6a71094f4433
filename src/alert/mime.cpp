#include "alert/mime.hpp"

#include <Poco/Net/MailMessage.h>
#include <Poco/Net/MailRecipient.h>
#include <Poco/Net/MediaType.h>
#include <Poco/Net/StringPartSource.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "base/error.hpp"
#include "base/mail_address.hpp"

namespace tilsig::alert {

namespace {

constexpr std::size_t text_width = 76;

/// Every line ended by CRLF, as mail wants it, whatever it was ended by.
std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\r') continue;
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

void require_address(const std::string& address) {
    if (!is_mail_address(address)) throw Error(ErrorKind::internal, "a letter was addressed to what is no address");
}

std::string encoded(std::string_view text) {
    constexpr std::size_t longest = 60;  // of 75 that a word may have with what stands around it
    std::string out, word;
    const auto end_word = [&] {
        out += std::string(out.empty() ? "" : "\r\n ") + "=?UTF-8?Q?" + word + "?=";
        word.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        std::string character;
        do {
            const auto byte = static_cast<unsigned char>(text[at]);
            const bool letter =
                (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
            char hex[4];
            std::snprintf(hex, sizeof hex, "=%02X", static_cast<unsigned>(byte));
            character += letter ? std::string(1, text[at]) : byte == ' ' ? "_" : hex;
            ++at;
        } while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
        if (word.size() + character.size() > longest) end_word();
        word += character;
    }
    end_word();
    return out;
}

/// The name beside an address (RFC 5322, phrase): of words without any of the characters that mean something there.
std::string display_phrase(std::string_view name) {
    constexpr std::string_view special = "()<>[]:;@\\,.\"";
    return name.find_first_of(special) == std::string_view::npos ? encoded_words(name) : encoded(name);
}

}  // namespace

std::string encoded_words(std::string_view text) {
    const auto plain = [](unsigned char c) { return c >= 0x20 && c < 0x7F; };
    if (std::all_of(text.begin(), text.end(), plain) && text.find("=?") == std::string_view::npos)
        return std::string(text);
    return encoded(text);
}

std::string message_id(const HashKey& key, const ledger::NoticeKey& letter, const std::string& recipient,
                       std::string_view domain, int again) {
    std::string text;
    for (const auto& part : {letter.owner, std::string(to_string(letter.kind)), letter.subject,
                             std::to_string(letter.revision), recipient, std::to_string(again)})
        text += std::to_string(part.size()) + ":" + part;
    const Hash128 hash = keyed_hash(key, text);
    char token[33];
    std::snprintf(token, sizeof token, "%016llx%016llx", static_cast<unsigned long long>(hash.high),
                  static_cast<unsigned long long>(hash.low));
    return "<" + std::string(token) + "@" + std::string(domain) + ">";
}

std::string mime_message(const Document& document, const MailHead& head) {
    using namespace Poco::Net;
    require_address(head.from);
    require_address(head.to);
    MailMessage message;
    message.setSender(head.name.empty() ? head.from : display_phrase(head.name) + " <" + head.from + ">");
    message.addRecipient(MailRecipient(MailRecipient::PRIMARY_RECIPIENT, head.to));
    if (!head.reply_to.empty()) {
        require_address(head.reply_to);
        message.set("Reply-To", head.reply_to);
    }
    message.setSubject(encoded_words(document.subject));
    message.setDate(Poco::Timestamp(head.date.time_since_epoch().count()));
    message.set("Message-ID", head.message_id);
    message.set("MIME-Version", "1.0");
    message.set("Auto-Submitted", "auto-generated");
    message.set("Content-Language", document.language);
    message.setContentType(MediaType("multipart", "alternative"));
    const auto add = [&](const std::string& text, const std::string& type) {
        // The message owns its parts.
        message.addPart("", new StringPartSource(with_crlf(text), type + "; charset=UTF-8"),
                        MailMessage::CONTENT_INLINE, MailMessage::ENCODING_QUOTED_PRINTABLE);
    };
    add(document_text(document, text_width), "text/plain");
    add(document_html(document), "text/html");
    std::ostringstream bytes;
    message.write(bytes);
    return with_crlf(bytes.str());
}

}  // namespace tilsig::alert
