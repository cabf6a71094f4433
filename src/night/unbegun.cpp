#include "night/unbegun.hpp"

#include "base/own_file.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"

namespace tilsig::night {

namespace {

constexpr std::size_t kept = 100;
constexpr std::size_t longest_reason = 1000;

/// `2026-11-29T02:00:00.000000Z command the reason`
std::string line_of(const ledger::UnbegunNight& night) {
    return to_text(night.at) + " " + std::string(to_string(night.cause)) + " " +
           display_name(night.reason, longest_reason) + "\n";
}

}  // namespace

void UnbegunNights::note(const ledger::UnbegunNight& night, const Logger& log) const noexcept {
    try {
        auto nights = read_or_log(log);
        nights.push_back(night);
        std::string text;
        for (std::size_t i = nights.size() > kept ? nights.size() - kept : 0; i < nights.size(); ++i)
            text += line_of(nights[i]);
        make_private_folder(m_file.parent_path());
        // What was noted before stays whole whatever happens to this write.
        write_file_durably(m_file, text);
    } catch (const Error& error) {
        log.error("a night that could not begin could not be noted", error);
    } catch (const std::exception&) {
        log.warn("a night that could not begin could not be noted");
    }
}

/// A note that cannot be read costs neither the night that can begin nor the next note, which takes its place.
std::vector<ledger::UnbegunNight> UnbegunNights::read_or_log(const Logger& log) const {
    try {
        return read();
    } catch (const Error& error) {
        log.error("the note of nights that could not begin cannot be read", error);
        return {};
    }
}

std::vector<ledger::UnbegunNight> UnbegunNights::read() const {
    std::vector<ledger::UnbegunNight> nights;
    const auto text = read_own_file(m_file);
    if (!text) return nights;
    for (const auto line : split(*text, '\n')) {
        const auto first = line.find(' ');
        const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
        if (second == std::string_view::npos) continue;
        try {
            nights.push_back({parse_instant(line.substr(0, first)),
                              ledger::night_cause(line.substr(first + 1, second - first - 1)),
                              std::string(line.substr(second + 1))});
        } catch (const Error&) {
            continue;  // a torn line of a killed process tells nothing
        }
    }
    return nights;
}

void UnbegunNights::move_to_ledger(session::Session& session) const {
    const auto nights = read_or_log(session.context().log);
    if (nights.empty()) return;
    ledger::Nights ledger(session.connection(), session.context().clock);
    for (const auto& night : nights) ledger.record_unbegun(night);
    std::error_code stays_for_the_next;
    std::filesystem::remove(m_file, stays_for_the_next);
}

}  // namespace tilsig::night
