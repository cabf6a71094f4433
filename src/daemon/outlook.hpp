// What the daemon knows about what is to be run: a plan, and when it is to be made anew.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/metrics.hpp"
#include "night/slots.hpp"
#include "session/session.hpp"

namespace tilsig::daemon {

/// The plan that night::plan_slots() makes of the ledger, kept until the clock, a night, a person or a reload can have
/// changed it. At rest it asks the database once a minute which feeds are paused, and nothing else.
class Outlook {
public:
    explicit Outlook(Clock& clock) : m_clock(clock) {}

    /// Everything is to be looked at again: after a take-over, a night, a reload, a step of the clock.
    void forget() noexcept { m_known = false; }
    /// Brings the plan up to date when it is not. What is not to be run is recorded, under the fence, unless something
    /// is due: then the night does it. True when the plan is new.
    bool refresh(session::Session& session, const ledger::Fence& fence);

    /// Something is due, or a night of a daemon was left open by one that died.
    [[nodiscard]] bool wants_night() const noexcept { return m_known && (!m_plan.due.empty() || m_left_open); }
    /// By the last plan, which need not be new: a due moment has come.
    [[nodiscard]] bool moment_has_come() const;
    /// The moment of the last plan at which another one may come to something else.
    [[nodiscard]] std::optional<Instant> next() const { return m_plan.next; }
    [[nodiscard]] std::size_t due() const noexcept { return m_plan.due.size(); }
    [[nodiscard]] Backlog backlog(bool running) const;

    /// Keeps what a night is started for, so that came_to_something() can be told afterwards.
    void remember_start();
    /// After the night's end and a refresh(): what it was started for is not as it was.
    [[nodiscard]] bool came_to_something() const;

private:
    struct Given {
        model::UnitName unit;
        Instant instant;
        bool operator==(const Given&) const = default;
    };
    void plan(session::Session& session, const ledger::Fence& fence);
    /// Looked at once a minute, because people change them: the pauses, and how many holds wait.
    [[nodiscard]] bool pauses_changed(session::Session& session);
    void count_holds(session::Session& session);
    void keep_deadline(const catalog::Catalog& catalog, const std::string& feed, Instant instant);
    [[nodiscard]] std::vector<std::string> paused(session::Session& session) const;

    Clock& m_clock;
    bool m_known = false;
    night::SlotPlan m_plan;
    std::size_t m_failed = 0;
    std::map<std::string, std::uint64_t> m_holds;  ///< by feed
    std::map<std::string, Instant> m_deadlines;    ///< by feed: the earliest of what is due or failed
    bool m_left_open = false;
    std::vector<std::string> m_paused;
    std::chrono::steady_clock::time_point m_paused_asked{};
    std::optional<Given> m_given;  ///< nothing: for a night that was left open
};

}  // namespace tilsig::daemon
