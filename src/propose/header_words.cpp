#include "propose/header_words.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "base/text.hpp"
#include "propose/names.hpp"

namespace tilsig::propose {

namespace {

using Words = std::span<const std::string_view>;

bool is_one_of(std::string_view word, Words words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool any_word(std::string_view title, Words words, Words endings) {
    const std::string name = name_of(title, "");  // the words are views of it
    const auto parts = split(name, '_');
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view word) {
        return is_one_of(word, words) ||
               std::any_of(endings.begin(), endings.end(), [&](auto ending) { return word.ends_with(ending); });
    });
}

constexpr std::array<std::string_view, 2> code_endings{"kode", "code"};
constexpr std::array<std::string_view, 12> dimension_words{"kjonn",  "kjoenn", "sex",   "gender", "alder", "age",
                                                           "maaned", "maned",  "month", "uke",    "week",  "dag"};
constexpr std::array<std::string_view, 14> dimension_endings{"gruppe",  "group",   "klasse", "class",    "trinn",
                                                             "nivaa",   "level",   "type",   "kategori", "category",
                                                             "kvartal", "quarter", "maaned", "aar"};
constexpr std::array<std::string_view, 20> when_words{
    "aar",  "year", "tid", "time", "maaned", "month",   "mnd",    "kvartal", "quarter", "uke",
    "week", "dag",  "day", "dato", "date",   "periode", "period", "aargang", "termin",  "tidsrom"};
constexpr std::array<std::string_view, 6> when_endings{"aar", "year", "maaned", "month", "periode", "period"};
constexpr std::array<std::string_view, 10> name_words{"navn",  "name", "tekst", "text",  "tittel",
                                                      "title", "note", "notes", "label", "description"};
constexpr std::array<std::string_view, 6> name_endings{"navn", "name", "tekst", "beskrivelse", "merknad", "kommentar"};

}  // namespace

bool has_word(std::string_view title, std::initializer_list<std::string_view> words) {
    const std::string low = lower(title);
    return std::any_of(words.begin(), words.end(), [&](auto word) { return low.find(word) != std::string::npos; });
}

bool says_code(std::string_view title) { return any_word(title, {}, code_endings); }

bool says_dimension(std::string_view title) { return any_word(title, dimension_words, dimension_endings); }

bool says_when(std::string_view title) {
    const std::string name = name_of(title, "");
    bool told = false;
    for (const auto& word : split(name, '_')) {
        if (word.size() == 1) continue;  // D_År-Måned
        const bool when =
            is_one_of(word, when_words) ||
            ((word.starts_with("statistikk") || word.starts_with("skole") || word.starts_with("regnskap")) &&
             std::any_of(when_endings.begin(), when_endings.end(),
                         [&](auto ending) { return word.ends_with(ending); }));
        if (!when) return false;
        told = true;
    }
    return told;
}

bool says_name(std::string_view title) { return any_word(title, name_words, name_endings); }

bool says_school_year(std::string_view title) {
    const std::string name = name_of(title, "");
    return name.find("skole") != std::string::npos || name.find("school") != std::string::npos ||
           name.find("laesaar") != std::string::npos || name.find("lasar") != std::string::npos;
}

}  // namespace tilsig::propose
