// Inside the room: the step `protect` of a pass.
#pragma once

#include <memory>

#include "run/pass.hpp"

namespace tilsig::run {

/// For a contract with `person`; `input.persons` says who persons are. `input` outlives it.
[[nodiscard]] std::unique_ptr<Step> make_protect_step(const PassInput& input);

}  // namespace tilsig::run
