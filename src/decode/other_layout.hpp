// A delivery in another form than the one agreed, by its first bytes: a workbook or CSV for a sender of fixed width.
#pragma once

#include <optional>
#include <string_view>

#include "catalog/contract.hpp"
#include "model/finding.hpp"

namespace tilsig::decode {

/// The refusal of a delivery that is plainly of another format for which the contract has a layout, naming both layouts
/// and the remedy; nothing when it may be what `layout` says. Shows no content. Layouts of the same format are told
/// apart by whoever reads them.
[[nodiscard]] std::optional<model::Finding> other_layout(std::string_view head, const catalog::Contract& contract,
                                                         const catalog::Layout& layout);

}  // namespace tilsig::decode
