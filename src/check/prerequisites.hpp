// Rules that lean on others: a fault is told once, not with everything that follows from it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "catalog/contract.hpp"

namespace tilsig::check {

using catalog::Truth;

/// The rules of a contract so that what a rule requires stands before it; else in the order of the contract. With
/// `only`, nothing but that rule and what it leans on. Relies on what the catalog proved: known codes, no circles.
[[nodiscard]] std::vector<const catalog::Rule*> in_order_of_need(const catalog::Contract& contract,
                                                                 const catalog::Rule* only = nullptr);

/// Remembers, over one batch, on which records a required rule failed. Rules are given in order of need.
class Prerequisites {
public:
    explicit Prerequisites(const catalog::Contract& contract);

    /// Makes the rule not applicable on the records on which a rule it requires failed, or was itself suppressed: a
    /// chain falls with its first link. A shadow rule acts on nothing, so it suppresses only shadow rules. Returns the
    /// rows of which an answer was taken back.
    std::vector<std::uint32_t> apply(const catalog::Rule& rule, std::vector<Truth>& truth);

private:
    struct Required {
        std::vector<bool> fallen{};  ///< records of the batch on which it failed or was suppressed
        bool shadow = false;
    };
    std::map<std::string, Required> m_required;  ///< by code, rules that others require
};

}  // namespace tilsig::check
