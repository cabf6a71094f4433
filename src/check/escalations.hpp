// Many failures mean more than each of them: a rule's own action grows to parking the slice or the delivery.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/rule.hpp"
#include "model/batch.hpp"

namespace tilsig::check {

using catalog::Truth;

/// Counts of one rule in one slice, or in the whole delivery.
struct EscalationCount {
    std::uint64_t evaluated = 0;
    std::uint64_t failed = 0;
};

/// True when both the share and the count are reached. Nothing evaluated escalates nothing.
[[nodiscard]] bool escalates(const catalog::Rule::Escalation& escalation, const EscalationCount& count) noexcept;

/// One rule's escalation over a delivery.
class EscalatedRule {
public:
    explicit EscalatedRule(const catalog::Rule& rule) : m_rule(rule) {}

    /// Counts one batch's answers; `owners` is the owner column, or nullptr when the contract has none.
    void observe(const std::vector<Truth>& truth, const model::Column* owners);
    /// Where it escalated: by owner with `to: block_slice` ("" stands for records without an owner and for a contract
    /// without one), the one entry "" with `to: block_delivery`. In owner order.
    [[nodiscard]] std::map<std::string, EscalationCount> escalated() const;
    [[nodiscard]] const catalog::Rule& rule() const noexcept { return m_rule; }

private:
    const catalog::Rule& m_rule;
    std::map<std::string, EscalationCount, std::less<>> m_counts;
};

}  // namespace tilsig::check
