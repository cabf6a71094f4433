// Periods in the names of files: for connectors that tell what lies at their source.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace tilsig::spi {

inline constexpr std::string_view period_mark = "{period}";

/// Whether the text is a period (2026, 2026-11, 2026-11-22) by its form, and of the same form as `like`. Which months
/// and days there are is the host's to know.
[[nodiscard]] inline bool is_written_like(std::string_view text, std::string_view like) noexcept {
    constexpr std::string_view longest = "0000-00-00";
    const auto is_form = [&](std::string_view one) {
        if (one.size() != 4 && one.size() != 7 && one.size() != longest.size()) return false;
        return std::equal(one.begin(), one.end(), longest.begin(),
                          [](char sign, char form) { return form == '-' ? sign == '-' : sign >= '0' && sign <= '9'; });
    };
    return text.size() == like.size() && is_form(text) && is_form(like);
}

/// What stands in the text and is written like `like`, each once, in order of place.
[[nodiscard]] inline std::vector<std::string> written_like(std::string_view text, std::string_view like) {
    std::vector<std::string> found;
    for (std::size_t at = 0; at + like.size() <= text.size(); ++at) {
        const auto part = text.substr(at, like.size());
        if (is_written_like(part, like) && std::find(found.begin(), found.end(), part) == found.end())
            found.emplace_back(part);
    }
    return found;
}

}  // namespace tilsig::spi
