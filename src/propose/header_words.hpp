// What the words of a header say about the figures and texts below it.
#pragma once

#include <initializer_list>
#include <string_view>

namespace tilsig::propose {

/// Holds one of these anywhere; they are in lower case.
[[nodiscard]] bool has_word(std::string_view title, std::initializer_list<std::string_view> words);
/// kode, code: digits below it are no number, whatever they look like.
[[nodiscard]] bool says_code(std::string_view title);
/// kjønn, alder, nivå, klasse: whole numbers below it are what is counted by, and not what was counted.
[[nodiscard]] bool says_dimension(std::string_view title);
/// Nothing but words for when: År, Måned, Periode, År-måned.
[[nodiscard]] bool says_when(std::string_view title);
/// navn, tittel, beskrivelse: a text for people beside something that identifies.
[[nodiscard]] bool says_name(std::string_view title);
/// skoleår, school year
[[nodiscard]] bool says_school_year(std::string_view title);

}  // namespace tilsig::propose
