// What this installation has seen committed, kept outside the database: an older copy of the database must not be taken
// for the newest.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/log.hpp"
#include "ledger/ledger.hpp"

namespace tilsig::session {

/// One line in the landing zone's folder: number and seal of the newest load. Written after its COMMIT was answered, so
/// it is never ahead of a database that keeps what it acknowledged; a kill in between leaves it behind, which is
/// harmless.
class LoadWitness {
public:
    explicit LoadWitness(const std::filesystem::path& landing) : m_file(landing / "newest-load") {}

    /// Error(state) with the repair when the database does not hold the load that was seen: it is empty, an older copy,
    /// or another one. A file that cannot be read as a witness is no witness; it is logged and made again.
    void require_held(ledger::Ledger& ledger, const Logger& log) const;
    /// The same question, asked without making or renewing the note.
    void require_not_older(ledger::Ledger& ledger, const Logger& log) const;
    /// Notes a load that was committed. A failure is logged: it costs a check, never data.
    void note(ledger::Ledger& ledger, std::int64_t load_seq, const Logger& log) const noexcept;

private:
    std::filesystem::path m_file;
};

}  // namespace tilsig::session
