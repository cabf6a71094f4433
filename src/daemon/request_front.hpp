// Accepts connections and waits for their requests, so that no thread of a server has to.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "base/files.hpp"
#include "daemon/request_head.hpp"

namespace tilsig::daemon {

struct FrontLimits {
    std::size_t waiting = 256;                    ///< connections whose request has not come whole
    std::chrono::milliseconds header_time{5000};  ///< from accepting a connection to the end of its head
    HeadLimits head;
};

/// One thread that holds every connection until the head of its request lies whole in the socket, then hands the
/// connection on with not a byte of it read. A client that holds its head back costs a descriptor and no thread. When
/// `waiting` are held, a newcomer displaces the oldest, so that no number of slow clients keeps a quick one out.
/// Heads that break the limits are answered here, with one short line, and closed.
class RequestFront {
public:
    /// Takes the connection, which is blocking by then; false, with the connection left in place, when there is no room
    /// for it. Called by the front's thread; must not wait.
    using HandOn = std::function<bool(UniqueFd& connection)>;

    /// `listener` is a listening, non-blocking socket. The thread takes no signals.
    RequestFront(UniqueFd listener, const FrontLimits& limits, HandOn hand_on);
    /// Ends the thread and closes what it holds.
    ~RequestFront();
    RequestFront(const RequestFront&) = delete;
    RequestFront& operator=(const RequestFront&) = delete;

private:
    class Loop;
    std::unique_ptr<Loop> m_loop;
};

}  // namespace tilsig::daemon
