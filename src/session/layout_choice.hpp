// Which layout of its contract a delivery has: by the form that the register names for its sender, and the day.
#pragma once

#include <string>

#include "catalog/contract.hpp"
#include "model/unit.hpp"
#include "senders/register.hpp"

namespace tilsig::session {

/// By catalog::deciding_day(). Error(data) when the contract has no such layout.
[[nodiscard]] const catalog::Layout& layout_of(const catalog::Contract& contract, const senders::Register& senders,
                                               const model::UnitName& unit, const std::string& received_at);

}  // namespace tilsig::session
