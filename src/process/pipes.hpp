// What connects a child with us. Every descriptor closes on exec; a child gets its end through Command::descriptors.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/files.hpp"

namespace tilsig::process {

/// Two ends: one stays here, the other is handed to a child and closed here afterwards, so that the child's end is
/// seen.
struct Ends {
    UniqueFd ours, theirs;
};

/// A pipe from the child to us; our end does not block. `bytes` asks for a larger buffer: fewer switches between the
/// two processes. An account whose share of pipe memory is used up gets the usual one.
[[nodiscard]] Ends pipe_from_child(int bytes = 0);

/// Both directions, as a stream: for frames.
[[nodiscard]] Ends stream_socket();
/// Both directions, by messages that arrive whole; one side can be shut, and a dead reader raises no signal.
[[nodiscard]] Ends message_socket();

/// Memory that looks like a file, standing at its beginning: nothing reaches a disk, the writer cannot block, and the
/// reader sees an end.
[[nodiscard]] UniqueFd in_memory(std::string_view text);

/// A file for the output of a child, made when absent; new text goes behind the old.
[[nodiscard]] UniqueFd output_file(const std::filesystem::path& path);
/// Reads as empty, takes everything.
[[nodiscard]] UniqueFd nothing();

}  // namespace tilsig::process
