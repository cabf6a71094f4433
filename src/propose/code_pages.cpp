#include "propose/code_pages.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.hpp"

namespace tilsig::propose {

namespace {

struct CodePage {
    const char* name;
    std::string_view letters;  ///< æ ø å Æ Ø Å
};
// The first one is read as ISO-8859-1 or Windows-1252.
constexpr std::array<CodePage, 3> pages{{{"", "\xE6\xF8\xE5\xC6\xD8\xC5"},
                                         {"code page 850 or 865 (DOS)", "\x91\x9B\x86\x92\x9D\x8F"},
                                         {"Mac Roman", "\xBE\xBF\x8C\xAE\xAF\x81"}}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::size_t occurrences(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

}  // namespace

std::string other_code_page(std::string_view text) {
    std::array<std::uint64_t, pages.size()> seen{};
    std::uint64_t within_words = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (static_cast<unsigned char>(text[at]) < 0x80) continue;
        const bool word = (at > 0 && is_letter(text[at - 1])) || (at + 1 < text.size() && is_letter(text[at + 1]));
        if (!word) continue;
        ++within_words;
        for (std::size_t page = 0; page < pages.size(); ++page)
            if (pages[page].letters.find(text[at]) != std::string_view::npos) ++seen[page];
    }
    for (std::size_t page = 1; page < pages.size(); ++page)
        if (seen[page] * 10 >= within_words * 8 && seen[page] > seen[0] && within_words > 0) return pages[page].name;
    return {};
}

std::string damaged_letters(std::string_view text) {
    if (const auto lost = occurrences(text, "\xEF\xBF\xBD"); lost > 0)
        return grouped(lost) + (lost == 1 ? " letter was" : " letters were") +
               " lost before this file was written (U+FFFD stands for them): ask the sender for the file anew";
    std::uint64_t twice = 0;
    for (const std::string_view letter :
         {"\u00C3\u00A6", "\u00C3\u00B8", "\u00C3\u00A5", "\u00C3\u2020", "\u00C3\u02DC", "\u00C3\u2026"})
        twice += occurrences(text, letter);
    if (twice == 0) return {};
    return grouped(twice) + (twice == 1 ? " letter is" : " letters are") +
           " like '\u00C3\u00B8' for '\u00F8': UTF-8 that was read as Windows-1252 and written again. Names will be "
           "wrong: ask the sender for the file anew";
}

}  // namespace tilsig::propose
