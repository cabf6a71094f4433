// One fetch child: started with nothing inherited, stopped and reaped with all its offspring.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/files.hpp"
#include "process/child.hpp"
#include "process/guard.hpp"

namespace tilsig::fetch {

class ChildProcess {
public:
    /// Starts `program` in a session of its own with `request` on standard input (in memory, no file), descriptors 3
    /// to 5, no other descriptors, and an environment of LANG and TZ. Error(storage) when that is impossible.
    ChildProcess(const std::filesystem::path& program, std::string_view request);
    /// Kills and reaps what is left.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    [[nodiscard]] int frames() const noexcept { return m_frames.get(); }
    [[nodiscard]] int noise() const noexcept { return m_noise.get(); }
    [[nodiscard]] int control() const noexcept { return m_control.get(); }

    /// Answers FrameType::known or cursor_of. A child that does not listen, or no longer lives, is not waited for.
    void answer(std::string_view bytes) noexcept;
    /// Asks the guard to kill everything and report. May be called again.
    void stop() noexcept;
    /// Kills the guard's group outright: for a guard that does not answer.
    void kill_group() noexcept { m_guard.kill(); }
    /// The guard's report, once control() is readable; empty when the guard was killed. Reaps the guard.
    [[nodiscard]] std::optional<process::GuardReport> take_report() noexcept;

private:
    UniqueFd m_frames, m_noise, m_control, m_answer;
    process::Child m_guard;
};

}  // namespace tilsig::fetch
