#include "process/poll_loop.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "base/error.hpp"

namespace tilsig::process {

struct PollLoop::Watch {
    int fd;
    Handler ready;
    bool forgotten = false;
};

PollLoop::PollLoop() = default;
PollLoop::~PollLoop() = default;

void PollLoop::watch(int fd, Handler ready) {
    if (fd < 0) throw Error(ErrorKind::internal, "a descriptor that is not open cannot be watched");
    forget(fd);
    m_watches.push_back(std::make_shared<Watch>(Watch{fd, std::move(ready)}));
}

void PollLoop::forget(int fd) noexcept {
    std::erase_if(m_watches, [fd](const std::shared_ptr<Watch>& watch) {
        // A turn may hold it: it must not be called there any more.
        if (watch->fd == fd) watch->forgotten = true;
        return watch->fd == fd;
    });
}

PollLoop::Timer PollLoop::at(Moment moment, Handler due) {
    m_timers.emplace(m_next_timer, Due{moment, std::move(due)});
    return m_next_timer++;
}

PollLoop::Timer PollLoop::after(std::chrono::milliseconds wait, Handler due) {
    return at(std::chrono::steady_clock::now() + wait, std::move(due));
}

void PollLoop::cancel(Timer timer) noexcept { m_timers.erase(timer); }

int PollLoop::patience(std::optional<Moment> until) const {
    for (const auto& [timer, due] : m_timers) until = std::min(until.value_or(due.moment), due.moment);
    if (!until) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - std::chrono::steady_clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

bool PollLoop::turn(std::optional<Moment> until) {
    if (m_watches.empty() && m_timers.empty() && !until) return false;
    std::vector<struct pollfd> polled;
    polled.reserve(m_watches.size());
    for (const auto& watch : m_watches) polled.push_back({watch->fd, POLLIN, 0});
    const int ready = ::poll(polled.data(), polled.size(), patience(until));
    if (ready < 0 && errno != EINTR) throw system_error("poll", "descriptors", errno);
    if (ready > 0) run_watches(polled);
    run_timers();
    return true;
}

void PollLoop::run_watches(const std::vector<struct pollfd>& polled) {
    const auto watches = m_watches;
    for (std::size_t i = 0; i < watches.size(); ++i) {
        if (polled[i].revents == 0 || watches[i]->forgotten) continue;
        if ((polled[i].revents & POLLNVAL) != 0) {
            forget(polled[i].fd);
            throw Error(ErrorKind::internal, "a watched descriptor was closed before it was forgotten");
        }
        watches[i]->ready();
    }
}

void PollLoop::run_timers() {
    if (m_timers.empty()) return;
    const auto now = std::chrono::steady_clock::now();
    std::vector<std::pair<Moment, Timer>> due;
    for (const auto& [timer, entry] : m_timers)
        if (entry.moment <= now) due.emplace_back(entry.moment, timer);
    std::sort(due.begin(), due.end());
    for (const auto& [moment, timer] : due) {
        const auto found = m_timers.find(timer);
        if (found == m_timers.end()) continue;  // cancelled by one before it
        const auto handler = std::move(found->second.handler);
        m_timers.erase(found);
        handler();
    }
}

void PollLoop::run() {
    m_stopped = false;
    while (!m_stopped && turn()) {
    }
}

}  // namespace tilsig::process
