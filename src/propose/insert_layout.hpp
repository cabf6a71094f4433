// Inside the room only: a layout as text, put into a contract that people wrote, of which nothing else changes.
#pragma once

#include <string>
#include <vector>

#include "propose/layout_difference.hpp"

namespace tilsig::propose {

/// The layout of what was seen, as a contract lists it, with the evidence above it.
[[nodiscard]] std::string layout_of_difference(const Proposal& seen, const std::vector<std::string>& evidence,
                                               const std::vector<std::string>& to_decide);
/// The contract with `made.text` behind its last layout, and `to` in the one that ends before it.
[[nodiscard]] std::string with_layout(const std::string& contract_text, const catalog::Contract& contract,
                                      const LayoutDifference& made);

}  // namespace tilsig::propose
