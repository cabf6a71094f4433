#include "support/server_folder.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iostream>

#include "base/error.hpp"
#include "support/child_process.hpp"

namespace tilsig::test {

std::filesystem::path server_parent(const std::filesystem::path& given, bool durable) {
    if (!given.empty()) return given;
    const std::filesystem::path memory = "/dev/shm";
    constexpr std::uintmax_t enough = std::uintmax_t{2} << 30U;
    std::error_code unknown;
    const auto space = std::filesystem::space(memory, unknown);
    const bool room = !unknown && space.available >= enough && ::access(memory.c_str(), W_OK | X_OK) == 0;
    return room && !durable ? memory : std::filesystem::temp_directory_path();
}

namespace fs = std::filesystem;

ServerFolder::ServerFolder(const fs::path& parent, const std::string& prefix, const std::string& pid_file,
                           const std::string& signal, const std::string& remove_pattern) {
    std::string name = (parent / (prefix + "-XXXXXX")).string();
    if (mkdtemp(name.data()) == nullptr) throw system_error("mkdtemp", name, errno);
    m_path = name;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw system_error("pipe2", name, errno);
    const UniqueFd reading(ends[0]);
    m_pipe = UniqueFd(ends[1]);
    const bool keep = std::getenv("TILSIG_KEEP_TEST_DB") != nullptr;
    if (keep) std::cerr << "kept test server: " << name << "\n";
    ChildOptions options;
    options.input = reading.get();
    options.death_signal = 0;
    m_shell =
        start_child({"/bin/sh", "-c",
                     "trap '' INT TERM HUP; cat >/dev/null; "
                     "[ -f \"$1/$2\" ] && kill -\"$3\" \"$(head -n 1 \"$1/$2\")\" 2>/dev/null; "
                     "[ -n \"$4\" ] || for try in 1 2 3 4 5; do rm -rf \"$1\" 2>/dev/null && break; sleep 0.2; done; "
                     "[ -z \"$5\" ] || rm -f $5",
                     "guardian", m_path, pid_file, signal, keep ? "keep" : "", remove_pattern},
                    options);
}

ServerFolder::~ServerFolder() {
    m_pipe.reset();
    m_shell.wait();
}

int free_port() {
    const UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw system_error("bind", "127.0.0.1", errno);
    }
    return ntohs(address.sin_port);
}

std::string value_of(const std::string& connection_string, const std::string& key) {
    const auto at = connection_string.find(key + "=");
    if (at == std::string::npos) throw Error(ErrorKind::internal, "no " + key + " in the test's connection string");
    const auto begin = at + key.size() + 1;
    return connection_string.substr(begin, connection_string.find(';', begin) - begin);
}

std::string with_port(const std::string& connection_string, int port) {
    const std::string old_port = "Port=" + value_of(connection_string, "Port");
    std::string result = connection_string;
    return result.replace(result.find(old_port), old_port.size(), "Port=" + std::to_string(port));
}

}  // namespace tilsig::test
