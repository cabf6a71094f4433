// Who must be told of a finding or slice: not always who delivered it.
#pragma once

#include <string>
#include <string_view>

#include "ledger/ledger.hpp"
#include "model/unit.hpp"
#include "session/context.hpp"

namespace tilsig::alert {

/// The day by which a unit's slices have their owners: the first of its period, else that of receipt.
[[nodiscard]] std::int64_t owner_day(const model::UnitName& unit, const std::string& received_at);

/// Id in the register of who answers for the slice; empty when that is its sender, nobody, or somebody for whom the
/// sender may not deliver: that one waits for nothing here.
[[nodiscard]] std::string owner_of_slice(const session::Context& context, const model::UnitName& unit,
                                         const std::string& slice, std::int64_t day);

/// Who must mend what was found: the findings' owner, for rules of the source its agency; empty when nobody outside
/// must (a remark, or a fault of ours).
[[nodiscard]] std::string mender_of(const rules::RuleBook& rules, const model::UnitName& unit,
                                    const ledger::OwnerFindings& found);

}  // namespace tilsig::alert
