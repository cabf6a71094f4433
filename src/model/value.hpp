// Types of values and their one canonical text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace tilsig::model {

/// The types of the warehouse and of contracts. `code` is text that a code list explains; `decimal` is exact.
enum class Type { text, code, integer, decimal, date, boolean, timestamp };

[[nodiscard]] const char* to_string(Type type) noexcept;
[[nodiscard]] std::optional<Type> parse_type(std::string_view word) noexcept;

/// Whose time a time without a zone is; nobody's: it does not fit.
enum class Zone { none, utc, oslo };

/// How a source writes its values; from the contract.
struct ValueFormat {
    char decimal_mark = '.';
    std::string group_mark;           ///< between thousands: one character; a blank is any of the blanks; empty: none
    std::string strip;                ///< unit at one end of each number (`%`), blanks between them or not; empty: none
    std::string date = "yyyy-MM-dd";  ///< one of date_forms() (date_form.hpp)
    int pivot_year = 50;              ///< for two-digit years: yy < pivot is 20yy
    int scale = 0;                    ///< digits after the mark kept for decimals
    bool round = false;      ///< a decimal with more digits is rounded, half away from zero; else it does not fit
    Zone zone = Zone::none;  ///< of timestamps that say none themselves
};

/// Outcome of reading one cell: its canonical text (points into `buffer` or into the input) and a number for
/// comparisons: days since 1970 for dates, the integer, the unscaled decimal (value * 10^scale), 0/1 for booleans.
struct Parsed {
    std::string_view text;
    std::int64_t number = 0;
};

/// Reads `raw` as `type`. Strict: no leading or trailing blanks, no loss of digits (a decimal with more digits than
/// `scale` does not fit unless they are zeros), no lost sign. A minus may be U+2212. An exponent moves the mark digit
/// by digit (`1e+05`); `1,24E+11`, as spreadsheets show what they have rounded, does not fit. A unit that `strip` names
/// must be there. Returns nothing when it does not fit; the caller makes a finding of it. Canonical forms: integer
/// without leading zeros or plus; decimal with exactly `scale` digits and a point; date yyyy-MM-dd; boolean 0/1;
/// timestamp yyyy-MM-ddThh:mm:ss.ffffffZ; text unchanged. A timestamp is written `yyyy-MM-ddThh:mm[:ss[.ffffff]]` (a
/// space may stand for the T) with `Z` or `+hh:mm` behind it; without, it is of `format.zone`. Of an hour that comes
/// twice in Norway the first is taken, one that the clocks leap over does not fit. `buffer` must hold 40 bytes and live
/// as long as the result.
[[nodiscard]] std::optional<Parsed> parse_value(Type type, const ValueFormat& format, std::string_view raw,
                                                char* buffer) noexcept;

/// The canonical text of a number as in Parsed: of integer, decimal (with `scale` digits, at most 18), date, boolean
/// and timestamp; of other types an empty text. A date or timestamp outside the years 1 to 9999 gives an empty text.
/// `buffer` must hold 40 bytes.
[[nodiscard]] std::string_view canonical_text(Type type, int scale, std::int64_t number, char* buffer) noexcept;

/// Days since 1970-01-01 from canonical yyyy-MM-dd; nothing when it is not a date of the calendar.
[[nodiscard]] std::optional<std::int64_t> parse_iso_date(std::string_view text) noexcept;

}  // namespace tilsig::model
