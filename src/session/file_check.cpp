#include "session/file_check.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/own_file.hpp"
#include "odbc/connection_string.hpp"

namespace tilsig::session {

namespace {

namespace fs = std::filesystem;

// Each night begins with a whole reading; what runs after it on the same day does not.
constexpr std::chrono::hours believed_for{12};
constexpr const char* being_written = "open";

struct Note {
    Instant read_whole_at;
    std::string looks;
};

std::optional<Note> read_note(const fs::path& path) {
    const auto text = read_own_file(path);
    const auto space = text ? text->find(' ') : std::string::npos;
    if (space == std::string::npos) return std::nullopt;
    try {
        return Note{parse_instant(text->substr(0, space)), text->substr(space + 1)};
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// Neither renamed nor synced: a torn note fits no file, and after a power cut the boot is another.
void write_note(const fs::path& path, const Note& note) {
    const UniqueFd file = open_own_file(path, O_WRONLY | O_CREAT | O_TRUNC);
    write_all(file.get(), to_text(note.read_whole_at) + " " + note.looks, path);
}

std::string moment(const timespec& time) { return std::to_string(time.tv_sec) + "." + std::to_string(time.tv_nsec); }

}  // namespace

FileCheck::FileCheck(const odbc::Dsn& dsn, const fs::path& cache, const Clock& clock)
    : m_note(cache / "database-file"), m_clock(clock) {
    const auto target = odbc::parse_connection_string(dsn.connection_string);
    if (target.engine == odbc::Engine::sqlite) m_database = target.database;
}

/// Empty when it cannot be told, or when a log lies beside the file: then its last pages are not in it yet.
std::string FileCheck::looks() const {
    struct stat file {};
    if (::stat(m_database.c_str(), &file) != 0 || fs::exists(m_database.string() + "-wal")) return {};
    return std::to_string(file.st_dev) + " " + std::to_string(file.st_ino) + " " + std::to_string(file.st_size) + " " +
           moment(file.st_mtim) + " " + moment(file.st_ctim) + " " + read_file("/proc/sys/kernel/random/boot_id");
}

bool FileCheck::missing() const { return !m_database.empty() && !fs::exists(m_database); }

bool FileCheck::due() const {
    if (m_database.empty()) return true;
    const auto note = read_note(m_note);
    if (!note) return true;
    const auto age = m_clock.now() - note->read_whole_at;
    return age < age.zero() || age >= believed_for || note->looks != looks();
}

void FileCheck::begun(bool read_whole) {
    if (m_database.empty()) return;
    const auto note = read_whole ? std::nullopt : read_note(m_note);
    m_read_whole_at = note ? note->read_whole_at : m_clock.now();
    write_note(m_note, {*m_read_whole_at, being_written});
}

void FileCheck::ended() noexcept {
    if (!m_read_whole_at) return;
    try {
        const auto note = read_note(m_note);
        if (!note || note->looks != being_written) return;
        // The kernel stamps writes with the time of its last tick, so two within one tick look alike. No tick has this
        // time: whoever writes from here on changes it.
        const auto now = m_clock.now().time_since_epoch();
        const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
        const timespec stamp{seconds.count(), std::chrono::nanoseconds(now - seconds).count() + 1};
        const timespec times[2] = {{0, UTIME_OMIT}, stamp};
        if (::utimensat(AT_FDCWD, m_database.c_str(), times, 0) != 0) return;
        const std::string seen = looks();
        if (!seen.empty()) write_note(m_note, {*m_read_whole_at, seen});
    } catch (const std::exception&) {
        forget();
    }
}

void FileCheck::forget() const noexcept {
    std::error_code gone;
    if (!m_database.empty()) fs::remove(m_note, gone);
}

}  // namespace tilsig::session
