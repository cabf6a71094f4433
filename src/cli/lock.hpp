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

/// Error(usage) for root where another account owns the landing zone: the nights of that account would fail from then
/// on. Called before anything is made or loaded.
void refuse_root_in_folders_of(const session::Places& places);

/// refuse_root_in_folders_of(). Makes the key when there is none, and says so. Waits as long as --wait says; `stopped`
/// may end it before. AnotherInstance when somebody else has it still.
[[nodiscard]] session::ProcessLock take_lock(const Globals& globals, const session::Context& context,
                                             const Output& output, std::function<bool()> stopped = {});

}  // namespace tilsig::cli
