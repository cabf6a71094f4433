// The cursor of a fetch whose file will be moved to done/ once it is loaded.
#pragma once

#include <sys/stat.h>

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace inbox {

/// What was delivered: the SHA-256 of its content and, when the file had been left alone for longer than the kernel's
/// clock ticks, its arrival (only_looking.hpp). With the same arrival it still has the content that was hashed, because
/// every later write gets another change time. No name is part of it.
struct LoadedCursor {
    std::string hash;
    std::string arrival;  ///< empty: only its content tells

    /// `file` as it was at `looked_at` (CLOCK_REALTIME, read before it), before its content was hashed.
    [[nodiscard]] static LoadedCursor of(std::string hash, const struct stat& file, const struct timespec& looked_at);
    /// Nothing when the text is no cursor of this kind.
    [[nodiscard]] static std::optional<LoadedCursor> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    /// True when nobody has written to the file since. False: its content must be hashed.
    [[nodiscard]] bool untouched(const struct stat& file) const;
};

}  // namespace inbox
