// The folder of a private database server, and a guardian that clears both away however the test program ends.
#pragma once

#include <filesystem>
#include <string>

#include "base/files.hpp"
#include "process/child.hpp"

namespace tilsig::test {

/// Where a server stands that is told of no folder: in memory where there is room, because each test has a server of
/// its own, and copying and creating its files takes seconds on a disk; on the disk where the test is about durability.
[[nodiscard]] std::filesystem::path server_parent(const std::filesystem::path& given, bool durable);

/// A shell waits for the end of a pipe that only this process holds: when we are gone, it stops what is left of the
/// server and removes the folder. PDEATHSIG has already told the server to quit. TILSIG_KEEP_TEST_DB keeps the folder
/// and prints it.
class ServerFolder {
public:
    /// `pid_file` (relative) names the server's process in its first line; `remove_pattern` are further files of the
    /// driver.
    ServerFolder(const std::filesystem::path& parent, const std::string& prefix, const std::string& pid_file,
                 const std::string& signal, const std::string& remove_pattern = "");
    ~ServerFolder();
    ServerFolder(const ServerFolder&) = delete;
    ServerFolder& operator=(const ServerFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

private:
    std::filesystem::path m_path;
    UniqueFd m_pipe;
    process::Child m_shell;
};

/// A port of 127.0.0.1 that is free now.
[[nodiscard]] int free_port();
/// The value of `key` in "key=value;key=value".
[[nodiscard]] std::string value_of(const std::string& connection_string, const std::string& key);
/// The same connection string, to another port: for a FaultProxy in between.
[[nodiscard]] std::string with_port(const std::string& connection_string, int port);

}  // namespace tilsig::test
