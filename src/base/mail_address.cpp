#include "base/mail_address.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tilsig {

namespace {

bool is_letter_or_digit(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_word(std::string_view text) noexcept {
    constexpr std::string_view besides = "!#$%&'*+-/=?^_`{|}~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_letter_or_digit(c) || besides.find(c) != std::string_view::npos;
    });
}

bool is_label(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

/// Whether each part between the dots passes `test`; `parts` is how many there are.
template <typename Test>
bool each_part(std::string_view text, Test test, int& parts) noexcept {
    for (parts = 1;; ++parts) {
        const auto dot = text.find('.');
        if (!test(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

}  // namespace

bool is_mail_address(std::string_view text) noexcept {
    const auto at = text.find('@');
    if (at == std::string_view::npos || at > 64 || text.size() > 254) return false;
    int words = 0, labels = 0;
    return each_part(text.substr(0, at), is_word, words) && each_part(text.substr(at + 1), is_label, labels) &&
           labels >= 2;
}

std::string_view mail_domain(std::string_view address) noexcept {
    const auto at = address.find('@');
    return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

}  // namespace tilsig
