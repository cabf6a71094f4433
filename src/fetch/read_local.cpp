// A local file as if it had been fetched: same sink, same proof by an unchanged file.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "fetch/fetch.hpp"

namespace tilsig::fetch {

namespace {

// The landing zone hashes and seals a piece of this size at the same time.
constexpr std::size_t piece_bytes = 1024 * 1024;

struct stat look(int fd, const std::filesystem::path& file) {
    struct stat info {};
    if (::fstat(fd, &info) != 0) throw system_error("fstat", file.string(), errno);
    return info;
}

bool same(const struct stat& a, const struct stat& b) noexcept {
    return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// Before anything is read: a sparse file holds terabytes of nothing.
void require_at_most(std::uint64_t largest, std::uint64_t bytes, const std::filesystem::path& file) {
    if (bytes <= largest) return;
    throw Error(ErrorKind::storage,
                "holds " + grouped(bytes) + " bytes; `limits.delivery_bytes` of its source allows " + grouped(largest))
        .at({file.string()})
        .remedy("raise it in source.yaml, or deliver less at a time");
}

void copy(int fd, const std::filesystem::path& file, std::uint64_t largest, DeliverySink& sink) {
    const struct stat before = look(fd, file);
    std::uint64_t bytes = 0;
    const auto buffer = std::make_unique_for_overwrite<char[]>(piece_bytes);
    for (;;) {
        const ssize_t count = ::read(fd, buffer.get(), piece_bytes);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw system_error("read", file.string(), errno);
        if (count == 0) break;
        bytes += static_cast<std::uint64_t>(count);
        require_at_most(largest, bytes, file);  // it may grow
        sink.write(std::string_view(buffer.get(), static_cast<std::size_t>(count)));
    }
    if (!same(before, look(fd, file))) {
        throw Error(ErrorKind::storage, "the file changed while it was read")
            .at({file.string()})
            .remedy("wait until it is written and run again");
    }
}

}  // namespace

void read_local(const std::filesystem::path& file, std::uint64_t largest, DeliverySink& sink) {
    // O_NONBLOCK: a named pipe must be refused, not waited for.
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd.valid()) throw system_error("open", file.string(), errno);
    const struct stat info = look(fd.get(), file);
    if (!S_ISREG(info.st_mode)) {
        throw Error(ErrorKind::storage, "is not a regular file").at({file.string()}).remedy("give the path of a file");
    }
    require_at_most(largest, static_cast<std::uint64_t>(info.st_size), file);
    sink.begin(file.filename().string(), "", "");
    try {
        copy(fd.get(), file, largest, sink);
    } catch (...) {
        sink.abandon();
        throw;
    }
    sink.end({"local-file"});
}

}  // namespace tilsig::fetch
