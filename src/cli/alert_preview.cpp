#include "cli/alert_preview.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "alert/compose.hpp"
#include "alert/house_hours.hpp"
#include "alert/house_letters.hpp"
#include "alert/matters.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/first_night.hpp"

namespace tilsig::cli {

namespace {

constexpr std::size_t text_width = 76;

/// As it is configured; without `mail:` as it would be by default.
config::Mail mail_of(const Environment& environment, const std::string& language) {
    config::Mail mail;
    mail.production = true;
    if (environment.settings().mail) mail = *environment.settings().mail;
    if (!mail.to_operator) mail.to_operator.emplace();
    if (!mail.to_directorate) mail.to_directorate.emplace();
    if (!language.empty()) mail.to_operator->language = mail.to_directorate->language = language;
    return mail;
}

void check(const Environment& environment, const AlertPreview& asked) {
    if (!asked.language.empty() &&
        std::find(words::languages.begin(), words::languages.end(), asked.language) == words::languages.end())
        throw Error(ErrorKind::usage, "no letters are written in '" + asked.language + "'").remedy("use nb, nn or en");
    if (asked.owner.empty()) return;
    std::vector<std::string> known;
    for (const auto& sender : environment.senders().senders) known.push_back(sender.id);
    if (std::find(known.begin(), known.end(), asked.owner) != known.end()) return;
    const std::string near = nearest(asked.owner, known);
    throw Error(ErrorKind::usage, "the register has no '" + asked.owner + "'")
        .remedy(near.empty() ? "`tilsig senders` lists them" : "did you mean '" + near + "'?");
}

std::vector<alert::LetterPreview> letters_of(session::Session& session, const config::Mail& mail,
                                             const AlertPreview& asked) {
    using alert::LetterPreview;
    if (asked.of_operator)
        return {LetterPreview{"operator", alert::night_letter(session, mail), "operator",
                              mail.destination(mail.to_operator->address), ""}};
    if (!asked.of_directorate) return alert::preview_letters(session, mail, asked.owner, asked.language);
    const alert::SendingHours hours(mail);
    const auto week = alert::directorate_week(hours, mail, session.context().clock.now());
    return {LetterPreview{"directorate",
                          alert::week_letter(session, mail, week->monday, alert::Situation(session).arrivals()),
                          "directorate", mail.destination(mail.to_directorate->address), ""}};
}

}  // namespace

int show_alert_preview(Environment& environment, const Output& output, const AlertPreview& asked) {
    check(environment, asked);
    const auto session = look_if_there(environment.context());
    const auto mail = mail_of(environment, asked.language);
    const auto letters = session ? letters_of(*session, mail, asked) : std::vector<alert::LetterPreview>{};
    auto documents = nlohmann::json::array();
    bool page_written = asked.html.empty();
    for (const auto& letter : letters) {
        if (!letter.document) {
            output.line(letter.owner + ": " + letter.why);
            documents.push_back({{"owner", letter.owner}, {"why_not", letter.why}});
            continue;
        }
        const std::string text = alert::document_text(*letter.document, text_width);
        output.line(output.bold(letter.owner) + " (" + letter.recipient + ")" +
                    (letter.address.empty() ? "" : " -> " + letter.address));
        output.line(letter.document->subject);
        output.line();
        output.block(text);
        output.line();
        documents.push_back({{"owner", letter.owner},
                             {"recipient", letter.recipient},
                             {"address", letter.address},
                             {"language", letter.document->language},
                             {"subject", letter.document->subject},
                             {"text", text},
                             {"html", alert::document_html(*letter.document)}});
        if (page_written) continue;
        write_file_durably(asked.html, alert::document_html(*letter.document), 0640);
        page_written = true;
    }
    if (letters.empty()) output.line("nothing is to be told to anybody");
    if (!environment.settings().mail)
        output.line("there is no `mail:` in tilsig.yaml: nothing is noted or sent, and only reminders are shown");
    output.document({{"letters", std::move(documents)}});
    return 0;
}

}  // namespace tilsig::cli
