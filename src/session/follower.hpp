// Who follows what the account says: a run that came to its end, a decision about a delivery.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "ledger/run_report.hpp"

namespace tilsig::session {

class Session;

/// How many findings of each code at each field a follower is handed.
inline constexpr std::size_t told_places = 20;

/// Told twice: inside the transaction that decides, where it notes what it owes, so that a kill loses nothing; and
/// after the commit, where it acts. What it fails to do is its own trouble: it is logged, stays owed, and never spoils
/// what was committed. Runs call it, and what people decide; who follows is decided in the composition root.
class Follower {
public:
    virtual ~Follower() = default;
    /// Inside the transaction of the run's end.
    virtual void owe(Session& session, const ledger::RunReport& ended) = 0;
    virtual void committed(Session& session, const ledger::RunReport& ended) = 0;
    /// The same for a decision about the delivery (hold, retract).
    virtual void owe_decision(Session& session, const ledger::Delivery& delivery, const model::UnitName& unit) = 0;
    virtual void decided(Session& session, const ledger::Delivery& delivery) = 0;
    /// Does what killed processes, a full disk or a closed folder left owed: at the start of a session and at the end
    /// of a night, under the process lock. Returns how much is still owed. Never throws.
    virtual std::size_t catch_up(Session& session) = 0;
};

/// All followers of an installation, in their order; each keeps the promises of Follower.
class Followers {
public:
    Followers() = default;
    explicit Followers(std::vector<Follower*> followers) : m_followers(std::move(followers)) {}

    void owe(Session& session, const ledger::RunReport& ended) const {
        for (auto* follower : m_followers) follower->owe(session, ended);
    }
    void committed(Session& session, const ledger::RunReport& ended) const {
        for (auto* follower : m_followers) follower->committed(session, ended);
    }
    void owe_decision(Session& session, const ledger::Delivery& delivery, const model::UnitName& unit) const {
        for (auto* follower : m_followers) follower->owe_decision(session, delivery, unit);
    }
    void decided(Session& session, const ledger::Delivery& delivery) const {
        for (auto* follower : m_followers) follower->decided(session, delivery);
    }
    std::size_t catch_up(Session& session) const {
        std::size_t owed = 0;
        for (auto* follower : m_followers) owed += follower->catch_up(session);
        return owed;
    }

private:
    std::vector<Follower*> m_followers;  ///< owned by the composition root
};

}  // namespace tilsig::session
