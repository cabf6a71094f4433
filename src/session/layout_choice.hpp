// Which layout of its contract a delivery has: by the form that the register names for its sender, and the year.
#pragma once

#include <string>

#include "catalog/contract.hpp"
#include "model/unit.hpp"
#include "senders/register.hpp"

namespace tilsig::session {

/// By the first day of the unit's period, for a period without one by the day of `received_at` (base/clock.hpp): what
/// was true then is true of a replay too. Error(data) when the contract has no such layout.
[[nodiscard]] const catalog::Layout& layout_of(const catalog::Contract& contract, const senders::Register& senders,
                                               const model::UnitName& unit, const std::string& received_at);

/// The first day of the unit's period, as days since 1970; for a period without one the local day of `received_at`.
[[nodiscard]] std::int64_t deciding_day(const model::UnitName& unit, const std::string& received_at);

}  // namespace tilsig::session
