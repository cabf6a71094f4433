#include "config/mail.hpp"

#include <algorithm>
#include <charconv>

#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "config/listen_address.hpp"
#include "config/settings_parts.hpp"

namespace tilsig::config {

namespace {

using namespace std::chrono_literals;

/// A whole number written without sign or space; nothing for anything else.
std::optional<int> number(std::string_view digits) {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || digits.front() == '-' || error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

/// `06:30` as minutes since midnight.
std::optional<int> time_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hours = number(text.substr(0, 2));
    const auto minutes = number(text.substr(3));
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return *hours * 60 + *minutes;
}

std::optional<Day> day_of(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number(text.substr(0, 4)), month = number(text.substr(5, 2)), day = number(text.substr(8));
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return Day{date};
}

std::string address(FieldReader& reader, std::string_view name, bool required) {
    const std::string text = required ? reader.text(name) : reader.text_or(name, "");
    if (text.empty() || is_mail_address(text)) return text;
    reader.mistake(name, "'" + display_name(text) + "' is no mail address",
                   "write the bare address, like datainn@example.org; what is shown beside it goes into `name`");
    return {};
}

std::string time_or(FieldReader& reader, std::string_view name, std::string fallback) {
    std::string text = reader.text_or(name, fallback);
    if (time_of_day(text)) return text;
    reader.mistake(name, "'" + display_name(text) + "' is not a time of day", "write it like \"06:30\"");
    return fallback;
}

std::string language_or_nb(FieldReader& reader) { return reader.choice_or("language", {"nb", "nn", "en"}, "nb"); }

/// A host name: labels of letters, digits and hyphens.
bool is_host_name(std::string_view text) {
    // The domain of an address follows the same rules; a single label (localhost) is one too.
    return is_mail_address("a@" + std::string(text)) || is_mail_address("a@b." + std::string(text));
}

bool this_machine(const std::string& host) { return host == "localhost" || ListenAddress{host, 0}.loopback(); }

void read_server(FieldReader& reader, Mail& mail) {
    const std::string text = reader.text("server");
    const auto tls = reader.choice_or("tls", {"starttls", "implicit", "none"}, "starttls");
    mail.tls = tls == "none" ? Mail::Tls::none : tls == "implicit" ? Mail::Tls::implicit : Mail::Tls::starttls;
    if (text.empty()) return;
    if (const auto numeric = parse_listen_address(text)) {
        mail.host = numeric->host;
        mail.port = numeric->port;
    } else {
        const auto colon = text.rfind(':');
        const int port = colon == std::string::npos ? 0 : number(std::string_view(text).substr(colon + 1)).value_or(0);
        const std::string host = text.substr(0, colon);
        if (port < 1 || port > 65535 || !is_host_name(host)) {
            reader.mistake("server", "'" + display_name(text) + "' is no server with a port",
                           "write it like smtp.example.org:587, without smtp:// before it");
            return;
        }
        mail.host = host;
        mail.port = static_cast<std::uint16_t>(port);
    }
    if (mail.tls == Mail::Tls::none && !this_machine(mail.host))
        reader.mistake("tls", "letters to '" + display_name(mail.host) + "' would travel unencrypted",
                       "use starttls or implicit; none is for a server on this machine");
}

void read_login(FieldReader& reader, const std::filesystem::path& base, Mail& mail) {
    mail.user = reader.text_or("user", "");
    if (mail.user.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        reader.mistake("user", "the user name holds a line break", "write it on one line");
    mail.password = secret_reference(reader, "password", base);
    if (mail.user.empty() != mail.password.empty())
        reader.mistake(mail.user.empty() ? "password" : "user",
                       mail.user.empty() ? "a password without a user" : "a user without a password",
                       "give both `user` and `password`, or neither");
    if (!mail.user.empty() && mail.tls == Mail::Tls::none)
        reader.mistake("tls", "a password would travel unencrypted", "use starttls or implicit");
}

void read_sender(FieldReader& reader, Mail& mail) {
    mail.from = address(reader, "from", true);
    mail.name = reader.text_or("name", "");
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(mail.name.begin(), mail.name.end(), control) || mail.name.size() > 100)
        reader.mistake("name", "a name that is shown beside the address has one line and at most 100 bytes",
                       "write it like: name: Datainn");
    mail.reply_to = address(reader, "reply_to", false);
    mail.production = reader.boolean_or("production", mail.production);
    mail.test_address = address(reader, "test_address", false);
}

void read_window(FieldReader& reader, Mail& mail) {
    const std::string text = reader.text_or("window", mail.window);
    const auto dash = text.find('-');
    const auto opens = time_of_day(std::string_view(text).substr(0, dash));
    const auto closes = dash == std::string::npos ? std::nullopt : time_of_day(std::string_view(text).substr(dash + 1));
    if (opens && closes && *opens < *closes)
        mail.window = text;
    else
        reader.mistake("window", "'" + display_name(text) + "' is no time of the day in which letters may leave",
                       "write it like \"08:00-15:30\"; it ends later than it begins");
    for (const std::string& closed : reader.texts("closed")) {
        if (const auto day = day_of(closed))
            mail.closed.push_back(*day);
        else
            reader.mistake("closed", "'" + display_name(closed) + "' is not a date", "write it like 2026-12-24");
    }
}

void read_reminders(FieldReader reader, Mail::Reminders& reminders) {
    reminders.before = count_or(reader, "before", reminders.before, 0, 60);
    if (reader.has("after")) {
        reminders.after.clear();
        for (const std::string& text : reader.texts("after")) {
            const auto days = number(text);
            const int last = reminders.after.empty() ? 0 : reminders.after.back();
            if (days && *days > last && *days <= 250)
                reminders.after.push_back(*days);
            else
                reader.mistake("after", "'" + display_name(text) + "' is no later reminder",
                               "write rising numbers of working days from 1 to 250, like [1, 10, 20]");
        }
    }
    reader.finish();
}

void read_give_up(FieldReader& reader, Mail& mail) {
    mail.give_up = reader.duration_or("give_up", mail.give_up);
    if (mail.give_up >= 1h && mail.give_up <= 30 * 24h) return;
    reader.mistake("give_up", "not between 1h and 30d", "leave it out for 72h");
    mail.give_up = 72h;
}

void read_retention(FieldReader& reader, Mail& mail) {
    // What a later mail server sends back is understood without the words; a person may still ask about them.
    mail.retention = reader.duration_or("retention", mail.retention);
    if (mail.retention >= 30 * 24h && mail.retention <= 200 * 366 * 24h) return;
    reader.mistake("retention", "not between 30d and 73200d", "leave it out for 365d");
    mail.retention = 365 * 24h;
}

std::chrono::weekday weekday_or_monday(FieldReader& reader) {
    const std::vector<std::string> days = {"monday", "tuesday", "wednesday", "thursday", "friday"};
    const auto found = std::find(days.begin(), days.end(), reader.choice_or("on", days, "monday"));
    return std::chrono::weekday{static_cast<unsigned>(found - days.begin()) + 1};
}

}  // namespace

Mail read_mail(const Node& section, const std::filesystem::path& base, Lints& lints) {
    Mail mail;
    FieldReader reader(section, "mail", lints);
    read_server(reader, mail);
    mail.ca_file = path_or(reader, "ca_file", base, "");
    read_login(reader, base, mail);
    read_sender(reader, mail);
    read_window(reader, mail);
    read_reminders(FieldReader(reader.child("reminders"), "reminders", lints), mail.reminders);
    read_give_up(reader, mail);
    read_retention(reader, mail);
    mail.bounces = path_or(reader, "bounces", base, "");
    if (reader.has("operator")) {
        FieldReader to(reader.child("operator"), "operator", lints);
        auto& letter = mail.to_operator.emplace();
        letter.address = address(to, "address", true);
        letter.at = time_or(to, "at", letter.at);
        letter.language = language_or_nb(to);
        to.finish();
    }
    if (reader.has("directorate")) {
        FieldReader to(reader.child("directorate"), "directorate", lints);
        auto& letter = mail.to_directorate.emplace();
        letter.address = address(to, "address", true);
        letter.on = weekday_or_monday(to);
        letter.at = time_or(to, "at", letter.at);
        letter.language = language_or_nb(to);
        to.finish();
    }
    reader.finish();
    return mail;
}

}  // namespace tilsig::config
