// Inside the room: the step `sets` of a pass.
#pragma once

#include <memory>

#include "run/pass.hpp"

namespace tilsig::run {

/// With `input.collector` the records are read for their rules over sets; with `input.sets` what these found is told
/// and done. One of the two is there. `input` outlives it.
[[nodiscard]] std::unique_ptr<Step> make_sets_step(const PassInput& input);

}  // namespace tilsig::run
