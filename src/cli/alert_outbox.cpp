#include "cli/alert_outbox.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "alert/compose.hpp"
#include "alert/mime.hpp"
#include "alert/post.hpp"
#include "alert/sender_letter.hpp"
#include "answers/local_text.hpp"
#include "base/mail_address.hpp"
#include "cli/asked_to_end.hpp"
#include "cli/decider.hpp"
#include "cli/first_night.hpp"
#include "ledger/contact_states.hpp"
#include "ledger/pauses.hpp"
#include "session/letter_key.hpp"
#include "session/session.hpp"

namespace tilsig::cli {

namespace {

using nlohmann::json;

constexpr const char* no_mail = "tilsig.yaml has no `mail:`: nothing is noted, composed or sent";

const config::Mail& require_mail(const Environment& environment) {
    if (environment.settings().mail) return *environment.settings().mail;
    throw Error(ErrorKind::configuration, no_mail).remedy("add `mail:` to " + environment.config_file().string());
}

json or_null(const std::optional<std::string>& text) { return text ? json(*text) : json(); }

alert::PostOptions post_options(const Environment& environment, const AskedToEnd& asked_to_end) {
    return {alert::smtp_server(*environment.settings().mail), [&] { return asked_to_end.now(); },
            environment.settings().daemon.lease};
}

json to_json(const alert::PostReport& report) {
    return {{"accepted", report.accepted},
            {"deferred", report.deferred},
            {"refused", report.refused},
            {"expired", report.expired},
            {"dropped", report.dropped},
            {"waiting", report.waiting},
            {"unreachable", report.unreachable},
            {"trouble", report.trouble.empty() ? json() : json(report.trouble)},
            {"next", report.next ? json(to_text(*report.next)) : json()},
            {"composed",
             {{"letters", report.composed.letters},
              {"notices_dropped", report.composed.notices_dropped},
              {"unreachable_owners", report.composed.unreachable_owners}}},
            {"bounces",
             {{"failed", report.bounces.failed},
              {"soft", report.bounces.soft},
              {"other", report.bounces.other},
              {"foreign", report.bounces.foreign}}}};
}

json to_json(const ledger::Letter& letter) {
    return {{"letter", letter.id},
            {"message_id", letter.message_id},
            {"owner", letter.key.owner},
            {"kind", ledger::to_string(letter.key.kind)},
            {"subject", letter.key.subject},
            {"revision", letter.key.revision},
            {"recipient", letter.recipient},
            {"address", letter.address},
            {"language", letter.language},
            {"composed_at", letter.composed_at},
            {"state", ledger::to_string(letter.state)},
            {"tries", letter.tries},
            {"next_try_at", or_null(letter.next_try_at)},
            {"first_try_at", or_null(letter.first_try_at)},
            {"ended_at", or_null(letter.ended_at)},
            {"answer", letter.last_code},
            {"answer_text", letter.last_text},
            {"reason", letter.reason}};
}

/// What the server said last, or why the letter ended without it.
std::string told_of(const ledger::Letter& letter) {
    std::string text = letter.last_code;
    for (const auto& part : {letter.last_text, letter.reason})
        if (!part.empty()) text += (text.empty() ? "" : " ") + part;
    return text;
}

/// Cron mails whatever is said: four times an hour that there was nothing to do is too often.
bool nothing_to_tell(const alert::PostReport& report) {
    return report.accepted + report.deferred + report.refused + report.expired + report.dropped +
                   report.bounces.failed + report.bounces.soft + report.unreachable +
                   report.composed.unreachable_owners ==
               0 &&
           report.trouble.empty();
}

void show_report(const Output& output, const alert::PostReport& report) {
    if (output.quiet() && nothing_to_tell(report)) return;
    output.line(counted(report.accepted, "letter") + " accepted, " + std::to_string(report.deferred) + " deferred, " +
                std::to_string(report.refused) + " refused, " + std::to_string(report.expired) + " expired, " +
                std::to_string(report.dropped) + " dropped");
    if (report.bounces.failed + report.bounces.soft > 0)
        output.line(counted(report.bounces.failed + report.bounces.soft, "letter") + " came back from other servers");
    if (report.unreachable + report.composed.unreachable_owners > 0)
        output.line(output.tinted("nobody can be written to for " +
                                      counted(report.unreachable + report.composed.unreachable_owners, "owner"),
                                  static_cast<int>(model::ExitCode::technical_failure)) +
                    ": see `tilsig alert list`, and add a contact to the register");
    if (!report.trouble.empty())
        output.line(output.tinted("letters wait", static_cast<int>(model::ExitCode::technical_failure)) + ": " +
                    report.trouble);
    if (report.waiting > 0) output.line(counted(report.waiting, "letter") + (report.waiting == 1 ? " waits" : " wait"));
    if (report.next) output.line("next: " + answers::local_text(*report.next));
}

void show_what_keeps_letters_here(const Environment& environment, const Output& output) {
    if (!environment.settings().mail) output.line(no_mail);
    if (environment.settings().mail && environment.settings().mail->destination("anybody").empty())
        output.line("not in production, and no `test_address` is given: nothing is composed or sent");
}

/// Before the first night.
int list_no_letter(const Environment& environment, const Output& output) {
    output.line("no letter yet");
    show_what_keeps_letters_here(environment, output);
    output.document({{"letters", json::array()},
                     {"owed", 0},
                     {"unreachable_owners", json::array()},
                     {"contacts", json::array()},
                     {"paused", json::array()}});
    return 0;
}

/// Readers of our own are owners too.
void require_owner(const Environment& environment, const std::string& owner) {
    const auto& senders = environment.senders().senders;
    const bool known = owner == "operator" || owner == "directorate" ||
                       std::any_of(senders.begin(), senders.end(), [&](const auto& one) { return one.id == owner; });
    if (known) return;
    throw Error(ErrorKind::usage, owner.empty() ? std::string("no owner is named")
                                                : "the register has no sender '" + display_name(owner) + "'")
        .remedy("`tilsig senders` names them; operator and directorate are owners too");
}

}  // namespace

int send_letters(Environment& environment, const Output& output) {
    const AskedToEnd asked_to_end;
    const auto& mail = require_mail(environment);
    const auto session = look_if_there(environment.context(), session::SessionRole::beside);
    if (!session && !output.quiet()) output.line("no night yet: there is nothing to tell");
    alert::LetterComposer composer;
    const auto report = session ? alert::empty_outbox(*session, mail, composer, post_options(environment, asked_to_end))
                                : alert::PostReport{};
    show_report(output, report);
    output.document(to_json(report));
    const bool waits_for_server = !report.trouble.empty() && !mail.destination("anybody").empty();
    return static_cast<int>(waits_for_server ? model::ExitCode::technical_failure : model::ExitCode::good);
}

int list_letters(Environment& environment, const Output& output, const std::string& owner, std::int64_t limit) {
    if (limit < 1 || limit > 100'000)
        throw Error(ErrorKind::usage, "--limit " + std::to_string(limit) + " is not between 1 and 100 000");
    const auto session = look_if_there(environment.context());
    if (!session) return list_no_letter(environment, output);
    ledger::Outbox outbox(session->connection(), environment.clock());
    const auto counts = outbox.counts();
    const auto unreachable = outbox.unreachable_owners();
    json letters = json::array(), contacts = json::array(), paused = json::array();
    std::vector<std::vector<std::string>> rows{
        {"letter", "composed", "owner", "kind", "to", "state", "tries", "next try", "answer"}};
    for (const auto& letter : outbox.letters(owner, static_cast<int>(limit))) {
        letters.push_back(to_json(letter));
        rows.push_back(
            {std::to_string(letter.id), answers::local_text(letter.composed_at), letter.key.owner,
             ledger::to_string(letter.key.kind), letter.recipient + " " + letter.address,
             ledger::to_string(letter.state), std::to_string(letter.tries),
             letter.state == ledger::LetterState::waiting ? answers::local_text(letter.next_try_at.value_or("")) : "",
             told_of(letter)});
    }
    if (rows.size() > 1)
        output.table(rows);
    else
        output.line("no letter yet");
    show_what_keeps_letters_here(environment, output);
    if (counts.owed > 0) output.line(counted(static_cast<std::uint64_t>(counts.owed), "notice") + " owed");
    for (const auto& one : unreachable) output.line("nobody of " + one + " can be written to: add a contact");
    for (const auto& one : ledger::ContactStates(session->connection(), environment.clock()).all()) {
        contacts.push_back({{"address", one.address},
                            {"suspended_at", or_null(one.suspended_at)},
                            {"why", one.why},
                            {"confirmed_at", or_null(one.confirmed_at)}});
        if (one.suspended_at)
            output.line(one.address + " is suspended since " + answers::local_text(*one.suspended_at) + ": " + one.why +
                        "; `tilsig alert confirm " + one.address + "` ends it");
    }
    for (const auto& one : ledger::Pauses(session->connection(), environment.clock()).paused_owners()) {
        paused.push_back({{"owner", one.owner}, {"since", one.since}, {"who", one.who}, {"why", one.why}});
        output.line("letters to " + one.owner + " are paused since " + answers::local_text(one.since) + " by " +
                    one.who + ": " + one.why);
    }
    output.document({{"letters", letters},
                     {"owed", counts.owed},
                     {"unreachable_owners", unreachable},
                     {"contacts", contacts},
                     {"paused", paused}});
    return 0;
}

int pause_letters(Environment& environment, const Output& output, const std::string& owner, const std::string& reason) {
    require_owner(environment, owner);
    require_reason(reason);
    session::Session session(environment.context(), session::SessionRole::beside);
    ledger::Pauses pauses(session.connection(), environment.clock());
    const bool changed = session.write([&] { return pauses.pause_owner(owner, decider(), reason); });
    output.line("letters to " + owner +
                (changed ? " are paused; what is owed waits until `tilsig alert resume " + owner + "`"
                         : " were paused already"));
    output.document({{"owner", owner}, {"changed", changed}});
    return 0;
}

int resume_letters(Environment& environment, const Output& output, const std::string& owner) {
    if (owner.empty())
        throw Error(ErrorKind::usage, "no owner is named").remedy("`tilsig alert list` names those that are paused");
    session::Session session(environment.context(), session::SessionRole::beside);
    ledger::Pauses pauses(session.connection(), environment.clock());
    const bool changed = session.write([&] { return pauses.resume_owner(owner, decider()); });
    // One that has left the register may still be paused; what is neither is a slip of the pen.
    if (!changed) require_owner(environment, owner);
    output.line("letters to " + owner + (changed ? " are resumed" : " were not paused"));
    output.document({{"owner", owner}, {"changed", changed}});
    return 0;
}

int confirm_contact(Environment& environment, const Output& output, const std::string& address) {
    if (!is_mail_address(address))
        throw Error(ErrorKind::usage, "'" + display_name(address) + "' is no mail address")
            .remedy("write the bare address, like postmottak@example.org");
    session::Session session(environment.context(), session::SessionRole::beside);
    ledger::ContactStates contacts(session.connection(), environment.clock());
    const bool was_suspended = session.write([&] { return contacts.confirm(address, decider()); });
    output.line(address + " is confirmed" + (was_suspended ? ": letters go there again" : "; it was not suspended"));
    output.document({{"address", address}, {"was_suspended", was_suspended}});
    return 0;
}

int send_test_letter(Environment& environment, const Output& output, std::string address) {
    const AskedToEnd asked_to_end;
    const auto& mail = require_mail(environment);
    if (address.empty()) {
        if (!mail.to_operator)
            throw Error(ErrorKind::usage, "`mail:` has no operator").remedy("name an address, or add `operator:`");
        address = mail.to_operator->address;
    }
    if (!is_mail_address(address))
        throw Error(ErrorKind::usage, "'" + display_name(address) + "' is no mail address")
            .remedy("write the bare address, like drift@example.org");
    const std::string to = mail.destination(address);
    if (to.empty())
        throw Error(ErrorKind::configuration, "not in production, and no test address is given: nothing is sent")
            .remedy("add `test_address` to `mail:` of " + environment.config_file().string());
    if (to != address) output.line("not in production: the letter goes to the test address " + to);

    const auto& context = environment.context();
    session::Session session(context, session::SessionRole::beside);  // before the first night it says what is missing
    const auto now = environment.clock().now();
    ledger::Letter letter;
    // An owner of its own: it is not the letter of the day of anybody.
    letter.key = {"test", ledger::NoticeKind::test, to_text(now), 0};
    letter.message_id =
        alert::message_id(session::letter_key(context.places), letter.key, address, mail_domain(mail.from));
    letter.recipient = "test";
    letter.address = to;
    letter.language = mail.to_operator ? mail.to_operator->language : "nb";
    letter.body = alert::mime_message(
        alert::test_letter(environment.catalog().word_book, mail.name.empty() ? "tilsig" : mail.name, letter.language),
        {mail.from, mail.name, mail.reply_to, to, letter.message_id, now});
    alert::LetterComposer composer;
    const auto sent = alert::send_letter(session, mail, composer, post_options(environment, asked_to_end), letter);
    const bool accepted = sent.state == ledger::LetterState::accepted;
    output.line(accepted ? "accepted by the mail server: " + told_of(sent)
                         : "not accepted (" + std::string(ledger::to_string(sent.state)) + "): " + told_of(sent));
    output.document(to_json(sent));
    return static_cast<int>(accepted ? model::ExitCode::good : model::ExitCode::technical_failure);
}

}  // namespace tilsig::cli
