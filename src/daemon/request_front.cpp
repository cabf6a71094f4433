#include "daemon/request_front.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <list>
#include <string>
#include <thread>
#include <unordered_map>

#include "base/error.hpp"
#include "daemon/page.hpp"
#include "daemon/signals.hpp"

namespace tilsig::daemon {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Waiting {
    UniqueFd connection;
    SteadyTime until;
};

/// Answers as far as the socket takes it at once, and closes. What has come is thrown away first: a socket closed over
/// unread bytes resets the connection, and the answer could be lost with it.
void refuse(UniqueFd& connection, int status, std::string_view reason) {
    const int fd = connection.get();
    const std::string answer = plain_answer(status, reason);
    while (::recv(fd, nullptr, 65536, MSG_TRUNC | MSG_DONTWAIT) > 0) {
    }
    static_cast<void>(::send(fd, answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
    static_cast<void>(::shutdown(fd, SHUT_WR));
    connection.reset();
}

}  // namespace

class RequestFront::Loop {
public:
    Loop(UniqueFd listener, const FrontLimits& limits, HandOn hand_on)
        : m_listener(std::move(listener)), m_limits(limits), m_hand_on(std::move(hand_on)) {
        m_epoll = UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
        m_stop = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
        if (!m_epoll.valid() || !m_stop.valid() || !watch(m_listener.get(), EPOLLIN) || !watch(m_stop.get(), EPOLLIN))
            throw system_error("epoll", "health server", errno);
        m_peeked.resize(m_limits.head.head + 2);
        const AllSignalsBlocked blocked;  // a thread inherits the mask of its maker
        m_thread = std::thread([this] { run(); });
    }

    ~Loop() {
        static_cast<void>(::eventfd_write(m_stop.get(), 1));
        m_thread.join();
    }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

private:
    void run() {
        std::array<epoll_event, 64> events{};
        while (true) {
            const int count = ::epoll_wait(m_epoll.get(), events.data(), events.size(), milliseconds_to_next_end());
            for (int i = 0; i < count; ++i) {
                const int fd = events[static_cast<std::size_t>(i)].data.fd;
                if (fd == m_stop.get()) return;
                if (fd == m_listener.get()) {
                    accept_some();
                } else {
                    look_at(fd);
                }
            }
            end_overdue();
        }
    }

    bool watch(int fd, std::uint32_t what) {
        epoll_event event{};
        event.events = what;
        event.data.fd = fd;
        return ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) == 0;
    }

    /// All wait equally long, so the list is in the order of their ends.
    [[nodiscard]] int milliseconds_to_next_end() const {
        if (m_waiting.empty()) return -1;
        const auto left = m_waiting.front().until - std::chrono::steady_clock::now();
        return static_cast<int>(std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(left).count()));
    }

    /// Not all at once: those that wait are looked at in between.
    void accept_some() {
        for (int i = 0; i < 64; ++i) {
            UniqueFd connection(::accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
            if (!connection.valid()) {
                if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) make_room();
                if (errno == ECONNABORTED || errno == EINTR) continue;
                return;
            }
            hold(std::move(connection));
        }
    }

    /// Descriptors are short: the oldest is given up; with none to give up the loop must not spin on the listener.
    void make_room() {
        if (!m_waiting.empty()) {
            drop(m_waiting.begin(), 503, "too many connections");
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }

    void hold(UniqueFd connection) {
        const int fd = connection.get();
        const int on = 1;
        static_cast<void>(::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
        if (!m_waiting.empty() && m_waiting.size() >= m_limits.waiting)
            drop(m_waiting.begin(), 503, "too many connections");
        m_waiting.push_back({std::move(connection), std::chrono::steady_clock::now() + m_limits.header_time});
        m_by_descriptor[fd] = std::prev(m_waiting.end());
        // Edge-triggered: the bytes stay in the socket, and a level would be reported again and again.
        if (!watch(fd, EPOLLIN | EPOLLRDHUP | EPOLLET)) {
            forget(m_by_descriptor.at(fd));
            return;
        }
        look_at(fd);
    }

    void look_at(int fd) {
        const auto found = m_by_descriptor.find(fd);
        if (found == m_by_descriptor.end()) return;
        const auto waiting = found->second;
        const ssize_t size = ::recv(fd, m_peeked.data(), m_peeked.size(), MSG_PEEK | MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (size <= 0) {
            forget(waiting);
            return;
        }
        const auto verdict = judge_head({m_peeked.data(), static_cast<std::size_t>(size)}, m_limits.head);
        if (verdict.state == HeadVerdict::State::refused) drop(waiting, verdict.status, verdict.reason);
        if (verdict.state == HeadVerdict::State::whole) hand_on(waiting);
    }

    void hand_on(std::list<Waiting>::iterator waiting) {
        UniqueFd connection = std::move(waiting->connection);
        const int fd = connection.get();
        m_by_descriptor.erase(fd);
        m_waiting.erase(waiting);
        static_cast<void>(::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr));
        const int flags = ::fcntl(fd, F_GETFL);
        static_cast<void>(::fcntl(fd, F_SETFL, flags & ~O_NONBLOCK));
        if (!m_hand_on(connection)) refuse(connection, 503, "too many requests at once");
    }

    void drop(std::list<Waiting>::iterator waiting, int status, std::string_view reason) {
        const int fd = waiting->connection.get();
        refuse(waiting->connection, status, reason);
        m_by_descriptor.erase(fd);
        m_waiting.erase(waiting);
    }

    void forget(std::list<Waiting>::iterator waiting) {
        m_by_descriptor.erase(waiting->connection.get());
        m_waiting.erase(waiting);
    }

    void end_overdue() {
        const auto now = std::chrono::steady_clock::now();
        while (!m_waiting.empty() && m_waiting.front().until <= now)
            drop(m_waiting.begin(), 408, "the request did not come in time");
    }

    UniqueFd m_listener;
    FrontLimits m_limits;
    HandOn m_hand_on;
    UniqueFd m_epoll;
    UniqueFd m_stop;
    std::string m_peeked;
    std::list<Waiting> m_waiting;  ///< oldest first
    std::unordered_map<int, std::list<Waiting>::iterator> m_by_descriptor;
    std::thread m_thread;  ///< last: it uses all of the above
};

RequestFront::RequestFront(UniqueFd listener, const FrontLimits& limits, HandOn hand_on)
    : m_loop(std::make_unique<Loop>(std::move(listener), limits, std::move(hand_on))) {}

RequestFront::~RequestFront() = default;

}  // namespace tilsig::daemon
