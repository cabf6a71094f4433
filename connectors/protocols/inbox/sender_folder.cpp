#include "sender_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <memory>
#include <utility>

#include "spi/connector.hpp"
#include "spi/period.hpp"

namespace inbox {

namespace {

using tilsig::spi::Failure;
using tilsig::spi::period_mark;
using tilsig::spi::Status;

/// A folder with more is not an inbox any more, and each look would cost a second.
constexpr std::size_t max_files = 100000;
constexpr std::size_t told_names = 3;
constexpr const char* done_folder = "done";

struct CloseFolder {
    void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

std::string reason(int error_number) {
    std::array<char, 128> buffer{};
    return ::strerror_r(error_number, buffer.data(), buffer.size());
}

void add_stray(Look& look, const std::string& name) {
    ++look.strays;
    auto& names = look.stray_names;
    names.insert(std::upper_bound(names.begin(), names.end(), name), name);
    if (names.size() > told_names) names.pop_back();
}

bool temporary(std::string_view name) noexcept {
    // What spreadsheet programs put beside a workbook that is open; others hide theirs (`.~lock.`).
    if (name.starts_with("~$")) return true;
    constexpr std::array<std::string_view, 8> endings{".filepart", ".part",       ".partial", ".tmp",
                                                      ".temp",     ".crdownload", ".swp",     "~"};
    return std::any_of(endings.begin(), endings.end(), [name](std::string_view ending) {
        return name.size() >= ending.size() &&
               std::equal(ending.rbegin(), ending.rend(), name.rbegin(), [](char wanted, char seen) {
                   return wanted == (seen >= 'A' && seen <= 'Z' ? static_cast<char>(seen - 'A' + 'a') : seen);
               });
    });
}

bool plain(std::string_view sender) noexcept {
    return !sender.empty() && sender.size() <= 64 && sender.front() != '.' &&
           std::all_of(sender.begin(), sender.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                      c == '-' || c == '.';
           });
}

bool older(const Entry& a, const Entry& b) noexcept {
    const auto time = [](const Entry& e) { return std::pair(e.seen.st_mtim.tv_sec, e.seen.st_mtim.tv_nsec); };
    return std::tuple(time(a), std::string_view(a.name)) < std::tuple(time(b), std::string_view(b.name));
}

}  // namespace

Fd::~Fd() {
    if (m_fd >= 0) ::close(m_fd);
}

Fd& Fd::operator=(Fd&& other) noexcept {
    std::swap(m_fd, other.m_fd);
    return *this;
}

bool same_file(const struct stat& a, const struct stat& b) noexcept {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
           a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

bool matches(const std::string& pattern, const std::string& name) noexcept {
    // FNM_PERIOD: what begins with a dot is hidden, and clients that upload hide their work that way.
    return !pattern.empty() && ::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD | FNM_CASEFOLD) == 0;
}

std::string fill_in(std::string_view pattern, std::string_view sender, std::string_view period) {
    std::string filled(pattern);
    for (const auto& [key, value] :
         {std::pair{std::string_view("{sender}"), sender}, std::pair{std::string_view("{period}"), period}}) {
        std::string literal;
        for (const char c : value) {
            if (std::strchr("*?[]\\", c) != nullptr) literal += '\\';
            literal += c;
        }
        for (auto at = filled.find(key); at != std::string::npos; at = filled.find(key, at + literal.size())) {
            filled.replace(at, key.size(), literal);
        }
    }
    return filled;
}

std::vector<std::string> any_period(std::string_view pattern, std::string_view like) {
    if (pattern.find(period_mark) == std::string_view::npos) return {std::string(pattern)};
    std::vector<std::string_view> forms{like};
    if (!tilsig::spi::is_written_like(like, like)) forms = {"0000", "0000-00", "0000-00-00"};
    std::vector<std::string> patterns;
    for (const auto form : forms) {
        std::string digits;
        for (const char sign : form) digits += sign == '-' ? "-" : "[0-9]";
        std::string any(pattern);
        for (auto at = any.find(period_mark); at != std::string::npos; at = any.find(period_mark))
            any.replace(at, period_mark.size(), digits);
        patterns.push_back(std::move(any));
    }
    return patterns;
}

std::vector<std::string> periods_in(const std::string& name, std::string_view pattern, std::string_view sender,
                                    std::string_view like) {
    if (pattern.find(period_mark) == std::string_view::npos) return {};
    auto periods = tilsig::spi::written_like(name, like);
    std::erase_if(periods, [&](const std::string& period) { return !matches(fill_in(pattern, sender, period), name); });
    return periods;
}

std::string told_name(std::string_view name) {
    constexpr std::size_t longest = 80;
    constexpr std::size_t digits_of_a_person = 11;
    const auto is_digit = [](char sign) { return sign >= '0' && sign <= '9'; };
    const auto is_between = [](char sign) { return std::string_view(" .-_").find(sign) != std::string_view::npos; };
    std::string told;
    for (std::size_t at = 0; at < name.size();) {
        std::size_t end = at;
        std::size_t digits = 0;
        while (end < name.size() && is_digit(name[end])) {
            ++digits;
            ++end;
            if (end + 1 < name.size() && is_between(name[end]) && is_digit(name[end + 1])) ++end;
        }
        if (end == at)
            told += name[at++];
        else if (digits >= digits_of_a_person)
            told += '#', at = end;
        else
            told += name.substr(at, end - at), at = end;
    }
    return told.size() > longest ? told.substr(0, longest) + ".." : told;
}

std::vector<std::string> sender_folders(const std::string& root) {
    const Folder folder(::opendir(root.c_str()));
    if (!folder) {
        throw Failure(Status::refused,
                      "the folder of option folder cannot be opened (" + reason(errno) + "); create or mount it");
    }
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(folder.get())) {
        struct stat seen {};
        if (plain(entry->d_name) && ::fstatat(::dirfd(folder.get()), entry->d_name, &seen, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISDIR(seen.st_mode))
            names.emplace_back(entry->d_name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

SenderFolder::SenderFolder(const std::string& root, std::string_view sender) {
    if (!plain(sender)) throw Failure(Status::refused, "the sender's id cannot be the name of a folder");
    const Fd above(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!above.valid()) {
        throw Failure(Status::refused,
                      "the folder of option folder cannot be opened (" + reason(errno) + "); create or mount it");
    }
    const std::string name(sender);
    m_folder = Fd(::openat(above.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!m_folder.valid()) {
        throw Failure(Status::refused, "the in-folder of sender " + name + " cannot be opened (" + reason(errno) +
                                           "); create it below the folder of option folder");
    }
}

Look SenderFolder::look(const std::string& pattern, const std::string& other_pattern,
                        const std::vector<std::string>& known) const {
    const int own = ::openat(m_folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    Folder folder(own < 0 ? nullptr : ::fdopendir(own));
    if (!folder) throw Failure(Status::retry_later, "the in-folder cannot be read (" + reason(errno) + ")");
    Look look;
    for (;;) {
        errno = 0;
        const dirent* entry = ::readdir(folder.get());
        if (entry == nullptr) break;
        if (temporary(entry->d_name)) continue;
        const bool wanted = matches(pattern, entry->d_name) || matches(other_pattern, entry->d_name);
        if (!wanted && std::any_of(known.begin(), known.end(),
                                   [&](const std::string& other) { return matches(other, entry->d_name); }))
            continue;
        Entry found{entry->d_name, {}};
        if (!status(found.name, found.seen) || S_ISDIR(found.seen.st_mode)) continue;
        if (!wanted) {
            // A hidden name is somebody's work in progress.
            if (S_ISREG(found.seen.st_mode) && !found.name.starts_with('.')) add_stray(look, found.name);
            continue;
        }
        if (!S_ISREG(found.seen.st_mode)) {
            ++look.not_regular;
            continue;
        }
        if (look.files.size() == max_files) {
            throw Failure(Status::bad_source,
                          "more than " + std::to_string(max_files) + " files wait in the in-folder; clear it");
        }
        look.files.push_back(std::move(found));
    }
    if (errno != 0)
        throw Failure(Status::retry_later, "the in-folder cannot be read to its end (" + reason(errno) + ")");
    std::sort(look.files.begin(), look.files.end(), older);
    return look;
}

Fd SenderFolder::open(const std::string& name) const {
    // O_NONBLOCK: the name may have become a pipe since the look; opening must not wait for its other end.
    Fd file(::openat(m_folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat now {};
    if (!file.valid() && errno == EACCES) {
        throw Failure(Status::refused,
                      "a file in the in-folder may not be read; give the account of tilsig the right to read");
    }
    if (!file.valid() || ::fstat(file.get(), &now) != 0 || !S_ISREG(now.st_mode)) return Fd();
    return file;
}

bool SenderFolder::status(const std::string& name, struct stat& now) const noexcept {
    return ::fstatat(m_folder.get(), name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0;
}

bool SenderFolder::is_done(const std::string& hash) const noexcept {
    struct stat now {};
    return status(std::string(done_folder) + "/" + hash, now);
}

bool SenderFolder::move_to_done(const std::string& name, const struct stat& file, const std::string& hash) const {
    const auto refuse = [](const char* what) {
        return Failure(Status::refused, std::string(what) + " (" + reason(errno) +
                                            "); give the account of tilsig the right to write the in-folder");
    };
    if (::mkdirat(m_folder.get(), done_folder, 0700) != 0 && errno != EEXIST)
        throw refuse("folder done cannot be made");
    const Fd done(::openat(m_folder.get(), done_folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!done.valid()) throw refuse("folder done cannot be opened");
    // Between our look and the move the sender may have put another file under this name; moving that one would lose
    // it. So it is moved aside first, looked at, and only then takes its final name - or goes back.
    // A name that no other move has: what a killed one left there may be a file that is not loaded yet.
    struct timespec now {};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const std::string aside =
        "." + hash + "." + std::to_string(now.tv_sec) + "." + std::to_string(now.tv_nsec) + ".moving";
    if (::renameat(m_folder.get(), name.c_str(), done.get(), aside.c_str()) != 0) {
        if (errno == ENOENT) return false;
        throw refuse("a loaded file cannot be moved to done");
    }
    struct stat moved {};
    if (::fstatat(done.get(), aside.c_str(), &moved, AT_SYMLINK_NOFOLLOW) == 0 && same_file(moved, file)) {
        if (::renameat(done.get(), aside.c_str(), done.get(), hash.c_str()) != 0)
            throw refuse("a loaded file cannot be renamed in done");
        // A sender may have linked one file twice: renaming onto another name of the same file does nothing and reports
        // success. Otherwise there is nothing left to remove.
        ::unlinkat(done.get(), aside.c_str(), 0);
        // Without this a power cut brings the file back, and it would be loaded over what has come since.
        if (::fsync(done.get()) != 0 || ::fsync(m_folder.get()) != 0) throw refuse("a move to done cannot be synced");
        return true;
    }
    // Back it goes. If the name is taken again, the sender has replaced that file too, as a rename of its own would
    // have done.
    ::renameat2(done.get(), aside.c_str(), m_folder.get(), name.c_str(), RENAME_NOREPLACE);
    return false;
}

}  // namespace inbox
