#include "propose/header_signs.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "propose/forms.hpp"
#include "propose/names.hpp"

namespace tilsig::propose {

namespace {

constexpr std::size_t enough_rows = 5;  ///< equal lengths of fewer are chance

// Whole words of headers. No name of a person or place is among them.
constexpr std::array<std::string_view, 37> words{
    "aar",       "alder",   "antall", "beskrivelse", "code",  "dato",    "date",        "enhet",     "fra",    "fylke",
    "fylkenavn", "fylkenr", "id",     "kjoenn",      "kode",  "kommune", "kommunenavn", "kommunenr", "land",   "maaned",
    "merknad",   "month",   "name",   "navn",        "nr",    "nummer",  "periode",     "region",    "saksnr", "status",
    "tekst",     "title",   "tittel", "type",        "value", "verdi",   "year"};

bool is_word_of_headers(const std::string& cell) {
    const std::string name = name_of(cell, "none");
    const auto parts = split(name, '_');
    return std::any_of(parts.begin(), parts.end(),
                       [](auto part) { return std::find(words.begin(), words.end(), part) != words.end(); });
}

bool is_yes_or_no(const std::string& cell) { return fits(Form{model::Type::boolean, {}}, cell); }

bool begins_with_digit(const std::string& cell) { return cell.front() >= '0' && cell.front() <= '9'; }

/// Every filled cell below is a value and this one is none; or they all begin with a digit (0301 Oslo) and this one
/// does not; or they all have one length and this one another.
bool differs_from_below(const std::string& cell, std::size_t column,
                        const std::vector<std::vector<std::string>>& below) {
    std::size_t filled = 0;
    std::size_t length = 0;
    bool values = true;
    bool same_length = true;
    bool numbered = true;
    for (const auto& row : below) {
        if (column >= row.size() || row[column].empty()) continue;
        length = filled++ == 0 ? row[column].size() : length;
        values = values && (looks_like_value(row[column]) || is_yes_or_no(row[column]));
        numbered = numbered && begins_with_digit(row[column]);
        same_length = same_length && row[column].size() == length;
    }
    if (filled == 0 || cell.empty()) return false;
    return (values && !looks_like_value(cell) && !is_yes_or_no(cell)) ||
           (numbered && filled >= 2 && !begins_with_digit(cell)) ||
           (same_length && filled >= enough_rows && cell.size() != length);
}

}  // namespace

std::string header_sign(const std::vector<std::string>& first, const std::vector<std::vector<std::string>>& below) {
    std::size_t differing = 0;
    for (std::size_t column = 0; column < first.size(); ++column)
        differing += differs_from_below(first[column], column, below) ? 1U : 0U;
    if (differing > 0)
        return grouped(differing) + " of " + grouped(first.size()) + " columns have other values below it";
    if (std::any_of(first.begin(), first.end(), is_word_of_headers)) return "it holds a word that headers have";
    return {};
}

}  // namespace tilsig::propose
