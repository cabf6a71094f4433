#include "standin/control.hpp"

#include <nlohmann/json.hpp>

#include "standin/misbehaviour.hpp"

namespace tilsig::standin {

std::optional<Response> Control::answer(const Request& request) {
    const auto what = below(request.path, "/control/");
    if (!what) return std::nullopt;
    const std::lock_guard lock(m_mutex);
    if (*what == "requests") {
        std::string body = "[";
        for (const std::string& line : m_requests) body += (body.size() == 1 ? "\n" : ",\n") + line;
        return json_response(200, body + "]\n");
    }
    if (*what == "clear") {
        m_orders.clear();
        m_requests.clear();
        return json_response(200, "{}");
    }
    if (*what == "misbehave") {
        Order order{request.parameter("kind"), request.parameter("path"), 1, request.parameter("retry_after")};
        if (!is_kind(order.kind)) return json_response(400, R"({"error":"no such kind"})");
        if (const std::string times = request.parameter("times"); !times.empty()) order.times = std::stoi(times);
        m_orders.push_back(std::move(order));
        return json_response(200, "{}");
    }
    return json_response(404, R"({"error":"no such control"})");
}

std::optional<Control::Order> Control::note(const Request& request) {
    const std::lock_guard lock(m_mutex);
    m_requests.push_back(nlohmann::json{
        {"method", request.method}, {"path", request.path}, {"query", request.query}, {"headers", request.headers}}
                             .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    for (Order& order : m_orders) {
        if (order.times == 0 || !below(request.path, order.path)) continue;
        if (order.times > 0) --order.times;
        return order;
    }
    return std::nullopt;
}

}  // namespace tilsig::standin
