#include "propose/personal.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "model/date_form.hpp"
#include "propose/names.hpp"

namespace tilsig::propose {

namespace {

// Words of headers that stand over what is one person's own, as name_of() writes them but for the underscores. "navn"
// alone is not among them: places have names too. Anywhere in the header:
constexpr std::array<std::string_view, 24> parts{
    "fornavn",      "etternavn",   "fulltnavn",      "personnavn",    "foedselsdato", "fodselsdato",
    "personnummer", "personnr",    "foedselsnummer", "fodselsnummer", "foedselsnr",   "fodselsnr",
    "epost",        "email",       "telefon",        "mobil",         "gateadresse",  "firstname",
    "birthdate",    "dateofbirth", "birthday",       "birthnumber",   "nationalid",   "socialsecurity"};
// As words of their own:
constexpr std::array<std::string_view, 16> words{"e_post",     "e_mail", "first_name", "fnr",     "dnr",
                                                 "pnr",        "d_nr",   "d_nummer",   "dnummer", "d_number",
                                                 "duf",        "dufnr",  "dufnummer",  "ssn",     "identity_number",
                                                 "personal_id"};
// Only over days: a place of birth is none.
constexpr std::array<std::string_view, 4> births{"foedt", "fodt", "born", "birth"};

// A number that is none of a person has the check digits of one about once in a hundred.
constexpr std::uint64_t one_in = 50;

bool are_days(const ColumnProfile& profile) {
    for (std::size_t form = 0; form < forms().size(); ++form) {
        const auto& candidate = forms()[form];
        const bool day =
            candidate.type == model::Type::timestamp ||
            (candidate.type == model::Type::date && model::span_of(candidate.format.date) == model::Span::day);
        if (day && profile.values > 0 && profile.fitting[form] == profile.values) return true;
    }
    return false;
}

/// The word that tells; "" when none does.
std::string_view telling_word(const ColumnProfile& profile, std::string_view title) {
    const std::string name = "_" + name_of(title, "") + "_";
    const auto holds = [&](std::string_view word) {
        return name.find("_" + std::string(word) + "_") != std::string::npos;
    };
    std::string letters = name;
    std::erase(letters, '_');
    // Short ones only within a word: "kommune post" is no epost.
    constexpr std::size_t across_words = 8;
    for (const auto part : parts)
        if (name.find(part) != std::string::npos ||
            (part.size() >= across_words && letters.find(part) != std::string::npos))
            return part;
    for (const auto word : words)
        if (holds(word)) return word;
    for (const auto word : births)
        if (holds(word) && are_days(profile)) return word;
    return {};
}

/// Values of one written form - numbers, dates - of which hardly any has the check digits of a person. Whole numbers of
/// eleven digits among shorter ones are no chance where the header says that they number something: somebody has
/// written a personal identifier into the wrong field.
bool is_chance(const ColumnProfile& profile, std::string_view title) {
    const auto& seen = profile.identifiers;
    const bool rare = seen.inside * one_in <= profile.values;
    const bool whole = seen.person + seen.duf > 0 && (seen.person + seen.duf) * one_in > seen.as_long;
    return rare && !(whole && names_things(title)) &&
           std::any_of(profile.fitting.begin(), profile.fitting.end(),
                       [&](std::uint64_t fitting) { return fitting == profile.values; });
}

std::string of_values(std::uint64_t count, std::uint64_t values) {
    return grouped(count) + " of " + grouped(values) + " values ";
}

}  // namespace

std::string chance_hits(const ColumnProfile& profile, std::string_view title) {
    const std::uint64_t hits = profile.identifiers.inside;
    if (hits == 0 || !is_chance(profile, title)) return {};
    return of_values(hits, profile.values) + (hits == 1 ? "has" : "have") +
           " the check digits of a personal identifier, which about one in a hundred has by chance: can it be one? "
           "Then "
           "privacy: personal, and out of the mapping";
}

std::string personal_evidence(const ColumnProfile& profile, std::string_view title, bool dimension) {
    const auto& seen = profile.identifiers;
    const auto values = profile.values;
    const std::string hidden = ": personal; its values are shown nowhere";
    const std::string_view word = dimension ? std::string_view() : telling_word(profile, title);
    if (!word.empty()) return "the header holds the word '" + std::string(word) + "'" + hidden;
    if (!is_chance(profile, title)) {
        if (seen.person > 0)
            return of_values(seen.person, values) + "are personal identifiers by their check digits (11 digits)" +
                   hidden;
        if (seen.duf > 0)
            return of_values(seen.duf, values) + "are DUF numbers by their check digits (12 digits)" + hidden;
        if (seen.inside > 0)
            return of_values(seen.inside, values) + "hold a personal identifier inside a text" + hidden;
    }
    if (seen.lost_zero * 5 >= values && seen.lost_zero > 0)
        return of_values(seen.lost_zero, values) +
               "are personal identifiers that have lost their leading zero (10 digits)" + hidden;
    if (seen.organisation * 2 >= values && seen.organisation > 0)
        return of_values(seen.organisation, values) +
               "are organisation numbers by their check digit (9 digits); an enterprise of one person has one too" +
               hidden;
    if (seen.mail * 2 >= values && seen.mail > 0)
        return of_values(seen.mail, values) + "are addresses of mail" + hidden;
    return {};
}

}  // namespace tilsig::propose
