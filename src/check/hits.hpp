// Violations while a batch is checked: small, so that a batch full of faults stays cheap; findings are made of them at
// the end.
#pragma once

#include <cstdint>

#include "model/finding.hpp"

namespace tilsig::check {

class RuleProgram;

/// One check that can hit: a rule of the contract, or one of the program's own.
struct KnownCheck {
    model::RuleCode code;
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

}  // namespace tilsig::check
