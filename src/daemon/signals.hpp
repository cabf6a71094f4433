// Signals as something a poll loop reads, instead of something that interrupts it.
#pragma once

#include <csignal>
#include <initializer_list>

#include "base/files.hpp"

namespace tilsig::daemon {

/// Blocks every signal for the calling thread while it lives: a thread that is started meanwhile takes none at all.
class AllSignalsBlocked {
public:
    AllSignalsBlocked() noexcept;
    ~AllSignalsBlocked();
    AllSignalsBlocked(const AllSignalsBlocked&) = delete;
    AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

private:
    sigset_t m_before{};
};

/// Signals by a descriptor of our own. Made by the main thread before any other thread
/// starts: the signals are blocked from then on in every thread made later, and a thread that had them open would take
/// them away from here. SIGPIPE is blocked as well: a connection that ended is an answer of write(). Children are
/// started by process::Child, which hands none of this on.
class Signals {
public:
    /// Error(internal) when the kernel refuses.
    explicit Signals(std::initializer_list<int> numbers = {SIGTERM, SIGINT, SIGHUP, SIGCHLD});
    /// Restores the mask that was found; what is still pending then acts as it did before.
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    /// Readable when something has come; for the poll set of the loop.
    [[nodiscard]] int descriptor() const noexcept { return m_descriptor.get(); }

    struct Received {
        int stop = 0;         ///< SIGTERM or SIGINT, whichever came first; 0: none
        bool reload = false;  ///< SIGHUP
        bool child = false;   ///< SIGCHLD: one child or more changed; ask waitpid until nothing is left
        bool operator==(const Received&) const = default;
    };
    /// What has come since the last call; does not wait.
    [[nodiscard]] Received take();

private:
    sigset_t m_before{};
    UniqueFd m_descriptor;
};

}  // namespace tilsig::daemon
