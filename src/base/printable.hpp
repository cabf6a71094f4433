// What a console may show of texts from outside: nothing that moves the cursor, turns the line round or cannot be seen.
#pragma once

#include <string>
#include <string_view>

namespace tilsig {

/// True for characters that drive a terminal, change the direction of writing or cannot be seen: C0 and C1 controls,
/// line and paragraph separators, bidirectional marks, zero-width characters, the byte order mark.
[[nodiscard]] bool is_hidden(char32_t character) noexcept;

/// The text with every hidden character as `<U+202E>` and every byte that is not UTF-8 as `<0xFF>`. Asked for by
/// whoever writes to a console, for every text; a text without such characters comes back as it is.
[[nodiscard]] std::string printable(std::string_view text);
/// The same, but for line feeds, which stay: messages that hold several lines of our own.
[[nodiscard]] std::string printable_lines(std::string_view text);
/// A JSON document as it was dumped, with hidden characters as JSON escapes: the values stay what they are.
[[nodiscard]] std::string printable_json(std::string_view document);

}  // namespace tilsig
