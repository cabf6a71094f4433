// Violations while a batch is checked: small, so that a batch full of faults stays cheap; findings are made of them at
// the end.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract.hpp"
#include "model/finding.hpp"

namespace tilsig::check {

class RuleProgram;

/// One check that can hit: a rule of the contract, or one of the program's own.
struct KnownCheck {
    std::string_view code;
    model::Severity severity = model::Severity::error;
    model::Action action = model::Action::flag;  ///< as it works here: nulling a key, owner or required field rejects
    const RuleProgram* program = nullptr;        ///< null for the program's own
    std::uint64_t flag_bit = 0;
};

/// `check` is an index into the checks in code order, so sorting by (row, check) gives the order of findings.
struct Hit {
    std::uint32_t row = 0;
    std::uint16_t check = 0;
    std::uint16_t field = 0;
    auto operator<=>(const Hit&) const = default;
};

/// Index of a code in checks sorted by code.
[[nodiscard]] inline std::uint16_t find_check(const std::vector<KnownCheck>& checks, std::string_view code) noexcept {
    const auto at = std::lower_bound(checks.begin(), checks.end(), code,
                                     [](const KnownCheck& c, std::string_view wanted) { return c.code < wanted; });
    return static_cast<std::uint16_t>(at - checks.begin());
}

}  // namespace tilsig::check
