#include "model/moment.hpp"

#include <chrono>

namespace tilsig::model {

namespace {

using namespace std::chrono;

constexpr std::int64_t day_seconds = 86400;
constexpr std::int64_t hour_seconds = 3600;

std::optional<int> two_digits(std::string_view text, std::size_t at) noexcept {
    if (at + 2 > text.size()) return std::nullopt;
    const auto digit = [&](std::size_t i) { return static_cast<unsigned char>(text[i]) - static_cast<unsigned>('0'); };
    if (digit(at) > 9 || digit(at + 1) > 9) return std::nullopt;
    return static_cast<int>(digit(at) * 10 + digit(at + 1));
}

/// Takes `:dd` (or `dd` with `mark` 0) from the front; false when it is not there or above `most`.
bool take_two(std::string_view& rest, char mark, int most, std::int64_t& value) noexcept {
    const std::size_t skip = mark == '\0' ? 0 : 1;
    if (skip == 1 && (rest.empty() || rest[0] != mark)) return false;
    const auto digits = two_digits(rest, skip);
    if (!digits || *digits > most) return false;
    value = *digits;
    rest.remove_prefix(skip + 2);
    return true;
}

/// `.f` to `.ffffff` at the front; false when a point stands without digits, or with more that are no zeros.
bool take_fraction(std::string_view& rest, std::int64_t& micros) noexcept {
    if (rest.empty() || rest[0] != '.') return true;
    std::int64_t scale = 100000;
    std::size_t at = 1;
    for (; at < rest.size() && rest[at] >= '0' && rest[at] <= '9'; ++at, scale /= 10) {
        if (scale == 0 && rest[at] != '0') return false;
        micros += (rest[at] - '0') * scale;
    }
    if (at == 1) return false;
    rest.remove_prefix(at);
    return true;
}

/// Seconds east of UTC; false when the rest is no offset.
bool read_offset(std::string_view rest, std::int64_t& seconds) noexcept {
    seconds = 0;
    if (rest == "Z") return true;
    if (rest.empty() || (rest[0] != '+' && rest[0] != '-')) return false;
    const bool west = rest[0] == '-';
    rest.remove_prefix(1);
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    if (!take_two(rest, '\0', 18, hours)) return false;
    if (!rest.empty() && !take_two(rest, rest[0] == ':' ? ':' : '\0', 59, minutes)) return false;
    seconds = (west ? -1 : 1) * (hours * hour_seconds + minutes * 60);
    return rest.empty();
}

std::int64_t seconds_of(sys_days day) noexcept { return day.time_since_epoch().count() * day_seconds; }

/// Local seconds in Norway -> seconds UTC. Summer time since 1980, from one hour UTC on the last Sunday of March to
/// that of October (until 1995: September; in 1980 it began on 6 April); none from 1966 to 1979. Nothing before.
std::optional<std::int64_t> norwegian_time(std::int64_t local, int in_year) noexcept {
    if (in_year < 1966) return std::nullopt;
    const std::int64_t winter = local - hour_seconds;
    if (in_year < 1980) return winter;
    const year y{in_year};
    const sys_days first = in_year == 1980 ? sys_days{y / April / 6} : sys_days{y / March / Sunday[last]};
    const sys_days end = in_year < 1996 ? sys_days{y / September / Sunday[last]} : sys_days{y / October / Sunday[last]};
    const std::int64_t begins = seconds_of(first) + hour_seconds;
    const std::int64_t ends = seconds_of(end) + hour_seconds;
    const std::int64_t summer = winter - hour_seconds;
    if (summer >= begins && summer < ends) return summer;  // of an hour that comes twice, the first
    if (winter >= begins && winter < begins + hour_seconds) return std::nullopt;  // leapt over
    return winter;
}

}  // namespace

std::optional<std::int64_t> parse_moment(std::string_view text, Zone zone) noexcept {
    if (text.size() < 16 || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
    const auto day = parse_iso_date(text.substr(0, 10));
    if (!day) return std::nullopt;
    const auto in_year = *two_digits(text, 0) * 100 + *two_digits(text, 2);
    std::string_view rest = text.substr(11);
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    std::int64_t seconds = 0;
    std::int64_t micros = 0;
    if (!take_two(rest, '\0', 23, hours) || !take_two(rest, ':', 59, minutes)) return std::nullopt;
    if (!rest.empty() && rest[0] == ':' && (!take_two(rest, ':', 59, seconds) || !take_fraction(rest, micros)))
        return std::nullopt;
    std::optional<std::int64_t> moment = *day * day_seconds + hours * hour_seconds + minutes * 60 + seconds;
    std::int64_t offset = 0;
    if (!rest.empty()) {
        if (!read_offset(rest, offset)) return std::nullopt;
        *moment -= offset;
    } else if (zone == Zone::none) {
        return std::nullopt;  // a time of nowhere is ambiguous
    } else if (zone == Zone::oslo) {
        moment = norwegian_time(*moment, in_year);
    }
    if (!moment) return std::nullopt;
    return *moment * 1000000 + micros;
}

}  // namespace tilsig::model
