// One thread watches all connections of the process; it sleeps until the earliest deadline.
#include "odbc/socket_watch.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace tilsig::odbc {

namespace {

std::int64_t steady_now() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Whether the descriptor is connected to this port, over TCP or as PostgreSQL names its unix sockets.
bool leads_to(int fd, int port) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return false;
    if (peer.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&peer)->sin_port) == port;
    if (peer.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6*>(&peer)->sin6_port) == port;
    if (peer.ss_family == AF_UNIX) {
        const std::string path = reinterpret_cast<const sockaddr_un*>(&peer)->sun_path;
        return path.ends_with(".s.PGSQL." + std::to_string(port));
    }
    return false;
}

}  // namespace

/// Lives as long as the process; its thread starts with the first watched connection.
class Watchman {
public:
    static Watchman& instance() {
        static Watchman watchman;
        return watchman;
    }

    void add(SocketWatch* watch) {
        const std::lock_guard lock(m_mutex);
        m_watches.insert(watch);
        if (!m_thread.joinable()) m_thread = std::thread([this] { watch_all(); });
    }
    void remove(SocketWatch* watch) {
        const std::lock_guard lock(m_mutex);
        m_watches.erase(watch);
    }
    /// Wakes the thread only when it would otherwise sleep past the deadline: with one statement timeout for all that
    /// is once in a while, not once a statement.
    void look_at(std::int64_t deadline) {
        if (deadline >= m_wakes_at) return;
        const std::lock_guard lock(m_mutex);
        m_changed.notify_one();
    }

    Watchman(const Watchman&) = delete;
    Watchman& operator=(const Watchman&) = delete;

private:
    Watchman() = default;
    ~Watchman() {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
            m_changed.notify_one();
        }
        if (m_thread.joinable()) m_thread.join();
    }

    void watch_all() {
        std::unique_lock lock(m_mutex);
        while (!m_ending) {
            const std::int64_t now = steady_now();
            std::int64_t earliest = SocketWatch::never;
            for (SocketWatch* watch : m_watches) {
                const std::int64_t deadline = watch->m_deadline;
                if (deadline <= now) {
                    watch->disarm();
                    watch->cut();
                } else {
                    earliest = std::min(earliest, deadline);
                }
            }
            m_wakes_at = earliest;
            // A deadline set since the loop above is seen here: arm() stores before it reads m_wakes_at.
            const bool missed = std::any_of(m_watches.begin(), m_watches.end(),
                                            [&](const SocketWatch* watch) { return watch->m_deadline < earliest; });
            if (missed) continue;
            if (earliest == SocketWatch::never) {
                m_changed.wait(lock);
            } else {
                m_changed.wait_until(lock, std::chrono::steady_clock::time_point(std::chrono::nanoseconds(earliest)));
            }
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::set<SocketWatch*> m_watches;
    std::atomic<std::int64_t> m_wakes_at{SocketWatch::never};
    bool m_ending = false;
    std::thread m_thread;
};

SocketWatch::Snapshot SocketWatch::sockets() {
    Snapshot found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
        const std::string target = std::filesystem::read_symlink(entry.path(), error).string();
        if (!error && target.starts_with("socket:")) found[target] = std::atoi(entry.path().filename().c_str());
    }
    return found;
}

bool SocketWatch::attach(const Snapshot& before, int port) {
    int candidate = -1;
    for (const auto& [inode, fd] : sockets()) {
        if (before.contains(inode) || !leads_to(fd, port)) continue;
        if (candidate >= 0) return false;
        candidate = fd;
    }
    if (candidate < 0) return false;
    // A duplicate: if the driver closes its descriptor, the number may soon mean something else, but ours does not.
    m_socket = UniqueFd(fcntl(candidate, F_DUPFD_CLOEXEC, 0));
    if (!m_socket.valid()) return false;
    Watchman::instance().add(this);
    return true;
}

void SocketWatch::arm(std::chrono::milliseconds allowed) noexcept {
    if (!m_socket.valid() || allowed.count() <= 0) return;
    const std::int64_t deadline = steady_now() + std::chrono::nanoseconds(allowed).count();
    m_deadline = deadline;
    Watchman::instance().look_at(deadline);
}

void SocketWatch::cut() noexcept {
    if (m_socket.valid()) shutdown(m_socket.get(), SHUT_RDWR);
}

void SocketWatch::stop() noexcept {
    if (!m_socket.valid()) return;
    disarm();
    Watchman::instance().remove(this);
    m_socket.reset();
}

}  // namespace tilsig::odbc
