#include "operate/given_number.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "identifiers/identifiers.hpp"

namespace tilsig::operate {

namespace {

using identifiers::Fault;
using protect::NumberKind;

Error wrong(std::string_view how) {
    return Error(ErrorKind::usage, "the number cannot be used: " + std::string(how))
        .remedy("give 11 digits of a fødselsnummer or D-number, 12 of a DUF number, or `source:number`");
}

void require_valid(const protect::Normalised& number, identifiers::Kind kind, const catalog::Catalog& catalog,
                   std::int64_t day) {
    const Fault fault = identifiers::judge(number.digits, kind, day, catalog.persons);
    // What this installation does not take may have been delivered all the same.
    if (fault == Fault::none || fault == Fault::synthetic || fault == Fault::not_synthetic) return;
    throw wrong(identifiers::described(fault));
}

}  // namespace

GivenNumber read_given_number(std::string_view text, const catalog::Catalog& catalog, std::int64_t day) {
    text = trim(text);
    if (text.empty()) throw wrong("there is none");
    if (text.find('\n') != std::string_view::npos) throw wrong("there are several lines, and one person at a time");
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        const std::string source(text.substr(0, colon));
        const bool known = std::any_of(catalog.contracts.begin(), catalog.contracts.end(),
                                       [&](const auto& contract) { return contract.second.source == source; });
        if (!known) throw wrong("what stands before the colon is no source of this installation");
        return {NumberKind::candidate, source + ":" + std::string(trim(text.substr(colon + 1)))};
    }
    if (const auto national = protect::normalise_national(text)) {
        require_valid(*national, identifiers::Kind::person, catalog, day);
        return {national->kind, national->digits};
    }
    if (const auto duf = protect::normalise_duf(text)) {
        require_valid(*duf, identifiers::Kind::duf, catalog, day);
        return {NumberKind::duf, duf->digits};
    }
    throw wrong("it has another number of digits, or holds something else than digits");
}

}  // namespace tilsig::operate
