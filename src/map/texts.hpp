// Inside the room only: what the text steps do to one text. Results view into the input when nothing changes.
#pragma once

#include <cstddef>
#include <string_view>

#include "model/batch.hpp"

namespace tilsig::map {

/// A step's answer for one text: a new text (null allowed), or the code it rejects the record with.
struct Answer {
    std::string_view text;
    const char* reject = nullptr;
};

/// Characters, that is code points, of well-formed UTF-8.
[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;
[[nodiscard]] std::string_view pad_left(std::string_view text, std::size_t width, char fill, model::Arena& arena);
/// a-z and the letters of Latin-1 that have a capital there; everything else stays.
[[nodiscard]] std::string_view to_upper(std::string_view text, model::Arena& arena);
[[nodiscard]] std::string_view to_lower(std::string_view text, model::Arena& arena);
/// Blanks (space, tab, line breaks, no-break spaces) at the ends away, runs of them one blank; null when nothing is
/// left.
[[nodiscard]] std::string_view trim_name(std::string_view text, model::Arena& arena);

}  // namespace tilsig::map
