// Fetches that only look: nothing is ever moved to done/, so a cursor says how far they came.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sender_folder.hpp"

namespace inbox {

/// The cursor of such a fetch: when the file arrived, by the kernel's change time (nobody can set that back, and every
/// write and rename sets it), then its own time and number for files that arrived in one tick of the clock. No name is
/// part of it: the cursor is stored, and people write identifiers into names.
[[nodiscard]] std::string arrival(const struct stat& file);
[[nodiscard]] bool is_arrival(std::string_view text) noexcept;

/// Whether the file arrived after `cursor`; also when that is none of these.
[[nodiscard]] bool came_later(const struct stat& file, std::optional<std::string_view> cursor) noexcept;

/// In order of arrival, without what came no later than `cursor`. A cursor of another make leaves all files.
void keep_later(Look& look, std::optional<std::string_view> cursor);

}  // namespace inbox
