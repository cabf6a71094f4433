// Nights that could not begin, noted outside the database: it may be what was missing.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "ledger/nights.hpp"
#include "session/session.hpp"

namespace tilsig::night {

/// Some lines in the landing zone's folder, beside the note of the newest load. The next night that begins writes them
/// into the ledger and takes the note away; `tilsig status` reads it before that. The newest hundred are kept.
class UnbegunNights {
public:
    explicit UnbegunNights(const std::filesystem::path& landing) : m_file(landing / "nights-not-begun") {}

    /// Called when a night ends before it had a row of its own. A failure is logged: the exit code has told it too.
    void note(const ledger::UnbegunNight& night, const Logger& log) const noexcept;
    /// Oldest first; lines that cannot be read are passed over.
    [[nodiscard]] std::vector<ledger::UnbegunNight> read() const;
    /// Into the ledger; the note goes when they are there. May be repeated.
    void move_to_ledger(session::Session& session) const;

private:
    [[nodiscard]] std::vector<ledger::UnbegunNight> read_or_log(const Logger& log) const;

    std::filesystem::path m_file;
};

}  // namespace tilsig::night
