#include "night/unbegun.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

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
        auto nights = read();
        nights.push_back(night);
        std::string text;
        for (std::size_t i = nights.size() > kept ? nights.size() - kept : 0; i < nights.size(); ++i)
            text += line_of(nights[i]);
        make_private_folder(m_file.parent_path());
        const UniqueFd file = open_own_file(m_file, O_WRONLY | O_CREAT | O_TRUNC);
        write_all(file.get(), text, m_file);
    } catch (const Error& error) {
        log.error("a night that could not begin could not be noted", error);
    } catch (const std::exception&) {
        log.warn("a night that could not begin could not be noted");
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
            const bool scheduled =
                line.substr(first + 1, second - first - 1) == to_string(ledger::NightCause::schedule);
            nights.push_back({parse_instant(line.substr(0, first)),
                              scheduled ? ledger::NightCause::schedule : ledger::NightCause::command,
                              std::string(line.substr(second + 1))});
        } catch (const Error&) {
            continue;  // a torn line of a killed process tells nothing
        }
    }
    return nights;
}

void UnbegunNights::move_to_ledger(session::Session& session) const {
    const auto nights = read();
    if (nights.empty()) return;
    ledger::Nights ledger(session.connection(), session.context().clock);
    for (const auto& night : nights) ledger.record_unbegun(night);
    std::error_code stays_for_the_next;
    std::filesystem::remove(m_file, stays_for_the_next);
}

}  // namespace tilsig::night
