#include "map/dates.hpp"

#include <algorithm>
#include <cstring>

#include "model/value.hpp"

namespace tilsig::map {

namespace {

/// The digits of the text in the order yyyyMMdd, or 0 of them when it has none of the known shapes.
std::size_t digits_of(std::string_view text, std::array<char, 8>& digits) noexcept {
    const bool dashed = text.size() > 4 && text[4] == '-';
    if (dashed && text.size() != 7 && !(text.size() == 10 && text[7] == '-')) return 0;
    if (!dashed && text.size() != 4 && text.size() != 6 && text.size() != 8) return 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (dashed && (i == 4 || i == 7)) continue;
        if (text[i] < '0' || text[i] > '9') return 0;
        digits[count++] = text[i];
    }
    return count;
}

std::optional<std::string_view> written(const std::array<char, 8>& digits, DayBuffer& buffer) noexcept {
    std::memcpy(buffer.data(), digits.data(), 4);
    buffer[4] = buffer[7] = '-';
    std::memcpy(buffer.data() + 5, digits.data() + 4, 2);
    std::memcpy(buffer.data() + 8, digits.data() + 6, 2);
    const std::string_view day(buffer.data(), buffer.size());
    if (!model::parse_iso_date(day)) return std::nullopt;
    return day;
}

}  // namespace

std::optional<std::string_view> first_day(std::string_view text, Span span, DayBuffer& buffer) noexcept {
    std::array<char, 8> digits{'0', '0', '0', '0', '0', '1', '0', '1'};
    const std::size_t count = digits_of(text, digits);
    if (count == 0 || (span == Span::month && count == 4)) return std::nullopt;
    // The whole text must be a day of the calendar before a part of it is trusted: 2026-13-01 has no year either.
    if (!written(digits, buffer)) return std::nullopt;
    if (span == Span::year) std::copy_n("0101", 4, digits.begin() + 4);
    if (span == Span::month) std::copy_n("01", 2, digits.begin() + 6);
    return written(digits, buffer);
}

std::optional<std::string_view> last_day_of_year(std::string_view text, DayBuffer& buffer) noexcept {
    const auto first = first_day(text, Span::year, buffer);
    if (first) std::copy_n("12-31", 5, buffer.begin() + 5);
    return first;
}

}  // namespace tilsig::map
