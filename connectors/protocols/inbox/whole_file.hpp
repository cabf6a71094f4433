// Reading a file so that what was delivered is provably one unchanged file.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <string>
#include <string_view>

#include "sender_folder.hpp"

namespace inbox {

/// SHA-256 of the file from its beginning, hexadecimal; every piece is shown to `each` (may be empty) on the way.
/// Throws Failure(retry_later) when it cannot be read.
[[nodiscard]] std::string read_whole(const Fd& file, const std::function<void(std::string_view)>& each);

/// What the open file is like now.
[[nodiscard]] struct stat status_of(const Fd& file);

}  // namespace inbox
