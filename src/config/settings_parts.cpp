#include "config/settings_parts.hpp"

#include <algorithm>

namespace tilsig::config {

namespace fs = std::filesystem;

fs::path path_or(FieldReader& reader, std::string_view name, const fs::path& base, const fs::path& fallback) {
    const auto text = reader.optional_text(name);
    const fs::path path = text ? fs::path(*text) : fallback;
    if (path.empty()) return path;
    return (path.is_absolute() ? path : base / path).lexically_normal();
}

std::chrono::seconds positive(FieldReader& reader, std::string_view name, std::chrono::seconds fallback) {
    const auto value = reader.duration_or(name, fallback);
    if (value.count() > 0) return value;
    reader.mistake(name, "'" + std::string(name) + "' must be longer than 0", "write it like 30s, 5m or 2h");
    return fallback;
}

int count_or(FieldReader& reader, std::string_view name, int fallback, int least, int most) {
    const std::int64_t value = reader.integer_or(name, fallback);
    if (value < least || value > most)
        reader.mistake(name, "not between " + std::to_string(least) + " and " + std::to_string(most),
                       "leave it out for " + std::to_string(fallback));
    return static_cast<int>(std::clamp<std::int64_t>(value, least, most));
}

std::string secret_reference(FieldReader& reader, std::string_view name, const fs::path& base) {
    std::string reference = reader.text_or(name, "");
    if (reference.empty() || reference.starts_with("cred:")) return reference;
    if (!reference.starts_with("file:")) {
        reader.mistake(name, "a secret must be given by reference, not by value", "write file:PATH or cred:NAME");
        return reference;
    }
    const fs::path path = reference.substr(5);
    return "file:" + (path.is_absolute() ? path : (base / path).lexically_normal()).string();
}

}  // namespace tilsig::config
