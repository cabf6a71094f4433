// Nights: begun, resumed within their own time, closed with a verdict; whatever died in between.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "ledger/lease.hpp"
#include "model/verdict.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

class StatementCache;

/// Who asked for a night, and for what. A night that was left open goes on only when the same is asked for again, with
/// the same feeds.
enum class NightCause {
    schedule,   ///< the daemon: its time had come
    command,    ///< a person or cron: what is due
    everything  ///< a person: every unit, due or not
};
[[nodiscard]] std::string_view to_string(NightCause cause) noexcept;
/// The reverse; `command` for a word that it does not know.
[[nodiscard]] NightCause night_cause(std::string_view word) noexcept;

struct Night {
    std::int64_t id = 0;
    std::string started_at, closed_at, deadline_at;
    std::int64_t load_seq = 0;  ///< BI reads as of this; set when the night closes
    std::string verdict;        ///< a word of model::Verdict; empty while the night is open
    NightCause cause = NightCause::command;
    std::string reason;  ///< why it was interrupted or could not begin; redacted
    std::string asked;   ///< the feeds that a person named, joined by commas; empty: none
    std::string holder;  ///< the process that works in it, as whoever began it says; empty: nobody just now
};

/// What whoever begins a night asks for.
struct NightWish {
    NightCause cause = NightCause::command;
    std::string deadline_at;
    std::string asked{};   ///< Night::asked
    std::string holder{};  ///< Night::holder
    /// Throws when the process that an open night names is still at work; may be empty.
    std::function<void(const std::string& holder)> require_gone{};
    /// What an open night was asked for and did not come to, for its reason; empty for nothing; may be empty. It is
    /// asked when the night's runs are settled.
    std::function<std::string(const Night& night)> unfinished{};
};

/// A night that was due and could not begin.
struct UnbegunNight {
    Instant at;
    NightCause cause = NightCause::command;
    std::string reason;
};

/// A night to work in.
struct BegunNight {
    Night night;
    bool resumed = false;            ///< it was open: slots and units that it finished are not run again
    std::vector<Night> interrupted;  ///< nights that had been left open, closed now
};

/// What one unit came to in a night.
struct UnitEnd {
    std::int64_t unit_id = 0;
    std::int64_t run_id = 0;  ///< the run that decides; 0 for a unit whose turn never came
    model::ExitCode code = model::ExitCode::good;
};

/// One night is open at a time: whoever begins one holds the process lock or the lease. Every method is one
/// transaction of its own unless it says otherwise.
class Nights {
public:
    /// With a fence, begin() and close() save nothing once the daemon's lease was taken over: Error(state) `fenced`.
    Nights(odbc::Connection& connection, const Clock& clock, std::optional<Fence> fence = std::nullopt);
    ~Nights();
    Nights(const Nights&) = delete;
    Nights& operator=(const Nights&) = delete;

    /// The open night that asked for the same, if its own deadline is still to come; else a new one. Either is the
    /// holder's from then on; an open one is taken only when its own holder is gone. Any other night that was left open
    /// is closed first: its open runs are settled by their markers, its slots are late (to be tried again when its
    /// deadline is still to come), its reason says what it was asked for and did not come to, and its verdict is that
    /// of its runs, or `interrupted` where they are all good. After a lost answer to COMMIT it may be called again.
    [[nodiscard]] BegunNight begin(const NightWish& wish);
    /// Whoever works in the night rests: it is nobody's, and may be closed by another one.
    void let_go(std::int64_t night_id);
    /// Takes up a night that was let go; false when it is closed or another one has it.
    [[nodiscard]] bool take_up(std::int64_t night_id, const std::string& holder);
    /// Closes it at the newest load, under the load lock, and settles its slots: those without a run are late. Closing
    /// it again with the same verdict changes nothing, so that it may be repeated after a lost answer to COMMIT.
    /// Error(state) when it is unknown or closed with another verdict. Returns it as it stands. `publish` runs inside
    /// the transaction when it closes now: what BI is to see as of this night is there together with it.
    Night close(std::int64_t night_id, model::Verdict verdict, const std::function<void()>& publish = {});
    /// A night that was due and could not begin leaves a row that is closed from the start (`not begun`); BI goes on
    /// with what it shows. The same one again changes nothing.
    void record_unbegun(const UnbegunNight& night);

    /// What each active unit of the night came to, from its runs and slots alone: a failure or lateness counts until
    /// the unit is run again, a hold until it is decided or superseded, everything else for good. Inside the caller's
    /// transaction, or none; two queries.
    [[nodiscard]] std::vector<UnitEnd> unit_ends(std::int64_t night_id);
    /// Of the worst of them.
    [[nodiscard]] model::Verdict verdict(std::int64_t night_id);
    [[nodiscard]] std::optional<Night> night(std::int64_t night_id);  ///< inside the caller's transaction, or none
    [[nodiscard]] std::optional<Night> last_closed();                 ///< what BI shows; not one that could not begin
    [[nodiscard]] std::optional<Night> open();
    [[nodiscard]] std::vector<Night> newest(int limit);  ///< newest first, also those that could not begin
    /// Units that this night need not ask again when it is resumed: the newest run of each ended, did not fail, and was
    /// the last of its unit. After a delivery of a source with a cursor more may wait, and the acknowledgement may not
    /// have been given.
    [[nodiscard]] std::vector<std::int64_t> finished_units(std::int64_t night_id);

private:
    void settle_left_behind();
    void close_interrupted(Night& night, const NightWish& wish, const std::string& now);
    [[nodiscard]] std::vector<Night> select(const std::string& condition);

    odbc::Connection& m_connection;
    const Clock& m_clock;
    std::optional<Fence> m_fence;
    std::unique_ptr<StatementCache> m_statements;
};

}  // namespace tilsig::ledger
