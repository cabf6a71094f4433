#include "check/prerequisites.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace tilsig::check {

using catalog::Rule;

std::vector<const Rule*> in_order_of_need(const catalog::Contract& contract, const Rule* only) {
    std::vector<const Rule*> order;
    std::set<const Rule*> visited;
    const std::function<void(const Rule&)> visit = [&](const Rule& rule) {
        if (!visited.insert(&rule).second) return;
        for (const auto& required : rule.prerequisites) {
            const auto found = std::find_if(contract.rules.begin(), contract.rules.end(),
                                            [&](const Rule& other) { return other.code == required.code; });
            if (found != contract.rules.end()) visit(*found);
        }
        order.push_back(&rule);
    };
    if (only != nullptr) {
        visit(*only);
    } else {
        for (const auto& rule : contract.rules) visit(rule);
    }
    return order;
}

Prerequisites::Prerequisites(const catalog::Contract& contract) {
    for (const auto& rule : contract.rules)
        for (const auto& required : rule.prerequisites) m_required[required.code];
    for (const auto& rule : contract.rules)
        if (const auto found = m_required.find(rule.code.str()); found != m_required.end())
            found->second.shadow = rule.shadow;
}

std::vector<std::uint32_t> Prerequisites::apply(const Rule& rule, std::vector<Truth>& truth) {
    const auto own = m_required.find(rule.code.str());
    if (own == m_required.end() && rule.prerequisites.empty()) return {};
    std::vector<bool> fallen(truth.size(), false);
    for (const auto& prerequisite : rule.prerequisites) {
        const Required& required = m_required.at(prerequisite.code);
        if (required.shadow && !rule.shadow) continue;
        for (std::size_t row = 0; row < truth.size(); ++row)
            if (required.fallen[row]) fallen[row] = true;
    }
    std::vector<std::uint32_t> taken_back;
    for (std::uint32_t row = 0; row < truth.size(); ++row) {
        if (fallen[row] && truth[row] != Truth::not_applicable) {
            truth[row] = Truth::not_applicable;
            taken_back.push_back(row);
        } else if (truth[row] == Truth::fail) {
            fallen[row] = true;
        }
    }
    if (own != m_required.end()) own->second.fallen = std::move(fallen);
    return taken_back;
}

}  // namespace tilsig::check
