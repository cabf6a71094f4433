// How parts of tilsig.yaml are read that stand in several of its sections. Only the files of this room include it.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "config/field_reader.hpp"

namespace tilsig::config {

/// A path of the file, absolute; `fallback` is relative to `base` too.
[[nodiscard]] std::filesystem::path path_or(FieldReader& reader, std::string_view name,
                                            const std::filesystem::path& base, const std::filesystem::path& fallback);
/// A time that must end: 0 is a mistake, and the fallback is returned.
[[nodiscard]] std::chrono::seconds positive(FieldReader& reader, std::string_view name, std::chrono::seconds fallback);
/// A count within limits; what lies outside is a mistake, and the nearer limit is returned.
[[nodiscard]] int count_or(FieldReader& reader, std::string_view name, int fallback, int least, int most);
/// The reference of a secret (file:PATH made absolute, or cred:NAME), or nothing. A value is a mistake; it is never
/// repeated.
[[nodiscard]] std::string secret_reference(FieldReader& reader, std::string_view name,
                                           const std::filesystem::path& base);

}  // namespace tilsig::config
