// SIGTERM, SIGINT and SIGHUP as a question, for commands that end their work in order.
#pragma once

#include <poll.h>

#include <csignal>

#include "daemon/signals.hpp"

namespace tilsig::cli {

/// Made before any other thread. What was asked is done with at the end, and does not end the process once more when
/// signals act as they did before.
class AskedToEnd {
public:
    AskedToEnd() = default;
    ~AskedToEnd() { (void)m_signals.take(); }
    AskedToEnd(const AskedToEnd&) = delete;
    AskedToEnd& operator=(const AskedToEnd&) = delete;
    [[nodiscard]] int descriptor() const noexcept { return m_signals.descriptor(); }
    [[nodiscard]] bool now() const noexcept {
        pollfd asked{descriptor(), POLLIN, 0};
        return ::poll(&asked, 1, 0) > 0;
    }

private:
    daemon::Signals m_signals{SIGTERM, SIGINT, SIGHUP};
};

}  // namespace tilsig::cli
