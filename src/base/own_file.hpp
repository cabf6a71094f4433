// Files and folders that nobody but this program may write: no links, no pipes, no rights for others.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/files.hpp"

namespace tilsig {

/// Opens a file of our own for writing; `flags` as for open(2), to which is added what keeps links from being followed
/// and pipes from being waited for. A file that is made gets `mode`, one that is found loses the rights in `not_for`.
/// Error(storage) with the remedy when something else than a regular file stands there.
[[nodiscard]] UniqueFd open_own_file(const std::filesystem::path& path, int flags, unsigned mode = 0600,
                                     unsigned not_for = 0077);

/// The whole of a file of our own, opened with the same care; nothing when there is none. Error(storage) also when it
/// is longer than 1 MiB: such a file is not ours and would take the memory of a daemon.
[[nodiscard]] std::optional<std::string> read_own_file(const std::filesystem::path& path);

/// Error(configuration) when everybody may write the folder: they could exchange what is in it. A folder that does not
/// exist yet is fine.
void require_not_open_to_all(const std::filesystem::path& folder);

}  // namespace tilsig
