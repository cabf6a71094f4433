#include "propose/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "catalog/names.hpp"
#include "catalog/stages.hpp"

namespace tilsig::propose {

namespace {

constexpr std::size_t longest = 40;  // leaves room for `_missing` and a number within the 63 bytes

struct Letter {
    std::string_view text, name, low;
};
constexpr std::array<Letter, 14> letters{{{"æ", "ae", "æ"},
                                          {"Æ", "ae", "æ"},
                                          {"ø", "oe", "ø"},
                                          {"Ø", "oe", "ø"},
                                          {"å", "aa", "å"},
                                          {"Å", "aa", "å"},
                                          {"ä", "ae", "ä"},
                                          {"Ä", "ae", "ä"},
                                          {"ö", "oe", "ö"},
                                          {"Ö", "oe", "ö"},
                                          {"é", "e", "é"},
                                          {"É", "e", "é"},
                                          {"ü", "u", "ü"},
                                          {"Ü", "u", "ü"}}};

const Letter* letter_at(std::string_view text) {
    for (const auto& letter : letters)
        if (text.starts_with(letter.text)) return &letter;
    return nullptr;
}

char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool belongs_to_the_loader(std::string_view name) {
    for (const std::string_view taken :
         {"unit_id", "owner_code", "received_at", "load_seq", "delivery_id", "record_no", "replaced_seq"})
        if (name == taken) return true;
    return name.ends_with("_key");
}

}  // namespace

std::string name_of(std::string_view text, const std::string& fallback) {
    std::string name;
    bool before_lower = false;
    const auto separate = [&] {
        if (!name.empty() && name.back() != '_') name += '_';
    };
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '%') {
            separate();
            name += "prosent_";
            ++at;
            continue;
        }
        if (const Letter* letter = letter_at(text.substr(at))) {
            name += letter->name;
            at += letter->text.size();
            before_lower = letter->text == letter->low;
            continue;
        }
        const bool upper = c >= 'A' && c <= 'Z';
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (upper && before_lower) separate();  // validFrom
        if (upper || plain) {
            name += lower_ascii(c);
        } else {
            separate();
        }
        before_lower = plain;
        ++at;
    }
    while (!name.empty() && name.back() == '_') name.pop_back();
    if (name.size() > longest) name.resize(longest);
    while (!name.empty() && name.back() == '_') name.pop_back();
    if (name.empty()) name = fallback;
    if (name.front() >= '0' && name.front() <= '9') name.insert(0, "c_");
    if (catalog::is_reserved_word(name) || belongs_to_the_loader(name)) name += "_value";
    return name;
}

std::string fresh_name(std::string_view text, const std::string& fallback, std::set<std::string>& taken) {
    const std::string name = name_of(text, fallback);
    std::string fresh = name;
    for (int number = 2; taken.contains(fresh) || taken.contains(catalog::reason_column(fresh)); ++number)
        fresh = name + "_" + std::to_string(number);
    taken.insert(fresh);
    return fresh;
}

bool names_things(std::string_view title) {
    constexpr std::array<std::string_view, 8> words{"id", "no", "ref", "key", "rad", "row", "line", "linje"};
    constexpr std::array<std::string_view, 9> endings{"nr",    "nummer",    "number", "kode",   "code",
                                                      "ident", "referanse", "ref",    "noekkel"};
    const std::string name = name_of(title, "");  // the words are views of it
    for (const auto& word : split(name, '_')) {
        if (std::find(words.begin(), words.end(), word) != words.end()) return true;
        if (std::any_of(endings.begin(), endings.end(), [&](auto ending) { return word.ends_with(ending); }))
            return true;
    }
    return false;
}

std::string lower(std::string_view text) {
    std::string low;
    for (std::size_t at = 0; at < text.size();) {
        if (const Letter* letter = letter_at(text.substr(at))) {
            low += letter->low;
            at += letter->text.size();
        } else {
            low += lower_ascii(text[at++]);
        }
    }
    return low;
}

}  // namespace tilsig::propose
