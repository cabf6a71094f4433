#include "check/escalations.hpp"

namespace tilsig::check {

bool escalates(const catalog::Rule::Escalation& escalation, const EscalationCount& count) noexcept {
    constexpr double slack = 1e-6;  // a tenth of 50 must be 5, whatever binary fractions make of it
    return count.failed > 0 && count.failed >= escalation.min_failed &&
           static_cast<double>(count.failed) + slack >= escalation.share * static_cast<double>(count.evaluated);
}

void EscalatedRule::observe(const std::vector<Truth>& truth, const model::Column* owners) {
    const bool by_slice = owners != nullptr && m_rule.escalation->to == model::Action::block_slice;
    // Deliveries are mostly sorted by owner: one look-up per run of equal owners.
    std::string_view current;
    EscalationCount* count = nullptr;
    for (std::size_t row = 0; row < truth.size(); ++row) {
        if (truth[row] == Truth::not_applicable) continue;
        const std::string_view owner = by_slice ? owners->cells[row] : std::string_view{};
        if (count == nullptr || owner != current) {
            current = owner;
            auto found = m_counts.find(owner);
            if (found == m_counts.end()) found = m_counts.try_emplace(std::string(owner)).first;
            count = &found->second;
        }
        ++count->evaluated;
        if (truth[row] == Truth::fail) ++count->failed;
    }
}

std::map<std::string, EscalationCount> EscalatedRule::escalated() const {
    std::map<std::string, EscalationCount> out;
    for (const auto& [owner, count] : m_counts)
        if (escalates(*m_rule.escalation, count)) out.emplace(owner, count);
    return out;
}

}  // namespace tilsig::check
