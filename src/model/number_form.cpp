#include "model/number_form.hpp"

#include <algorithm>

namespace tilsig::model {

namespace {

constexpr std::string_view minus_sign = "\xE2\x88\x92";  // U+2212

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// The unit must be there, at one end; blanks between it and the number go too.
bool take_unit(std::string_view& raw, std::string_view unit) noexcept {
    if (unit.empty()) return true;
    if (raw.ends_with(unit)) {
        raw.remove_suffix(unit.size());
        for (std::size_t length = 1; length <= std::min<std::size_t>(raw.size(), 3);) {
            if (number_blank(raw.substr(raw.size() - length)) != length) {
                ++length;
                continue;
            }
            raw.remove_suffix(length);
            length = 1;
        }
        return true;
    }
    if (!raw.starts_with(unit)) return false;
    raw.remove_prefix(unit.size());
    while (const std::size_t length = number_blank(raw)) raw.remove_prefix(length);
    return true;
}

/// The exponent at the end of `raw`, 0 when there is none. A capital E with a sign is how spreadsheets show a number of
/// which they have dropped digits.
bool take_exponent(std::string_view& raw, int& exponent) noexcept {
    const std::size_t at = raw.find_first_of("eE");
    if (at == std::string_view::npos) return true;
    std::string_view rest = raw.substr(at + 1);
    const bool sign = !rest.empty() && (rest[0] == '-' || rest[0] == '+');
    const bool down = sign && rest[0] == '-';
    if (sign && raw[at] == 'E') return false;
    if (sign) rest.remove_prefix(1);
    if (rest.empty() || rest.size() > 3 || !std::all_of(rest.begin(), rest.end(), is_digit)) return false;
    for (const char c : rest) exponent = exponent * 10 + (c - '0');
    if (down) exponent = -exponent;
    raw = raw.substr(0, at);
    return true;
}

/// Digits without the marks between groups of three; false when a mark stands elsewhere.
bool drop_groups(std::string_view raw, const ValueFormat& format, PlainNumber& plain) noexcept {
    const std::string_view mark = format.group_mark;
    const bool blank = !mark.empty() && number_blank(mark) == mark.size();
    std::size_t digits = 0;  // since the last mark
    bool marked = false;
    std::size_t at = 0;
    while (at < raw.size() && raw[at] != format.decimal_mark) {
        if (is_digit(raw[at])) {
            if (!plain.put(raw[at++])) return false;
            ++digits;
            continue;
        }
        const std::string_view rest = raw.substr(at);
        const std::size_t length = blank                                     ? number_blank(rest)
                                   : !mark.empty() && rest.starts_with(mark) ? mark.size()
                                                                             : 0;
        if (length == 0 || digits == 0 || digits > 3 || (marked && digits != 3)) return false;
        marked = true;
        digits = 0;
        at += length;
    }
    if (marked && digits != 3) return false;
    for (; at < raw.size(); ++at)
        if (!plain.put(raw[at])) return false;
    return true;
}

/// Moves the decimal mark of `from` (digits, perhaps a mark and digits) by `exponent` places.
bool move_mark(const PlainNumber& from, char mark, int exponent, PlainNumber& to) noexcept {
    constexpr int most = 40;  // no number of 64 bits needs more, and zeros beyond say nothing
    const std::string_view text = from.text();
    const std::size_t at = text.find(mark);
    const std::string_view whole = text.substr(0, at);
    const std::string_view fraction = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    if (whole.empty() || (at != std::string_view::npos && fraction.empty())) return false;
    if (exponent > most || exponent < -most) return false;
    const auto digit = [&](int i) {  // counted from the mark
        const int place = i + static_cast<int>(whole.size());
        if (place < 0 || place >= static_cast<int>(whole.size() + fraction.size())) return '0';
        return place < static_cast<int>(whole.size()) ? whole[static_cast<std::size_t>(place)]
                                                      : fraction[static_cast<std::size_t>(i)];
    };
    const int first = std::min(-static_cast<int>(whole.size()), exponent - 1);
    const int last = std::max(static_cast<int>(fraction.size()), exponent);
    for (int i = first; i < last; ++i) {
        if (i == exponent && !to.put(mark)) return false;
        if (!to.put(digit(i))) return false;
    }
    return true;
}

}  // namespace

std::size_t number_blank(std::string_view text) noexcept {
    if (text.empty()) return 0;
    if (text.front() == ' ') return 1;
    if (static_cast<unsigned char>(text.front()) < 0xC2) return 0;
    if (text.starts_with("\xC2\xA0")) return 2;                                            // U+00A0
    for (const std::string_view blank : {"\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x87"})  // U+202F, U+2009, U+2007
        if (text.starts_with(blank)) return 3;
    return 0;
}

bool looks_rounded(std::string_view raw) noexcept {
    const std::size_t at = raw.find('E');
    return at != 0 && at != std::string_view::npos && at + 2 < raw.size() && is_digit(raw[at - 1]) &&
           (raw[at + 1] == '+' || raw[at + 1] == '-') && is_digit(raw[at + 2]);
}

bool has_marks(std::string_view raw, const ValueFormat& format) noexcept {
    if (raw.empty()) return false;
    if (!format.group_mark.empty() && is_digit(raw.back())) return true;
    return raw.starts_with(minus_sign) || raw.find_first_of("eE") != std::string_view::npos;
}

bool write_plain(std::string_view raw, const ValueFormat& format, PlainNumber& plain) noexcept {
    if (!take_unit(raw, format.strip)) return false;
    if (raw.starts_with(minus_sign)) {
        raw.remove_prefix(minus_sign.size());
        (void)plain.put('-');
    } else if (!raw.empty() && (raw.front() == '-' || raw.front() == '+')) {
        (void)plain.put(raw.front());
        raw.remove_prefix(1);
    }
    int exponent = 0;
    if (!take_exponent(raw, exponent)) return false;
    if (exponent == 0) return drop_groups(raw, format, plain);
    PlainNumber ungrouped;
    return drop_groups(raw, format, ungrouped) && move_mark(ungrouped, format.decimal_mark, exponent, plain);
}

}  // namespace tilsig::model
