#include "alert/bounces.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/MediaType.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/MultipartReader.h>
#include <Poco/String.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <vector>

#include "alert/letter_ends.hpp"
#include "base/files.hpp"

namespace tilsig::alert {

namespace {

namespace fs = std::filesystem;
using Poco::Net::MediaType;
using Poco::Net::MessageHeader;

/// Honest notifications carry the letter or its head, a few kilobytes.
constexpr std::uintmax_t largest_message = 1024 * 1024;
constexpr int most_parts = 20;
constexpr int most_groups = 100;  // recipients; ours have one
constexpr std::size_t files_at_once = 2000;
constexpr std::size_t longest_id = 250;

/// The header at the stream's place, and the empty line behind it.
MessageHeader read_header(std::istream& in) {
    MessageHeader header;
    header.setFieldLimit(200);
    header.read(in);
    if (in.peek() == '\r') in.get();
    if (in.peek() == '\n') in.get();
    return header;
}

MediaType type_of(const MessageHeader& header) { return MediaType(header.get("Content-Type", "text/plain")); }

/// `5.1.1` of `5.1.1 (bad destination mailbox)`; empty when it is no status code.
std::string status_code(const std::string& field) {
    const std::string code = field.substr(0, field.find_first_of(" \t("));
    const bool formed = code.size() >= 5 && code.size() <= 9 && (code[0] == '2' || code[0] == '4' || code[0] == '5') &&
                        code[1] == '.' && code.find_first_not_of("0123456789.") == std::string::npos;
    return formed ? code : std::string();
}

/// Fields of the whole message, then of each recipient; the first recipient that has an action decides.
void read_status_part(std::istream& in, DeliveryStatus& found) {
    for (int group = 0; group < most_groups && in.good() && in.peek() != EOF; ++group) {
        const MessageHeader fields = read_header(in);
        if (!fields.has("Action")) continue;
        found.action = Poco::toLower(Poco::trim(fields.get("Action")));
        found.status = status_code(fields.get("Status", ""));
        return;
    }
}

DeliveryStatus read_parts(std::istream& in, const std::string& boundary) {
    DeliveryStatus found;
    Poco::Net::MultipartReader reader(in, boundary);
    for (int part = 0; part < most_parts && reader.hasNextPart(); ++part) {
        MessageHeader header;
        reader.nextPart(header);
        const MediaType type = type_of(header);
        if (type.matches("message", "delivery-status")) read_status_part(reader.stream(), found);
        if (type.matches("message", "rfc822") || type.matches("text", "rfc822-headers"))
            found.message_id = Poco::trim(read_header(reader.stream()).get("Message-ID", ""));
    }
    return found;
}

}  // namespace

std::optional<DeliveryStatus> read_delivery_status(std::string_view message) {
    if (message.size() > largest_message) return std::nullopt;
    try {
        std::istringstream in{std::string(message)};
        const MediaType type = type_of(read_header(in));
        if (!type.matches("multipart", "report") || !type.hasParameter("boundary") ||
            !type.hasParameter("report-type") ||
            Poco::icompare(type.getParameter("report-type"), "delivery-status") != 0)
            return std::nullopt;
        DeliveryStatus found = read_parts(in, type.getParameter("boundary"));
        const auto& id = found.message_id;
        if (found.action.empty() || id.size() < 5 || id.size() > longest_id || id.front() != '<' || id.back() != '>')
            return std::nullopt;
        return found;
    } catch (const Poco::Exception&) {
        return std::nullopt;  // not what it says it is
    }
}

namespace {

/// The messages that nobody has looked at, by name. Links and folders are not among them: no mail server makes any.
std::vector<fs::path> new_messages(const fs::path& maildir, std::size_t& foreign) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(maildir / "new")) {
        if (entry.symlink_status().type() == fs::file_type::regular)
            files.push_back(entry.path());
        else
            ++foreign;
    }
    std::sort(files.begin(), files.end());
    if (files.size() > files_at_once) files.resize(files_at_once);
    return files;
}

/// What is too large to be an honest notification is not read.
std::optional<DeliveryStatus> status_of(const fs::path& file) {
    if (fs::file_size(file) > largest_message) return std::nullopt;
    return read_delivery_status(read_file(file));
}

/// As a mail reader does: it is no longer new, and `S` says that it needs nobody any more.
void move_to_cur(const fs::path& maildir, const fs::path& file, const char* flags) {
    fs::create_directories(maildir / "cur");
    fs::rename(file, maildir / "cur" / (file.filename().string() + ":2," + flags));
}

/// What follows from one notification about a letter of ours.
void take(session::Session& session, const config::Mail& mail, const ledger::Letter& letter,
          const DeliveryStatus& status, BounceReport& report) {
    const bool failed = status.action == "failed" && letter.state == ledger::LetterState::accepted;
    if (!failed || (!status.status.starts_with('5') && !status.status.starts_with('4'))) {
        ++report.other;
        return;
    }
    ledger::Outbox outbox(session.connection(), session.context().clock);
    const std::string why = "returned by a later mail server";
    if (status.status.starts_with('4')) {
        session.write([&] {
            outbox.soft_bounced(letter.id, status.status, why);
            note_soft_failure(session, mail, letter);
        });
        ++report.soft;
        return;
    }
    session.write([&] {
        outbox.refused(letter.id, status.status, why);
        if (blames_address(status.status, true)) suspend_contact(session, mail, letter, status.status + " " + why);
    });
    ++report.failed;
}

}  // namespace

BounceReport read_bounces(session::Session& session, const config::Mail& mail) {
    BounceReport report;
    ledger::Outbox outbox(session.connection(), session.context().clock);
    std::vector<fs::path> messages;
    std::size_t unread = 0;
    std::error_code trouble;
    try {
        messages = new_messages(mail.bounces, report.foreign);
    } catch (const fs::filesystem_error& error) {
        trouble = error.code();
    }
    for (const auto& file : messages) {
        std::optional<DeliveryStatus> status;
        try {
            status = status_of(file);
        } catch (const Error&) {
            ++unread;  // its rights, or somebody has taken it away: it keeps nobody else from being read
            continue;
        } catch (const fs::filesystem_error&) {
            ++unread;
            continue;
        }
        const auto letter = status ? outbox.find(status->message_id) : std::nullopt;
        if (letter)
            take(session, mail, *letter, *status, report);
        else
            ++report.foreign;
        try {
            move_to_cur(mail.bounces, file, letter ? "S" : "");
        } catch (const fs::filesystem_error& error) {
            trouble = error.code();
        }
    }
    if (trouble)
        session.context().log.error(
            "the Maildir of `mail.bounces` cannot be read or changed; letters that came back may not be seen",
            {{"errno", trouble.value()}});
    if (unread > 0)
        session.context().log.error("messages in the Maildir of `mail.bounces` cannot be read", {{"messages", unread}});
    return report;
}

}  // namespace tilsig::alert
