// The process lock as commands take it: they wait a while for whoever is loading, and say so.
#pragma once

#include <functional>

#include "cli/command.hpp"
#include "session/context.hpp"
#include "session/process_lock.hpp"

namespace tilsig::cli {

/// Waits as long as --wait says; `stopped` may end it before. AnotherInstance when somebody else has it still.
[[nodiscard]] session::ProcessLock take_lock(const Globals& globals, const session::Context& context,
                                             const Output& output, std::function<bool()> stopped = {});

}  // namespace tilsig::cli
