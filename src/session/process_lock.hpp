// One loading process per installation: a night and a command never load at the same time.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "base/files.hpp"

namespace tilsig::session {

/// Another process of this installation is at work; says which and since when where that is known. Retry later.
class AnotherInstance : public Error {
public:
    explicit AnotherInstance(const std::string& holder);
};

/// Held by every command that loads. The kernel releases it when the process dies, however it dies, so it cannot go
/// stale.
class ProcessLock {
public:
    /// AnotherInstance when another process holds it.
    explicit ProcessLock(const std::filesystem::path& folder);

private:
    UniqueFd m_fd;
};

}  // namespace tilsig::session
