// What tests tell the running stand-in, and what they may ask it: misbehave from now on, for so long; which questions
// came.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "standin/message.hpp"

namespace tilsig::standin {

/// Shared by all connections.
class Control {
public:
    struct Order {
        std::string kind;
        std::string path;  ///< paths beginning so
        int times = 1;     ///< how many more answers; -1 for ever
        std::string retry_after;
    };

    /// POST /control/misbehave?kind=K&path=P[&times=N][&retry_after=T], POST /control/clear, GET /control/requests.
    /// Nothing for other paths.
    [[nodiscard]] std::optional<Response> answer(const Request& request);
    /// Notes the question, and gives the order that applies to it (using it up by one).
    [[nodiscard]] std::optional<Order> note(const Request& request);

private:
    std::mutex m_mutex;
    std::vector<Order> m_orders;
    std::vector<std::string> m_requests;  // one JSON object each
};

}  // namespace tilsig::standin
