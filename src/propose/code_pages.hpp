// Encodings that tilsig does not read, seen in the words of a text.
#pragma once

#include <string>
#include <string_view>

namespace tilsig::propose {

/// "code page 850 (DOS)" when the letters beyond ASCII inside of words are those of Norwegian there, and of no encoding
/// that is read; "" otherwise. For texts that are not UTF-8.
[[nodiscard]] std::string other_code_page(std::string_view text);
/// What has happened to letters of a text that is UTF-8: read as Windows-1252 and written again, or lost. A question
/// for a person; "" when nothing shows.
[[nodiscard]] std::string damaged_letters(std::string_view text);

}  // namespace tilsig::propose
