#include "protect/their_numbers.hpp"

#include <algorithm>
#include <string>

namespace tilsig::protect {

using Kind = catalog::PersonNumbers::Kind;

bool TheirNumbers::has(std::string_view digits) const {
    if (const auto national = normalise_national(digits)) return has(national->kind, national->digits);
    if (const auto duf = normalise_duf(digits)) return has(duf->kind, duf->digits);
    return false;
}

bool TheirNumbers::in_record(const catalog::Contract& contract, const model::Batch& raw, std::size_t row) const {
    return std::any_of(contract.person->numbers.begin(), contract.person->numbers.end(), [&](const auto& number) {
        const std::string_view cell = raw.columns[raw.find(number.field)].cells[row];
        return !cell.empty() && in_cell(contract, number.kind, cell);
    });
}

bool TheirNumbers::in_cell(const catalog::Contract& contract, Kind kind, std::string_view cell) const {
    if (kind == Kind::candidate) return has(NumberKind::candidate, contract.source + ":" + std::string(cell));
    // Whatever the field is for: a number in the wrong field is theirs all the same.
    const bool duf = kind == Kind::duf || kind == Kind::lead_duf;
    return has(cell) || (!duf && has("0" + std::string(cell)));
}

}  // namespace tilsig::protect
