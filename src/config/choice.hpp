// One of a few words, read as what it stands for.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/field_reader.hpp"

namespace tilsig::config {

template <typename Meaning>
struct Word {
    std::string_view word;
    Meaning meaning;
};

/// The word that stands for `meaning`; every meaning must have one.
template <typename Meaning, std::size_t count>
[[nodiscard]] constexpr std::string_view word_for(const std::array<Word<Meaning>, count>& words, Meaning meaning) {
    for (const auto& each : words)
        if (each.meaning == meaning) return each.word;
    return {};
}

/// What the word at `name` stands for. Anything else is a lint that lists the words and names the nearest; the first
/// one's meaning is returned then. Without a `fallback` the key is mandatory.
template <typename Meaning, std::size_t count>
Meaning choice(FieldReader& reader, std::string_view name, const std::array<Word<Meaning>, count>& words,
               std::optional<Meaning> fallback = std::nullopt) {
    std::vector<std::string> known;
    for (const auto& each : words) known.emplace_back(each.word);
    const std::string chosen =
        fallback ? reader.choice_or(name, known, std::string(word_for(words, *fallback))) : reader.choice(name, known);
    return std::find_if(words.begin(), words.end(), [&](const auto& each) { return each.word == chosen; })->meaning;
}

}  // namespace tilsig::config
