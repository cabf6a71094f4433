// Who may read what is written for senders: modes and groups of their folders and files.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "session/out_place.hpp"

namespace tilsig::alert {

/// Makes <root>/out and <root>/out/<sender> where they are missing and returns the latter; see out_folder.hpp.
[[nodiscard]] std::filesystem::path prepare_folder(const session::OutPlace& out, const std::string& sender_id);

/// The group that may read what is written for the sender; nothing when none is configured. Error(configuration): there
/// is no such group.
[[nodiscard]] std::optional<gid_t> group_of(const session::OutPlace& out, const std::string& sender_id);

/// Gives a file of ours its mode and group.
void settle_file(const session::OutPlace& out, const std::string& sender_id, const std::filesystem::path& file);

}  // namespace tilsig::alert
