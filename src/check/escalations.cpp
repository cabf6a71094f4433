#include "check/escalations.hpp"

namespace tilsig::check {

bool escalates(const catalog::Rule::Escalation& escalation, const model::RuleCount& count) noexcept {
    constexpr double slack = 1e-6;  // a tenth of 50 must be 5, whatever binary fractions make of it
    return count.failed > 0 && count.failed >= escalation.min_failed &&
           static_cast<double>(count.failed) + slack >= escalation.share * static_cast<double>(count.evaluated());
}

std::map<std::string, model::RuleCount> escalated(const catalog::Rule& rule,
                                                  const std::map<std::string, model::RuleCount>& by_slice) {
    std::map<std::string, model::RuleCount> out;
    if (!rule.escalation || rule.shadow) return out;
    if (rule.escalation->to == model::Action::block_delivery) {
        const auto all = model::sum_of(by_slice);
        if (escalates(*rule.escalation, all)) out.emplace("", all);
        return out;
    }
    for (const auto& [slice, count] : by_slice)
        if (escalates(*rule.escalation, count)) out.emplace(slice, count);
    return out;
}

}  // namespace tilsig::check
