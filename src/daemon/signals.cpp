#include "daemon/signals.hpp"

#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"

namespace tilsig::daemon {

AllSignalsBlocked::AllSignalsBlocked() noexcept {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &m_before);
}

AllSignalsBlocked::~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }

Signals::Signals(std::initializer_list<int> numbers) {
    sigset_t ours;
    ::sigemptyset(&ours);
    for (const int signal : numbers) ::sigaddset(&ours, signal);
    sigset_t blocked = ours;
    ::sigaddset(&blocked, SIGPIPE);
    if (const int error = ::pthread_sigmask(SIG_BLOCK, &blocked, &m_before); error != 0)
        throw Error(ErrorKind::internal, "cannot block signals").code(std::to_string(error));
    m_descriptor = UniqueFd(::signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC));
    if (m_descriptor.valid()) return;
    const int error = errno;
    ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    throw Error(ErrorKind::internal, "cannot make a descriptor for signals").code(std::to_string(error));
}

Signals::~Signals() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }

Signals::Received Signals::take() {
    Received received;
    signalfd_siginfo info{};
    while (::read(m_descriptor.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        const int signal = static_cast<int>(info.ssi_signo);
        if (signal == SIGHUP) received.reload = true;
        if (signal == SIGCHLD) received.child = true;
        if ((signal == SIGTERM || signal == SIGINT) && received.stop == 0) received.stop = signal;
    }
    return received;
}

}  // namespace tilsig::daemon
