#include "daemon/process_usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>

namespace tilsig::daemon {

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double resident() {
    std::ifstream file("/proc/self/statm");
    double size = 0;
    double pages = 0;
    return file >> size >> pages ? pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) : 0;
}

/// The 22nd field of /proc/self/stat, in ticks since the machine started; the name before it may hold spaces.
double ticks_at_start() {
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos) return 0;
    std::size_t at = name_end + 1;
    for (int field = 3; field < 22 && at != std::string::npos; ++field) at = line.find(' ', at + 1);
    return at == std::string::npos ? 0 : std::strtod(line.c_str() + at, nullptr);
}

double started() {
    std::ifstream file("/proc/uptime");
    double uptime = 0;
    const double ticks = ticks_at_start();
    if (!(file >> uptime) || ticks <= 0) return 0;
    const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    return now - uptime + ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

ProcessUsage process_usage() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return {started(), resident(), seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

}  // namespace tilsig::daemon
