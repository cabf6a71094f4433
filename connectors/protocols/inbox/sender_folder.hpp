// One sender's in-folder, looked at by descriptor: names are bytes below it and never become paths of ours.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inbox {

class Fd {
public:
    explicit Fd(int fd = -1) noexcept : m_fd(fd) {}
    ~Fd();
    Fd(Fd&& other) noexcept : m_fd(other.m_fd) { other.m_fd = -1; }
    Fd& operator=(Fd&& other) noexcept;
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    [[nodiscard]] int get() const noexcept { return m_fd; }
    [[nodiscard]] bool valid() const noexcept { return m_fd >= 0; }

private:
    int m_fd;
};

/// A name in the folder, and what the file was like when it was listed.
struct Entry {
    std::string name;  ///< raw bytes
    struct stat seen {};
};

/// What stood in the folder at one look.
struct Look {
    std::vector<Entry> files;              ///< regular files that match, oldest first
    unsigned strays = 0;                   ///< regular files that match no known pattern
    std::vector<std::string> stray_names;  ///< the first of them by name, as many as are told
    unsigned not_regular = 0;              ///< matching names that are links, pipes, devices
};

/// Same file with the same content, as far as the kernel tells: device, number, size, time of writing.
[[nodiscard]] bool same_file(const struct stat& a, const struct stat& b) noexcept;

/// Shell pattern for one unit: {sender} and {period} are filled in, literally.
[[nodiscard]] std::string fill_in(std::string_view pattern, std::string_view sender, std::string_view period);

/// The pattern as shell patterns that stand for all periods written like `like` ("2026-11"): digits where it has
/// digits. For one that is written otherwise ("all", or nothing) in each of the three ways in which a period can be
/// written. Without {period} it is the pattern alone.
[[nodiscard]] std::vector<std::string> any_period(std::string_view pattern, std::string_view like);

/// The periods written like `like` for which the pattern of a unit would take this name; in order of their place in it.
[[nodiscard]] std::vector<std::string> periods_in(const std::string& name, std::string_view pattern,
                                                  std::string_view sender, std::string_view like);

/// Whether a name matches a filled-in pattern, whatever the case of its letters; an empty pattern matches nothing, and
/// a leading dot only a leading dot.
[[nodiscard]] bool matches(const std::string& pattern, const std::string& name) noexcept;

/// A name as people are told it: cut, and with `#` for a run of digits that may be the number of a person, also where
/// single spaces, dots or dashes stand between them.
[[nodiscard]] std::string told_name(std::string_view name);

/// The names below `root` that may be folders of senders, in order. Throws Failure(refused) when it cannot be opened.
[[nodiscard]] std::vector<std::string> sender_folders(const std::string& root);

class SenderFolder {
public:
    /// Opens root/sender. Throws Failure(refused) when it is not there: an unmounted disk must not look like "nothing
    /// new".
    SenderFolder(const std::string& root, std::string_view sender);

    /// Names that match one of the patterns (an empty one matches nothing), without temporary names (.filepart, .part,
    /// .tmp...) and hidden ones. Throws Failure(retry_later) when the folder cannot be read.
    /// What matches none of them nor of `known` is a stray.
    [[nodiscard]] Look look(const std::string& pattern, const std::string& other_pattern,
                            const std::vector<std::string>& known = {"*"}) const;

    /// The file itself, never what a link points to; invalid when it is gone or no regular file any more.
    [[nodiscard]] Fd open(const std::string& name) const;
    /// What the name refers to now; false when it is gone.
    [[nodiscard]] bool status(const std::string& name, struct stat& now) const noexcept;

    [[nodiscard]] bool is_done(const std::string& hash) const noexcept;
    /// Moves the file to done/<hash>. False when the name had come to mean another file, which then stays where it was.
    /// Throws Failure(refused) when the folder may not be written.
    [[nodiscard]] bool move_to_done(const std::string& name, const struct stat& file, const std::string& hash) const;

private:
    Fd m_folder;
};

}  // namespace inbox
