#include "model/subject.hpp"

#include <array>
#include <charconv>

namespace tilsig::model {

namespace {

constexpr std::size_t half_digits = 16;

struct KindWord {
    Subject::Kind kind;
    std::string_view word;
};
constexpr std::array<KindWord, 4> kind_words{{{Subject::Kind::delivery, "delivery"},
                                              {Subject::Kind::metric, "metric"},
                                              {Subject::Kind::case_file, "case"},
                                              {Subject::Kind::person, "person"}}};

void append_hex(std::string& text, std::uint64_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4) text += digits[(number >> shift) & 0xfU];
}

bool read_hex(std::string_view text, std::uint64_t& number) noexcept {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string Subject::text() const {
    for (const auto& [known, word] : kind_words) {
        if (known != kind) continue;
        std::string text(word);
        text += ':';
        append_hex(text, token.high);
        append_hex(text, token.low);
        return text;
    }
    return {};
}

Subject Subject::parse(std::string_view text) noexcept {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || text.size() != colon + 1 + 2 * half_digits) return {};
    for (const auto& [kind, word] : kind_words) {
        Subject subject{kind, {}};
        if (word == text.substr(0, colon) && read_hex(text.substr(colon + 1, half_digits), subject.token.high) &&
            read_hex(text.substr(colon + 1 + half_digits), subject.token.low))
            return subject;
    }
    return {};
}

}  // namespace tilsig::model
