// One round of a night: units go to worker processes as soon as what they build on has ended.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "answers/unit_answer.hpp"
#include "night/night.hpp"
#include "night/worker.hpp"
#include "session/session.hpp"

namespace tilsig::night {

enum class RoundEnd { done, deadline_passed, stopped };

/// Hands out the units of a list feed by feed. A unit waits for the feeds that its schedule names in `after`, and for
/// nobody else, as long as they have units in the same round; a source with a limit on its units at once is kept to it.
/// A worker that dies costs its unit.
class Round {
public:
    /// `ended` is told of each unit that came to an end, in the order of the ends. It may be told of a unit that no
    /// worker answered for: then its run was settled here.
    using Ended = std::function<void(const answers::UnitAnswer&)>;
    Round(session::Session& session, const NightOptions& options, std::int64_t night_id,
          std::chrono::steady_clock::time_point deadline, Ended ended);
    ~Round();
    Round(const Round&) = delete;
    Round& operator=(const Round&) = delete;

    /// What units are to say besides when their source has nothing new. Must live as long as the round.
    void tell(const std::map<model::UnitName, std::string>& remarks) { m_remarks = &remarks; }

    /// Asked when it is a unit's turn: true leaves it out of this round.
    void postpone(std::function<bool(const model::UnitName&)> asked) { m_postponed = std::move(asked); }

    /// What runs when the deadline passes is stopped and late; when the night is stopped it gets the grace and is then
    /// stopped, to be tried again. left() has what never had its turn.
    [[nodiscard]] RoundEnd run(const std::vector<model::UnitName>& units);
    [[nodiscard]] std::vector<model::UnitName> left() const;
    /// Records how a unit ended for which no worker answered: in its open run, else in a run of its own.
    void settle(const model::UnitName& unit, model::Outcome outcome, const std::string& reason);

private:
    using Workers = std::vector<std::unique_ptr<WorkerProcess>>;

    [[nodiscard]] std::string remark_of(const model::UnitName& unit) const;
    [[nodiscard]] bool is_ready(const std::string& feed) const;
    [[nodiscard]] std::size_t busy() const;
    bool hand_out_one();
    void wait_for_answers(std::chrono::steady_clock::time_point until);
    void took(const answers::UnitAnswer& answer);
    void listen(WorkerProcess& worker);
    void worker_lost(WorkerProcess& worker);
    void stop_running(model::Outcome outcome, const std::string& reason);
    void let_end();
    void settle_in(std::int64_t unit_id, model::Outcome outcome, const std::string& reason);
    [[nodiscard]] const std::string& source_of(const std::string& feed) const;

    session::Session& m_session;
    const NightOptions& m_options;
    std::int64_t m_night_id;
    std::chrono::steady_clock::time_point m_deadline;
    Ended m_ended;
    std::function<bool(const model::UnitName&)> m_postponed;
    const std::map<model::UnitName, std::string>* m_remarks = nullptr;
    Workers m_workers;
    bool m_stopped = false;
    std::vector<std::string> m_feeds;                              ///< in the order in which they are looked at
    std::map<std::string, std::vector<model::UnitName>> m_queues;  ///< by feed, the next one last
    std::map<std::string, std::size_t> m_open;                     ///< units of the feed that have not ended
    std::map<std::string, int> m_running_of;                       ///< source -> units at work
};

}  // namespace tilsig::night
