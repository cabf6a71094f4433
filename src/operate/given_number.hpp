// The number by which somebody asks for a person: read with care, never repeated.
#pragma once

#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "protect/numbers.hpp"

namespace tilsig::operate {

struct GivenNumber {
    protect::NumberKind kind = protect::NumberKind::fnr;
    std::string digits;  ///< of a candidate number `source:number`, as the link store knows it
};

/// One line: a fødselsnummer or D-number, a DUF number, or `source:number` for a candidate number. Blanks, line ends
/// and characters that nobody sees are taken away. `day` (days since 1970) as for identifiers::judge(). Error(usage)
/// that says what is wrong with it, without a digit of it.
[[nodiscard]] GivenNumber read_given_number(std::string_view text, const catalog::Catalog& catalog, std::int64_t day);

}  // namespace tilsig::operate
