// What is done to one text by mapping steps and expressions. Results view into the input when nothing changes.
#pragma once

#include <cstddef>
#include <string_view>

#include "model/batch.hpp"

namespace tilsig::model {

/// Characters, that is code points, of well-formed UTF-8.
[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;
/// Filled up on the left to `width` characters.
[[nodiscard]] std::string_view pad_left(std::string_view text, std::size_t width, char fill, Arena& arena);
/// a-z and the letters of Latin-1 that have a capital there; everything else stays.
[[nodiscard]] std::string_view to_upper(std::string_view text, Arena& arena);
[[nodiscard]] std::string_view to_lower(std::string_view text, Arena& arena);
/// Blanks (space, tab, line breaks, no-break spaces) at the ends away, runs of them one blank; null when nothing is
/// left.
[[nodiscard]] std::string_view trim_name(std::string_view text, Arena& arena);

}  // namespace tilsig::model
