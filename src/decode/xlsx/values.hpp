// The small grammars of a workbook: names of cells and ranges, numbers, dates, escapes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tilsig::decode {

/// The size of a sheet, by the format.
inline constexpr std::uint64_t sheet_rows = 1'048'576;
inline constexpr std::uint32_t sheet_columns = 16'384;

struct CellName {
    std::uint64_t row = 0;     ///< 1-based
    std::uint32_t column = 0;  ///< 1-based
};
/// `B12`; nothing when it is not a cell of a sheet.
[[nodiscard]] std::optional<CellName> parse_cell_name(std::string_view text) noexcept;
[[nodiscard]] std::string cell_name(std::uint64_t row, std::uint32_t column);

/// Digits only, at most 18 of them.
[[nodiscard]] std::optional<std::uint64_t> parse_count(std::string_view text) noexcept;

/// Writes a number of a workbook without exponent and without zeros that say nothing: `600000e-6` is `0.6`, `1220`
/// stays. Digit by digit, so that nothing is lost. Nothing when it is no number or would have more than 60 digits.
[[nodiscard]] std::optional<std::string> plain_number(std::string_view text);

/// The shortest digits that are the same double, when a program wrote all 17 of them: `5.0999999999999996` is `5.1`.
/// `plain` is a plain_number(); numbers of up to 15 digits stay as they are.
[[nodiscard]] std::string shortest_number(std::string_view plain);

/// What a number format makes of a number: nothing, a hundred times as much with a sign behind it, a day (with or
/// without a time), a time of day, a length of time (`[h]:mm`, which may be more than a day).
enum class NumberStyle : std::uint8_t { plain, percent, date, time, elapsed };
/// By the numbers of built-in formats, or by the letters of a code outside quotes and brackets.
[[nodiscard]] NumberStyle number_style(std::uint64_t id) noexcept;
[[nodiscard]] NumberStyle number_style(std::string_view code) noexcept;

/// The day of a date stored as a number, written by a pattern of y, M, d (see model::ValueFormat). Day 60 of the
/// 1900 system is 29 February 1900, which never was: nothing, like for a time of day and for years beyond 9999.
[[nodiscard]] std::optional<std::string> serial_date(std::string_view plain, bool from_1904, std::string_view pattern);
/// The same with its time, `yyyy-MM-ddThh:mm:ss[.fff]`; thousandths are all that a number of days holds.
[[nodiscard]] std::optional<std::string> serial_moment(std::string_view plain, bool from_1904);
/// A length of time, `hh:mm[:ss[.fff]]` with as many hours as it has; also a time of day, which is less than 24 hours.
[[nodiscard]] std::optional<std::string> serial_span(std::string_view plain);

/// Replaces `_xHHHH_` by the character it stands for; NUL and halves of pairs stay as they are written.
void unescape(std::string& text);

}  // namespace tilsig::decode
