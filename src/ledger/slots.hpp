// Scheduled instants of units: each is run once, or recorded as skipped with its reason.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/states.hpp"
#include "model/unit.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

class StatementCache;

/// One scheduled instant of one unit; unique in the database.
struct SlotKey {
    model::UnitName unit;
    Instant instant;
    auto operator<=>(const SlotKey&) const = default;
};

/// Instants of one unit, one after the other, that are not run: one row however many they are.
struct SkippedSpan {
    model::UnitName unit;
    Instant first, last;
    std::size_t count = 1;
    std::string reason;
};

/// The newest instant on record of everything that feed and sender ever had scheduled.
struct NewestSlot {
    std::string feed, sender;
    bool shadow = false;
    Instant instant;
};

/// An instant that failed and may be tried again from `retry_at` on.
struct FailedSlot {
    std::int64_t id = 0;
    SlotKey slot;
    Instant retry_at;
    int tries = 1;        ///< how often it was claimed
    Instant first_tried;  ///< when it was claimed for the first time
};

/// A row of ops_slot as it stands.
struct RecordedSlot {
    SlotKey slot;
    Instant last_instant;      ///< of a skipped span; else the instant
    std::size_t instants = 1;  ///< of a skipped span
    model::SlotState state = model::SlotState::running;
    std::string reason;  ///< why it failed, was late or was skipped
    std::optional<std::int64_t> run_id;
};

/// What becomes of instants of a night for which no run of it has ended.
enum class Unfinished {
    late,  ///< their time is over
    again  ///< they failed and may be tried again at once
};

/// Every method is one round of statements inside the caller's transaction. claim() and record_skipped() take a lock
/// that lasts as long as the transaction, so that programs record instants one after the other.
class Slots {
public:
    Slots(odbc::Connection& connection, const Clock& clock);
    ~Slots();
    Slots(const Slots&) = delete;
    Slots& operator=(const Slots&) = delete;

    /// Takes instants for a night: those that stand nowhere yet, those that failed, and the first one of a skipped span
    /// that goes beyond now (a clock that was wrong drew it; of the span nothing else stays). Returns the ones it got,
    /// in order; the others are run, late or skipped, or another night has them. Units are made as needed. After a lost
    /// answer to COMMIT running() tells what the night has.
    [[nodiscard]] std::vector<SlotKey> claim(std::int64_t night_id, const std::vector<SlotKey>& slots);
    /// A span whose first instant is on record already stays as it was, except one that goes beyond now: a clock that
    /// was wrong drew it, and the span given takes its place.
    void record_skipped(const std::vector<SkippedSpan>& spans);
    /// The night's claimed instants get the state that the newest run of their unit since the claim gives them: done,
    /// failed (tried again when the run says when, and not before a minute doubled by each try, up to an
    /// hour), late, skipped. For those without a finished run `rest` decides,
    /// with `reason`; `shadows` false leaves those of shadow units, whose turn comes when the night is closed. May be
    /// repeated.
    void settle(std::int64_t night_id, Unfinished rest, const std::string& reason, bool shadows = true);
    /// The time of these failed ones (FailedSlot::id) is over: late.
    void give_up(const std::vector<std::int64_t>& failed_ids, const std::string& reason);

    /// Claimed by the night and not settled: where a night goes on that is resumed.
    [[nodiscard]] std::vector<SlotKey> running(std::int64_t night_id);
    /// Of those, the ones for which no run has ended since they were claimed. A run of the same unit before that was
    /// for another instant.
    [[nodiscard]] std::vector<SlotKey> not_run(std::int64_t night_id);
    /// One query; of every feed and sender that has any. Neither instants after `not_after` count nor spans that
    /// end after it: they were recorded by a clock that was wrong. It goes through all instants on record: ask once,
    /// then keep count.
    [[nodiscard]] std::vector<NewestSlot> newest(Instant not_after);
    /// Those that may be tried again, whether their time has come or not; one query.
    [[nodiscard]] std::vector<FailedSlot> failed();
    /// Skipped and late ones that reach to `from` or later, in order of time; one query.
    [[nodiscard]] std::vector<RecordedSlot> left_out(Instant from);
    /// All rows that the night claimed last; one query.
    [[nodiscard]] std::vector<RecordedSlot> of_night(std::int64_t night_id);

private:
    template <typename... Values>
    [[nodiscard]] std::vector<RecordedSlot> recorded(const std::string& condition, const Values&... values);
    [[nodiscard]] std::vector<SlotKey> claimed(std::int64_t night_id, const std::string& condition);
    void postpone_repeated(std::int64_t night_id, const std::string& now);

    odbc::Connection& m_connection;
    const Clock& m_clock;
    std::unique_ptr<StatementCache> m_statements;
};

}  // namespace tilsig::ledger
