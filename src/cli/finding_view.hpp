// Findings shown to people, the same by every command.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "answers/finding_answer.hpp"
#include "cli/output.hpp"

namespace tilsig::cli {

/// Shows findings code by code, each code with its words once and then its places. `findings` of one code stand
/// together. `counts` says how many there are of a code in all; nothing for a code: those that are given.
void show_findings(const Output& output, const std::vector<model::Finding>& findings,
                   const std::map<std::string, std::uint64_t>& counts, const answers::Declarations& declared);

}  // namespace tilsig::cli
