// What a folder or file is like, by one look.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include "base/account.hpp"

namespace tilsig::doctor {

struct FolderFacts {
    bool link = false;
    bool folder = false;
    uid_t owner = 0;
    gid_t group = 0;
    unsigned mode = 0;  ///< rights only
    dev_t device = 0;
    bool writable = false;  ///< by us, and files in it can be reached
};

/// Nothing when nothing is there. A link is looked through, and told. Error(storage) when nobody can look.
[[nodiscard]] std::optional<FolderFacts> facts_of(const std::filesystem::path& path);
/// The path itself, or the nearest one above it that is there.
[[nodiscard]] std::filesystem::path nearest_existing(std::filesystem::path path);
/// `0750`
[[nodiscard]] std::string mode_text(unsigned mode);
/// `41.3 GB`
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);

}  // namespace tilsig::doctor
