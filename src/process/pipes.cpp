#include "process/pipes.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/error.hpp"

namespace tilsig::process {

namespace {

Error failed(const char* call) { return system_error(call, "for a child process", errno).retry(Retry::later); }

Ends socket_of(int type) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()) != 0) throw failed("socketpair");
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

UniqueFd opened(const std::filesystem::path& path, int flags) {
    UniqueFd fd(::open(path.c_str(), flags | O_CLOEXEC, 0600));
    if (!fd.valid()) throw system_error("open", path.string(), errno);
    return fd;
}

}  // namespace

Ends pipe_from_child(int bytes) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw failed("pipe2");
    Ends pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
    if (bytes > 0) ::fcntl(pipe.theirs.get(), F_SETPIPE_SZ, bytes);
    if (::fcntl(pipe.ours.get(), F_SETFL, O_NONBLOCK) != 0) throw failed("fcntl");
    return pipe;
}

Ends stream_socket() { return socket_of(SOCK_STREAM); }

Ends message_socket() { return socket_of(SOCK_SEQPACKET); }

UniqueFd in_memory(std::string_view text) {
    UniqueFd fd(::memfd_create("input", MFD_CLOEXEC));
    if (!fd.valid()) throw failed("memfd_create");
    write_all(fd.get(), text, "input of a child process");
    if (::lseek(fd.get(), 0, SEEK_SET) != 0) throw failed("lseek");
    return fd;
}

UniqueFd output_file(const std::filesystem::path& path) { return opened(path, O_WRONLY | O_CREAT | O_APPEND); }

UniqueFd nothing() { return opened("/dev/null", O_RDWR); }

}  // namespace tilsig::process
