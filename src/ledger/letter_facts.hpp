// What letters are composed from, read for many owners at once: deliveries and what became of them, findings by owner,
// what was told before. However many owners there are, each question is one query.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/ledger.hpp"
#include "ledger/outbox.hpp"

namespace tilsig::ledger {

/// A delivery as a letter tells of it.
struct ToldDelivery {
    Delivery delivery;
    model::UnitName unit;
    std::optional<model::Outcome> outcome;  ///< of the newest run that came to something about it
    std::string reason;                     ///< of that run, with its code in front
    std::int64_t run_id = 0;
    std::uint64_t read = 0, accepted = 0, rejected = 0, held = 0;
    std::vector<Hold> holds;  ///< in the order in which they were made
    bool is_newest = true;    ///< no later delivery of the unit came to something
    bool stands = false;      ///< of the unit's loaded deliveries the one that was loaded last
};

/// Of a unit whose delivery has not come.
struct Reminders {
    std::int64_t newest = 0;  ///< number of the newest that was noted
    std::int64_t told = 0;    ///< letters that told of it after its due date
};

class LetterFacts {
public:
    explicit LetterFacts(odbc::Connection& connection) : m_connection(connection) {}

    /// By id; those that there are. Four queries.
    [[nodiscard]] std::map<std::int64_t, ToldDelivery> deliveries(const std::set<std::int64_t>& ids);
    /// Delivery -> findings that its newest run left, by owner. With `owner` only this one's, and all of what it
    /// delivered itself.
    [[nodiscard]] std::map<std::int64_t, std::vector<OwnerFindings>> findings(const std::set<std::int64_t>& deliveries,
                                                                              const std::string& owner = {});
    /// Unit -> its loaded delivery that was loaded last.
    [[nodiscard]] std::map<std::int64_t, std::int64_t> standing(const std::set<std::int64_t>& units);
    /// Owner -> what its newest accepted letter with counts told. `owner` empty: of all.
    [[nodiscard]] std::map<std::string, std::vector<LetterCount>> told_counts(const std::string& owner = {});
    /// Owner -> when that letter was composed.
    [[nodiscard]] std::map<std::string, std::string> counted_at();
    /// Unit name -> its reminders.
    [[nodiscard]] std::map<std::string, Reminders> reminders();
    /// Every revision that was noted, the newest last.
    [[nodiscard]] std::vector<Notice> revisions(const std::string& owner, NoticeKind kind, const std::string& subject);
    /// What the owner's letters tell that were composed at `composed_at` or later: what a copy of one of them tells.
    [[nodiscard]] std::vector<Notice> told_since(const std::string& owner, const std::string& composed_at);

private:
    odbc::Connection& m_connection;
};

}  // namespace tilsig::ledger
