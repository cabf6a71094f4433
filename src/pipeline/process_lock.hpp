// One loading process per installation: a night and a command never load at the same time.
#pragma once

#include <filesystem>

#include "base/files.hpp"

namespace tilsig::pipeline {

/// Held by every command that loads. The kernel releases it when the process dies, however it dies, so it cannot go
/// stale.
class ProcessLock {
public:
    /// Error(usage, retry later) that names the holder's process id when another process holds it.
    explicit ProcessLock(const std::filesystem::path& folder);

private:
    UniqueFd m_fd;
};

}  // namespace tilsig::pipeline
