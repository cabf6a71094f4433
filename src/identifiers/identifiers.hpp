// Numbers that identify persons and organisations: which of them a text is, and what is wrong with it. No function here
// ever repeats a digit in a message.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tilsig::identifiers {

/// Which numbers an installation takes. Real: every synthetic number is refused, as test data in production. Synthetic:
/// every number of a person that is not synthetic is refused, as a real person in a test.
enum class Persons : std::uint8_t { real, synthetic };

/// `fnr` is the fødselsnummer, `dnr` the D-number, `person` either of them.
enum class Kind : std::uint8_t { fnr, dnr, person, duf, orgnr };
struct KindName {
    std::string_view word;
    Kind kind;
    bool dated;  ///< what is valid depends on a date
};
inline constexpr std::array<KindName, 5> kind_names{{{"fnr", Kind::fnr, true},
                                                     {"dnr", Kind::dnr, true},
                                                     {"person", Kind::person, true},
                                                     {"duf", Kind::duf, true},
                                                     {"orgnr", Kind::orgnr, false}}};
[[nodiscard]] const KindName* find_kind(std::string_view word) noexcept;

/// Why a text is not a valid number of its kind.
enum class Fault : std::uint8_t {
    none,
    not_digits,  ///< something else than digits, also blanks and no-break spaces
    lost_zero,   ///< one digit too few: a leading zero was lost on the way
    length,      ///< another number of digits
    check_digits,
    too_early,  ///< right by the rule of 2032 only, asked about an earlier day
    impossible_date,
    impossible_series,  ///< the individual number belongs to no century that fits the year
    help_number,        ///< FH-number: begins with 8 or 9, means nothing outside its issuer
    synthetic,          ///< month + 40 (also how H-numbers look), + 65 or + 80, where persons are real
    not_synthetic,      ///< a real person's number, where persons are synthetic
    d_number,           ///< a D-number where a fødselsnummer is wanted
    no_d_number,        ///< the other way
    impossible_year,    ///< DUF: before 1980 or after the day asked about
    first_digit         ///< organisation number: begins with neither 8 nor 9
};

/// `fault` in English for findings, with what to do; holds no digit of the number.
[[nodiscard]] std::string_view described(Fault fault) noexcept;

/// Judges `text`. `day` (days since 1970) decides whether the rule of 2032 counts (numbers issued from 2032-01-01 on
/// may leave 0 to 3 in the first check digit, and no longer tell the century) and which DUF years are possible.
[[nodiscard]] Fault judge(std::string_view text, Kind kind, std::int64_t day, Persons persons) noexcept;

/// True when the 11 digits can be a fødselsnummer, D-number, H-number or synthetic number: a day (also + 40), a month
/// (also + 40,
/// + 65, + 80) and check digits that are right under the rule of 1964 or of 2032. The individual number is not looked
/// at: from 2032 it no longer tells the century. Wider than judge(), because this one refuses.
[[nodiscard]] bool is_national_number(std::string_view eleven_digits) noexcept;

/// True when the 12 digits are a DUF number: a year from 1980 to 2099 and a right check number.
[[nodiscard]] bool is_duf_number(std::string_view twelve_digits) noexcept;

/// True when the text (UTF-8) holds such a number: a whole run of digits of any common script, also written in groups
/// with blanks, dashes, points, slashes, underscores, brackets or what nobody sees between them. A longer run of digits
/// that merely contains one is not taken for it, nor are the digits around a decimal point.
[[nodiscard]] bool holds_identifier(std::string_view text) noexcept;

}  // namespace tilsig::identifiers
