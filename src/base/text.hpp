// Small text helpers that several rooms need: validation, trimming, nearest names, safe display.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilsig {

/// Offset of the first byte that is not well-formed UTF-8, or npos when all is well.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view bytes) noexcept;

/// 64 lower-case hexadecimal digits, as a content is named. Asked before such a name becomes part of a path.
[[nodiscard]] bool is_sha256_hex(std::string_view text) noexcept;

[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// 1234567 -> "1 234 567"
[[nodiscard]] std::string grouped(std::uint64_t number);
/// "1 unit", "2 000 units"
[[nodiscard]] std::string counted(std::uint64_t number, const std::string& one);

/// The candidate nearest to `word` by edit distance, or empty when none is near enough to be a likely typing mistake.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// Escapes for the inside of a JSON string, including U+0085, U+2028, U+2029 and terminal control bytes;
/// bytes that are not UTF-8 become \ufffd, so the result is always valid JSON on one line.
[[nodiscard]] std::string json_escape(std::string_view text);

/// Every run of 8 or more digits becomes `#`: what is left can hold neither a fødselsnummer nor a DUF number.
/// Applied to any free text on its way to a log or error report; the last line of defence, not the first.
[[nodiscard]] std::string without_long_numbers(std::string_view text);

/// A printable form of an outside name (file name, header) for display only: control bytes, line breaks and invalid
/// UTF-8 become `?`, long digit runs `#`, and the result is cut at `max` bytes. Never used as a path.
[[nodiscard]] std::string display_name(std::string_view raw, std::size_t max = 120);

}  // namespace tilsig
