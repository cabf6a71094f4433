#include "fetch/child_run_loop.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/error.hpp"

namespace tilsig::fetch {

namespace {

using steady = std::chrono::steady_clock;

/// How long the guard has, after being told to stop, to kill everything and report.
constexpr std::chrono::seconds stop_patience{3};
/// Reads of noise per round: a flood must not keep frames from being read.
constexpr int noise_reads = 4;

class Loop {
public:
    Loop(ChildProcess& child, std::chrono::milliseconds deadline, FrameHandler& handler)
        : m_child(child), m_handler(handler), m_until(steady::now() + deadline) {}

    ChildEnd run() {
        for (;;) {
            std::array<struct pollfd, 3> watched{{{m_child.control(), POLLIN, 0},
                                                  {m_frames_open ? m_child.frames() : -1, POLLIN, 0},
                                                  {m_noise_open ? m_child.noise() : -1, POLLIN, 0}}};
            const int ready = ::poll(watched.data(), watched.size(), milliseconds_left());
            if (ready < 0 && errno != EINTR) throw system_error("poll", "fetch child", errno);
            if (ready > 0 && watched[1].revents != 0) static_cast<void>(read_frames());
            if (ready > 0 && watched[2].revents != 0) read_noise(noise_reads);
            if (ready > 0 && watched[0].revents != 0) break;
            if (steady::now() >= m_until) overdue();
        }
        // Every writer is gone, so what is in the pipes now is all there will ever be.
        m_end.report = m_child.take_report();
        while (!stopped() && read_frames()) {
        }
        read_noise(1024);
        if (m_reader.partial() || m_reader.garbage()) m_end.garbage = true;
        if (stopped())
            m_end.garbage = m_reader.garbage();  // a child that was stopped leaves half frames as a matter of course
        return m_end;
    }

private:
    [[nodiscard]] bool stopped() const noexcept { return m_end.timed_out || m_end.refused || m_reader.garbage(); }

    [[nodiscard]] int milliseconds_left() const {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_until - steady::now()).count();
        return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60000));
    }

    void stop() {
        m_child.stop();
        m_until = steady::now() + stop_patience;
        m_stopping = true;
    }

    void overdue() {
        if (m_stopping) {
            m_child.kill_group();  // the guard does not answer; its socket closes and ends the loop
            m_until = steady::now() + stop_patience;
            return;
        }
        m_end.timed_out = true;
        stop();
    }

    /// One read and the frames in it. False when there was nothing to read.
    bool read_frames() {
        if (!m_frames_open) return false;
        char* space = m_reader.space();
        const ssize_t count = ::read(m_child.frames(), space, m_reader.room());
        if (count <= 0) {
            if (count == 0 || (errno != EAGAIN && errno != EINTR)) m_frames_open = false;
            return false;
        }
        if (m_stopping) return true;  // read and thrown away, so that nobody blocks on a full pipe
        m_reader.filled(static_cast<std::size_t>(count));
        while (const auto frame = m_reader.next()) {
            if (!m_handler.take(*frame)) {
                m_end.refused = true;
                stop();
                return true;
            }
            if (const auto known = m_handler.take_answer()) m_child.answer(*known);
        }
        if (m_reader.garbage()) stop();
        return true;
    }

    void read_noise(int reads) {
        std::array<char, 65536> buffer;
        for (int i = 0; i < reads && m_noise_open; ++i) {
            const ssize_t count = ::read(m_child.noise(), buffer.data(), buffer.size());
            if (count > 0) {
                m_end.noise_bytes += static_cast<std::uint64_t>(count);
            } else {
                if (count == 0 || (errno != EAGAIN && errno != EINTR)) m_noise_open = false;
                return;
            }
        }
    }

    ChildProcess& m_child;
    FrameHandler& m_handler;
    steady::time_point m_until;
    plugin::FrameReader m_reader;
    ChildEnd m_end;
    bool m_frames_open = true;
    bool m_noise_open = true;
    bool m_stopping = false;
};

}  // namespace

ChildEnd run_to_end(ChildProcess& child, std::chrono::milliseconds deadline, FrameHandler& handler) {
    return Loop(child, deadline, handler).run();
}

}  // namespace tilsig::fetch
