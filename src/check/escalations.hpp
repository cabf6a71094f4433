// Many failures mean more than each of them: a rule's own action grows to parking the slice or the delivery.
#pragma once

#include <map>
#include <string>

#include "catalog/rule.hpp"
#include "model/rule_count.hpp"

namespace tilsig::check {

/// True when both the share and the count are reached. Nothing evaluated escalates nothing.
[[nodiscard]] bool escalates(const catalog::Rule::Escalation& escalation, const model::RuleCount& count) noexcept;

/// Where a rule escalated: by slice with `to: block_slice` ("" stands for records without an owner and for a contract
/// without one), the one entry "" with `to: block_delivery`. Empty for a rule that never does.
[[nodiscard]] std::map<std::string, model::RuleCount> escalated(
    const catalog::Rule& rule, const std::map<std::string, model::RuleCount>& by_slice);

}  // namespace tilsig::check
