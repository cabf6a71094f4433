// When the file of an embedded warehouse must be read whole, and when it is as this installation left it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::session {

/// A note in the cache folder: when the file was last read whole, and what it looked like (device, inode, size, times,
/// boot of the machine) when the last session had closed it cleanly. Losing the note, or any doubt about it, costs one
/// reading of the file. Use: due() before the file is opened, begun() once it is verified, ended() when the last
/// connection is closed.
class FileCheck {
public:
    FileCheck(const odbc::Dsn& dsn, const std::filesystem::path& cache, const Clock& clock);

    /// There is no such file; never on a server. Opening a database makes its file, so who only looks asks before.
    [[nodiscard]] bool missing() const;
    /// False only when nobody wrote to the file since ended() and it was read whole less than twelve hours ago. Always
    /// true on a server, whose files are its own.
    [[nodiscard]] bool due() const;
    /// The session stands on a verified file; until ended() it counts as being written. Failures are those of writing a
    /// file.
    void begun(bool read_whole);
    /// Every connection of the session is closed. Notes the file, unless somebody else still has it open or the note
    /// was taken back meanwhile.
    void ended() noexcept;
    /// The database gave reason for doubt: the next session reads the file whole. Also from another process than the
    /// one that began.
    void forget() const noexcept;

private:
    [[nodiscard]] std::string looks() const;

    std::filesystem::path m_database;  ///< empty on a server
    std::filesystem::path m_note;
    const Clock& m_clock;
    std::optional<Instant> m_read_whole_at;  ///< set from begun() to ended()
};

}  // namespace tilsig::session
