// Inside the room: keys for single uses, made from the installation's key.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/hash.hpp"

namespace tilsig::session {

/// Hash keys follow from the landing key, so that one key file is enough; the label keeps the uses apart.
[[nodiscard]] HashKey derived_key(std::string_view label, const std::filesystem::path& key_file);

}  // namespace tilsig::session
