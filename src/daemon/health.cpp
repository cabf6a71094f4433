#include "daemon/health.hpp"

#include <nlohmann/json.hpp>

namespace tilsig::daemon {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

std::string seconds(std::chrono::steady_clock::duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(duration).count()) + " s";
}

const char* word(Lease lease) {
    switch (lease) {
        case Lease::held: return "held";
        case Lease::standing_by: return "standing by";
        case Lease::none: break;
    }
    return "none";
}

Page page(const Health* health, SteadyTime now, const Reasons& reasons) {
    nlohmann::ordered_json body;
    body["status"] = reasons.empty() ? "ok" : "failing";
    if (!reasons.empty()) body["reasons"] = reasons;
    if (health != nullptr) {
        body["turned_seconds_ago"] = std::chrono::duration_cast<std::chrono::seconds>(now - health->turned).count();
        body["lease"] = word(health->lease);
        body["fence"] = health->fence == 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(health->fence);
    }
    return {reasons.empty() ? 200 : 503, "application/json", body.dump() + "\n"};
}

}  // namespace

Reasons why_not_alive(const Health* health, SteadyTime now, const HealthLimits& limits) {
    if (health == nullptr) return {"the daemon is starting: its loop has not turned yet"};
    const auto since = now - health->turned;
    if (since <= limits.turn) return {};
    return {"the daemon's loop has not turned for " + seconds(since) + " (limit " + seconds(limits.turn) + ")"};
}

Reasons why_not_ready(const Health* health, SteadyTime now, const HealthLimits& limits) {
    Reasons reasons = why_not_alive(health, now, limits);
    if (health == nullptr) return reasons;
    if (health->stopping) reasons.emplace_back("the daemon is stopping");
    if (!health->warehouse_reached) {
        reasons.emplace_back("the warehouse has not answered yet");
    } else if (const auto since = now - *health->warehouse_reached; since > limits.warehouse) {
        reasons.emplace_back("the warehouse has not answered for " + seconds(since) + " (limit " +
                             seconds(limits.warehouse) + ")");
    }
    if (health->lease == Lease::none)
        reasons.emplace_back("the lease is not held, and no other daemon is known that holds it");
    return reasons;
}

Pages health_pages(const Published<Health>& health, const Clock& clock, const HealthLimits& limits) {
    const auto maker = [&health, &clock, limits](auto judge) {
        return [&health, &clock, limits, judge] {
            // The snapshot first: a later one could be newer than the time it is compared with.
            const auto latest = health.latest();
            const auto now = clock.steady();
            return page(latest.get(), now, judge(latest.get(), now, limits));
        };
    };
    return {{"/healthz", maker(why_not_alive)}, {"/readyz", maker(why_not_ready)}};
}

}  // namespace tilsig::daemon
