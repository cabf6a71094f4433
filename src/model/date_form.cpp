#include "model/date_form.hpp"

#include <algorithm>

namespace tilsig::model {

namespace {

constexpr unsigned school_begins = 8;  // August

/// One piece of a form: a run of one letter, or literal text.
struct Piece {
    char letter = '\0';  ///< y, M, d, q; 0 for literal text
    std::size_t width = 0;
    std::string_view text;
};

/// Takes the first piece from the front of `form`.
Piece take_piece(std::string_view& form) noexcept {
    const char c = form.front();
    Piece piece;
    std::size_t used = 1;
    if (c == 'y' || c == 'M' || c == 'd' || c == 'q') {
        while (used < form.size() && form[used] == c) ++used;
        piece.letter = c;
        piece.width = used;
    } else if (c == '\'') {
        const std::size_t closing = std::min(form.find('\'', 1), form.size() - 1);
        piece.text = form.substr(1, closing - 1);
        used = closing + 1;
    } else {
        piece.text = form.substr(0, 1);
    }
    form.remove_prefix(used);
    return piece;
}

/// `least` to `most` digits from the front of `rest`.
bool take_digits(std::string_view& rest, std::size_t least, std::size_t most, unsigned& value) noexcept {
    value = 0;
    std::size_t count = 0;
    for (; count < most && count < rest.size() && rest[count] >= '0' && rest[count] <= '9'; ++count)
        value = value * 10 + static_cast<unsigned>(rest[count] - '0');
    rest.remove_prefix(count);
    return count >= least;
}

/// A dash between years is long where people set their texts well.
bool take_text(std::string_view& rest, std::string_view text, bool years) noexcept {
    constexpr std::string_view en_dash = "\xE2\x80\x93";
    const bool dashed = years && text == "-" && rest.starts_with(en_dash);
    if (!dashed && !rest.starts_with(text)) return false;
    rest.remove_prefix(dashed ? en_dash.size() : text.size());
    return true;
}

/// What has been read so far.
struct Reading {
    DateParts parts;
    bool year = false;
    bool school = false;
};

bool take_year(std::string_view& rest, std::size_t width, int pivot_year, Reading& reading) noexcept {
    unsigned value = 0;
    if (!reading.year) {
        const std::size_t digits = std::min<std::size_t>(width, 4);
        if (!take_digits(rest, digits, digits, value)) return false;
        reading.year = true;
        reading.parts.year = static_cast<int>(value);
        if (width == 2) reading.parts.year += reading.parts.year < pivot_year ? 2000 : 1900;
        if (width <= 4) return true;
        width -= 4;  // 202425: the second year follows at once
    }
    reading.school = true;
    if (!take_digits(rest, width, width, value)) return false;
    const int next = reading.parts.year + 1;
    return static_cast<int>(value) == (width == 2 ? next % 100 : next);
}

std::string filled(unsigned value, std::size_t width) {
    std::string digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

}  // namespace

const std::vector<std::string>& date_forms() {
    static const std::vector<std::string> forms{
        "yyyy-MM-dd",        "dd.MM.yyyy", "d.M.yyyy", "dd/MM/yyyy", "d/M/yyyy",  "dd-MM-yyyy",
        "dd.MM.yy",          "d.M.yy",     "ddMMyyyy", "ddMMyy",     "yyyyMMdd",  "yyyyMM",
        "yyyy-MM",           "yyyy'M'MM",  "yyyy",     "yyyy'K'q",   "yyyy'Q'q",  "yyyy-'Q'q",
        "q. 'kvartal' yyyy", "yyyy/yy",    "yyyy-yy",  "yyyy/yyyy",  "yyyy-yyyy", "yyyyyy"};
    return forms;
}

Span span_of(std::string_view form) noexcept {
    bool year = false;
    Span span = Span::year;
    while (!form.empty()) {
        const Piece piece = take_piece(form);
        if (piece.letter == 'y' && (year || piece.width > 4)) return Span::school_year;
        if (piece.letter == 'y') year = true;
        if (piece.letter == 'q') span = Span::quarter;
        if (piece.letter == 'M' && span != Span::day) span = Span::month;
        if (piece.letter == 'd') span = Span::day;
    }
    return span;
}

bool has_short_year(std::string_view form) noexcept {
    while (!form.empty()) {
        const Piece piece = take_piece(form);
        if (piece.letter == 'y') return piece.width == 2;
    }
    return false;
}

std::optional<DateParts> read_date_form(std::string_view form, int pivot_year, std::string_view raw) noexcept {
    Reading reading;
    while (!form.empty()) {
        const Piece piece = take_piece(form);
        unsigned quarter = 0;
        bool fits = true;
        switch (piece.letter) {
            case 'y': fits = take_year(raw, piece.width, pivot_year, reading); break;
            case 'M': fits = take_digits(raw, piece.width, 2, reading.parts.month); break;
            case 'd': fits = take_digits(raw, piece.width, 2, reading.parts.day); break;
            case 'q':
                fits = take_digits(raw, 1, 1, quarter) && quarter >= 1 && quarter <= 4;
                reading.parts.month = quarter * 3 - 2;
                break;
            default: fits = take_text(raw, piece.text, form.find_first_not_of('y') == std::string_view::npos);
        }
        if (!fits) return std::nullopt;
    }
    if (!raw.empty()) return std::nullopt;
    if (reading.school) reading.parts.month = school_begins;
    return reading.parts;
}

std::string write_date_form(std::string_view form, const DateParts& date) {
    const bool before_school = span_of(form) == Span::school_year && date.month < school_begins;
    const auto year = static_cast<unsigned>(date.year - (before_school ? 1 : 0));
    std::string text;
    bool first = true;
    while (!form.empty()) {
        const Piece piece = take_piece(form);
        switch (piece.letter) {
            case 'y': {
                const std::string digits = filled(first ? year : year + 1, 4);
                if (piece.width <= 4) text += digits.substr(4 - piece.width);
                if (piece.width > 4) text += digits + filled(year + 1, 4).substr(8 - piece.width);
                first = false;
                break;
            }
            case 'M': text += filled(date.month, piece.width); break;
            case 'd': text += filled(date.day, piece.width); break;
            case 'q': text += filled((date.month + 2) / 3, 1); break;
            default: text += piece.text;
        }
    }
    return text;
}

}  // namespace tilsig::model
