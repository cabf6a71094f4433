// One number of a declared kind: valid, or the first thing that is wrong with it.
#include <chrono>

#include "identifiers/digits.hpp"
#include "identifiers/identifiers.hpp"

namespace tilsig::identifiers {

namespace {

constexpr std::chrono::sys_days first_day_of_2032{std::chrono::year{2032} / 1 / 1};
constexpr int d_offset = 40;

bool leap(int year) noexcept { return std::chrono::year{year}.is_leap(); }

/// The century of a fødselsnummer by its individual number, 0 when it belongs to none.
int century(int individual, int year) noexcept {
    if (individual < 500) return 1900;
    if (individual < 750 && year >= 54) return 1800;
    if (year < 40) return 2000;
    return individual >= 900 ? 1900 : 0;
}

/// D-numbers issued since August 2021 use the first individual digit otherwise: 5 for 1858-1899, and two ranges for the
/// rest.
int century_since_2021(int individual, int year) noexcept {
    const int first = individual / 100;
    if (first == 5 && year >= 58) return 1800;
    if (year < 40) return first < 2 ? 1900 : 2000;
    return first == 5 ? 0 : 1900;
}

/// The date the number tells. A D-number may follow either series, so a century of one of them must fit.
Fault judge_date(std::string_view d, bool d_number, bool century_known) noexcept {
    const int day_of_month = two(d, 0) - (d_number ? d_offset : 0);
    const int month = plain_month(two(d, 2));
    const int year = two(d, 4);
    // Of 1900 and 2000 the latter was a leap year, so 00 passes where the century is not known.
    if (!is_day(day_of_month, month, year % 4 == 0)) return Fault::impossible_date;
    if (!century_known) return Fault::none;
    const int individual = (d[6] - '0') * 100 + two(d, 7);
    bool any_series = false;
    for (const int start : {century(individual, year), d_number ? century_since_2021(individual, year) : 0}) {
        if (start == 0) continue;
        any_series = true;
        if (is_day(day_of_month, month, leap(start + year))) return Fault::none;
    }
    return any_series ? Fault::impossible_date : Fault::impossible_series;
}

Fault judge_person(std::string_view d, Kind kind, std::int64_t day, Persons persons) noexcept {
    if (d[0] == '8' || d[0] == '9') return Fault::help_number;
    const int remainder = first_remainder(d);
    if (remainder > 3 || second_remainder(d) != 0) return Fault::check_digits;
    const bool by_2032 = day >= first_day_of_2032.time_since_epoch().count();
    if (remainder != 0 && !by_2032) return Fault::too_early;
    const bool d_number = two(d, 0) > d_offset;
    if (const Fault fault = judge_date(d, d_number, !by_2032); fault != Fault::none) return fault;
    const bool synthetic = plain_month(two(d, 2)) != two(d, 2);
    if (synthetic && persons == Persons::real) return Fault::synthetic;
    if (!synthetic && persons == Persons::synthetic) return Fault::not_synthetic;
    if (d_number && kind == Kind::fnr) return Fault::d_number;
    if (!d_number && kind == Kind::dnr) return Fault::no_d_number;
    return Fault::none;
}

Fault judge_duf(std::string_view d, std::int64_t day) noexcept {
    if (!duf_checks(d)) return Fault::check_digits;
    const int year = two(d, 0) * 100 + two(d, 2);
    constexpr std::int64_t most_days = 2932896;  // 9999-12-31: what a day beyond the calendar is cut to
    const auto today = std::chrono::sys_days{std::chrono::days{day < 0 ? 0 : day > most_days ? most_days : day}};
    const int latest = static_cast<int>(std::chrono::year_month_day{today}.year());
    return year >= 1980 && year <= latest ? Fault::none : Fault::impossible_year;
}

Fault judge_organisation(std::string_view d, Persons persons) noexcept {
    if ((weighted(d, std::array{3, 2, 7, 6, 5, 4, 3, 2}) + d[8] - '0') % 11 != 0) return Fault::check_digits;
    if (d[0] == '8' || d[0] == '9') return Fault::none;
    const bool test_unit = d[0] == '2' || d[0] == '3';
    if (!test_unit) return Fault::first_digit;
    return persons == Persons::synthetic ? Fault::none : Fault::synthetic;
}

std::size_t digits_of(Kind kind) noexcept { return kind == Kind::duf ? 12 : kind == Kind::orgnr ? 9 : 11; }

}  // namespace

const KindName* find_kind(std::string_view word) noexcept {
    for (const auto& name : kind_names) {
        if (name.word == word) return &name;
    }
    return nullptr;
}

Fault judge(std::string_view text, Kind kind, std::int64_t day, Persons persons) noexcept {
    if (!only_digits(text) || text.empty()) return Fault::not_digits;
    const std::size_t wanted = digits_of(kind);
    // Only numbers of persons can begin with a zero: a DUF number begins with its year.
    if (text.size() + 1 == wanted && wanted == 11) return Fault::lost_zero;
    if (text.size() != wanted) return Fault::length;
    if (kind == Kind::duf) return judge_duf(text, day);
    return kind == Kind::orgnr ? judge_organisation(text, persons) : judge_person(text, kind, day, persons);
}

std::string_view described(Fault fault) noexcept {
    switch (fault) {
        case Fault::none: return "valid";
        case Fault::not_digits: return "it holds something else than digits; look for spaces, points and letters";
        case Fault::lost_zero: return "it is one digit short; a leading zero was lost, so keep it as text";
        case Fault::length: return "it has the wrong number of digits";
        case Fault::check_digits: return "the check digits do not fit; look for a typing mistake";
        case Fault::too_early:
            return "its check digits follow the rule of 2032, and no such number is issued before that year";
        case Fault::impossible_date: return "it tells a date that is not in the calendar";
        case Fault::impossible_series: return "its individual number belongs to no century of that year";
        case Fault::help_number: return "it is an FH-number, which means nothing outside its issuer";
        case Fault::synthetic: return "it is a synthetic number or an H-number; neither may stand among real ones";
        case Fault::not_synthetic: return "it is not a synthetic number; real persons have no place in a test";
        case Fault::d_number:
            return "it is a D-number, not a f\xC3\xB8"
                   "dselsnummer";
        case Fault::no_d_number:
            return "it is a f\xC3\xB8"
                   "dselsnummer, not a D-number";
        case Fault::impossible_year: return "it begins with a year that cannot be";
        case Fault::first_digit: return "it begins with a digit that no organisation has";
    }
    return "invalid";
}

}  // namespace tilsig::identifiers
