#include "fetch/child_run_loop.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>

#include "plugin/frames.hpp"
#include "process/poll_loop.hpp"

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
        m_loop.watch(m_child.frames(), [this] { static_cast<void>(read_frames()); });
        m_loop.watch(m_child.noise(), [this] { read_noise(noise_reads); });
        m_loop.watch(m_child.control(), [this] {
            m_loop.cancel(m_patience);
            m_loop.stop();
        });
        m_patience = m_loop.at(m_until, [this] { overdue(); });
        m_loop.run();
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

    void stop() {
        m_child.stop();
        m_stopping = true;
        m_loop.cancel(m_patience);
        m_patience = m_loop.after(stop_patience, [this] { overdue(); });
    }

    void overdue() {
        if (m_stopping) {
            m_child.kill_group();  // the guard does not answer; its socket closes and ends the loop
            return;
        }
        m_end.timed_out = true;
        stop();
    }

    /// One read and the frames in it. False when there was nothing to read.
    bool read_frames() {
        if (!m_frames_open) return false;
        switch (m_reader.read(m_child.frames())) {
            case process::FrameReader::Got::nothing_yet: return false;
            case process::FrameReader::Got::end:
                m_frames_open = false;
                m_loop.forget(m_child.frames());
                return false;
            case process::FrameReader::Got::bytes: break;
        }
        if (m_stopping) {
            m_reader.drop();  // read and thrown away, so that nobody blocks on a full pipe
            return true;
        }
        while (const auto frame = m_reader.next()) {
            if (!m_handler.take(*frame)) {
                m_end.refused = true;
                stop();
                return true;
            }
            if (const auto answer = m_handler.take_answer()) m_child.answer(*answer);
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
                if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
                m_noise_open = false;
                m_loop.forget(m_child.noise());
                return;
            }
        }
    }

    ChildProcess& m_child;
    FrameHandler& m_handler;
    steady::time_point m_until;
    process::FrameReader m_reader{plugin::frame_rules};
    process::PollLoop m_loop;
    process::PollLoop::Timer m_patience = 0;
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
