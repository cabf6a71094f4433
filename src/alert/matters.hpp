// What is true about an owner at this moment: what its letter tells. Codes, counts and dates; no words yet, and nothing
// that a record says.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arrivals/arrival.hpp"
#include "catalog/schedule.hpp"
#include "config/mail.hpp"
#include "ledger/letter_facts.hpp"
#include "session/session.hpp"

namespace tilsig::alert {

/// A delivery, or a part of one, that was refused or is held; or that was held and has been accepted.
struct RefusedMatter {
    enum class State { refused, held, accepted };
    model::UnitName unit;
    std::int64_t number = 0;  ///< of the delivery
    State state = State::refused;
    bool part = false;        ///< the rest of the delivery was processed
    bool own = true;          ///< the owner delivered it itself
    bool decided = false;     ///< by us, whose words stand in the receipt
    bool by_records = false;  ///< every single record was refused: the receipt lists why
    bool lines = false;       ///< the receipt says in which lines
    /// Whose part (empty: the whole delivery) and the code of the reason; empty for one that has none.
    std::vector<std::pair<std::string, std::string>> reasons;
};

struct OverdueMatter {
    model::UnitName unit;
    std::chrono::year_month_day last_day;  ///< the last that is (or was) in time
    std::int64_t days_late = 0;            ///< Arrival::late_days(); 0: it is still to come
    bool refused = false;                  ///< what came last was refused
    const catalog::Schedule* schedule = nullptr;
};

struct Fault {
    std::string code;
    std::uint64_t rejected = 0, flagged = 0;
    bool whole = false;    ///< about the delivery itself
    bool empties = false;  ///< flagged records are loaded without the value that it is about
};

/// What is to mend in a loaded delivery.
struct MendMatter {
    model::UnitName unit;
    std::int64_t number = 0;
    bool own = true;
    bool few = false;                      ///< so few records of persons that counts by rule could point at one
    std::uint64_t read = 0, accepted = 0;  ///< 0: of the owner's part it is not known
    /// Of the whole delivery, for who delivered it; 0 for others.
    std::uint64_t delivered = 0, rejected = 0, held = 0;
    std::vector<Fault> faults;  ///< the most first
    [[nodiscard]] std::uint64_t total() const noexcept;
    /// The receipt says in which lines.
    [[nodiscard]] bool lines() const noexcept;
};

struct MendedMatter {
    model::UnitName unit;
    std::string code;
    std::uint64_t records = 0;
    bool few = false;
};

struct Matters {
    std::string owner;
    std::vector<RefusedMatter> refused;
    std::vector<OverdueMatter> overdue, due;  ///< the longest overdue first; the next first
    std::vector<MendMatter> mend;
    std::vector<MendedMatter> mended;

    std::vector<ledger::Notice> told;  ///< notices of which this is what is true; the leading first
    std::vector<std::pair<std::int64_t, std::string>> moot;  ///< notices that are not true any more, and why
    std::vector<ledger::LetterCount> counts;                 ///< what a letter about them has told

    [[nodiscard]] bool empty() const noexcept;
    /// Somebody there has to do something.
    [[nodiscard]] bool asks() const noexcept;
};

/// Below so many records of an owner in a delivery of persons, counts by rule are not told.
inline constexpr std::uint64_t few_records = 10;

/// How things stand at one moment; read once, for however many owners.
class Situation {
public:
    explicit Situation(session::Session& session);

    [[nodiscard]] session::Session& session() const noexcept { return m_session; }
    [[nodiscard]] std::int64_t today() const noexcept { return m_today; }  ///< in Norway, in days since 1970
    [[nodiscard]] const std::vector<arrivals::Arrival>& arrivals();

    /// Reminders that are due today, for units that are overdue or soon to be delivered; those on record are left out.
    [[nodiscard]] std::vector<ledger::NoticeKey> due_reminders(const config::Mail::Reminders& reminders);

    /// Owner -> what is true of `notices`, and what was mended of what its last letter told. Some ten queries, however
    /// many owners there are. `owner`: only what this one was told is looked at again.
    [[nodiscard]] std::map<std::string, Matters> matters(const std::vector<ledger::Notice>& notices,
                                                         const std::string& owner = {});

private:
    session::Session& m_session;
    std::int64_t m_today;
    std::optional<std::vector<arrivals::Arrival>> m_arrivals;
};

}  // namespace tilsig::alert
