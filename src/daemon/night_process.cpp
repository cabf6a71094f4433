#include "daemon/night_process.hpp"

#include <algorithm>

#include "process/pipes.hpp"

namespace tilsig::daemon {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds first_pause = 10s;
constexpr std::chrono::milliseconds longest_pause = 10min;

}  // namespace

void NightProcess::start(std::vector<std::string> words) {
    process::Command command;
    command.words = std::move(words);
    const UniqueFd nothing = process::nothing();
    // What it reports stands in the ledger; its messages and its log go where ours go.
    command.descriptors = {{0, nothing.get()}, {1, nothing.get()}};
    try {
        m_child = process::Child(command);
    } catch (...) {
        came_to_nothing();
        throw;
    }
    m_kill_at.reset();
}

void NightProcess::ask_to_end(std::chrono::milliseconds grace) {
    if (!runs() || m_kill_at) return;
    m_child.ask_to_end();
    m_kill_at = m_clock.steady() + grace;
}

std::optional<process::ProcessEnd> NightProcess::end() {
    if (!runs()) return std::nullopt;
    if (m_kill_at && m_clock.steady() >= *m_kill_at) m_child.kill();
    const auto ended = m_child.end();
    if (ended) {
        m_child = process::Child();
        m_kill_at.reset();
    }
    return ended;
}

void NightProcess::came_to_nothing() {
    m_pause = m_pause == 0ms ? first_pause : std::min(2 * m_pause, longest_pause);
    m_not_before = m_clock.steady() + m_pause;
}

void NightProcess::came_to_something() noexcept {
    m_pause = 0ms;
    m_not_before = {};
}

}  // namespace tilsig::daemon
