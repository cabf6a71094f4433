#include "process/process_stat.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/files.hpp"
#include "base/text.hpp"

namespace tilsig::process {

std::optional<ProcessStat> stat_of(pid_t process) {
    const UniqueFd file(::open(("/proc/" + std::to_string(process) + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) return std::nullopt;
    std::array<char, 2048> text{};
    const ssize_t count = ::read(file.get(), text.data(), text.size());
    if (count <= 0) return std::nullopt;
    const std::string_view line(text.data(), static_cast<std::size_t>(count));
    // The name in parentheses may hold anything; behind the last one come state, then numbers. The 20th field from
    // there is the start.
    const auto end_of_name = line.rfind(')');
    if (end_of_name == std::string_view::npos) return std::nullopt;
    const auto fields = split(line.substr(end_of_name + 1), ' ');
    constexpr std::size_t state = 1, start = 20;
    if (fields.size() <= start || fields[state].empty()) return std::nullopt;
    ProcessStat stat{fields[state].front()};
    const auto digits = fields[start];
    if (std::from_chars(digits.data(), digits.data() + digits.size(), stat.start_tick).ec != std::errc{})
        return std::nullopt;
    return stat;
}

std::string process_world() {
    std::string world;
    const UniqueFd file(::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
    std::array<char, 64> text{};
    if (const ssize_t count = file.valid() ? ::read(file.get(), text.data(), text.size()) : 0; count > 0)
        world = trim(std::string_view(text.data(), static_cast<std::size_t>(count)));
    struct stat seen {};
    if (::stat("/proc/self/ns/pid", &seen) == 0) world += "/" + std::to_string(seen.st_ino);
    return world;
}

void kill_started_at(pid_t process, std::uint64_t start_tick) {
    // The descriptor keeps the number from being somebody else's between the look and the signal.
    const UniqueFd held(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
    const auto stat = stat_of(process);
    if (!held.valid() || !stat || stat->start_tick != start_tick) return;
    (void)::syscall(SYS_pidfd_send_signal, held.get(), SIGKILL, nullptr, 0);
}

bool runs_our_program(pid_t process) {
    namespace fs = std::filesystem;
    std::error_code none;
    const fs::path theirs = fs::read_symlink("/proc/" + std::to_string(process) + "/exe", none);
    return !theirs.empty() && theirs == fs::read_symlink("/proc/self/exe", none);
}

}  // namespace tilsig::process
