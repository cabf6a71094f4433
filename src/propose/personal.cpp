#include "propose/personal.hpp"

#include <array>

#include "base/text.hpp"
#include "propose/names.hpp"

namespace tilsig::propose {

namespace {

// Words of headers that stand over what is one person's own. "navn" alone is not among them: places have names too.
constexpr std::array<std::string_view, 18> words{
    "fornavn", "etternavn",    "fullt navn",    "personnavn",  "fødselsdato", "fodselsdato",
    "født",    "personnummer", "fødselsnummer", "epost",       "e-post",      "e-mail",
    "email",   "telefon",      "mobil",         "gateadresse", "first name",  "birth"};

std::string of_values(std::uint64_t count, std::uint64_t values) {
    return grouped(count) + " of " + grouped(values) + " values ";
}

}  // namespace

std::string personal_evidence(const ColumnProfile& profile, std::string_view title) {
    const auto& seen = profile.identifiers;
    const auto values = profile.values;
    const std::string hidden = ": personal; its values are shown nowhere";
    if (seen.person > 0)
        return of_values(seen.person, values) + "are numbers of persons by their check digits (11 digits)" + hidden;
    if (seen.duf > 0) return of_values(seen.duf, values) + "are DUF numbers by their check digits (12 digits)" + hidden;
    if (seen.inside > 0) return of_values(seen.inside, values) + "hold a number of a person inside a text" + hidden;
    if (seen.lost_zero * 5 >= values && seen.lost_zero > 0)
        return of_values(seen.lost_zero, values) +
               "are numbers of persons that have lost their leading zero (10 digits)" + hidden;
    if (seen.organisation * 2 >= values && seen.organisation > 0)
        return of_values(seen.organisation, values) +
               "are organisation numbers by their check digit (9 digits); an enterprise of one person has one too" +
               hidden;
    if (seen.mail * 2 >= values && seen.mail > 0)
        return of_values(seen.mail, values) + "are addresses of mail" + hidden;
    const std::string low = lower(title);
    for (const auto word : words)
        if (low.find(word) != std::string::npos)
            return "the header holds the word '" + std::string(word) + "'" + hidden;
    return {};
}

}  // namespace tilsig::propose
