// The process lock as commands take it: they wait a while for whoever is loading, and say so.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "cli/command.hpp"
#include "session/context.hpp"
#include "session/process_lock.hpp"

namespace tilsig::cli {

/// What is said once, when the key of the landing zone was made.
[[nodiscard]] std::string new_key_text(const std::filesystem::path& key_file);

/// Makes the key when there is none, and says so. Waits as long as --wait says; `stopped` may end it before.
/// AnotherInstance when somebody else has it still.
[[nodiscard]] session::ProcessLock take_lock(const Globals& globals, const session::Context& context,
                                             const Output& output, std::function<bool()> stopped = {});

}  // namespace tilsig::cli
