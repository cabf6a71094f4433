// /metrics: the daemon in numbers, in the Prometheus text format.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "daemon/page.hpp"
#include "fetch/certificates.hpp"
#include "model/unit.hpp"

namespace tilsig::daemon {

/// What a unit's records came to in one run.
struct RecordCounts {
    std::uint64_t accepted = 0;
    std::uint64_t duplicate = 0;
    std::uint64_t rejected = 0;
    std::uint64_t filtered = 0;
    std::uint64_t held = 0;
};

/// The daemon's work as it stands at the end of a turn.
struct Backlog {
    std::uint64_t due = 0;                           ///< units that wait to be started
    std::uint64_t running = 0;                       ///< units being fetched or loaded
    std::uint64_t retrying = 0;                      ///< units that failed and will be tried again
    std::optional<Instant> next{};                   ///< the next scheduled instant of any unit
    std::map<std::string, std::uint64_t> holds{};    ///< feed -> holds that wait for a decision
    std::map<std::string, Instant> overdue_since{};  ///< feed -> earliest deadline that an open unit of it has missed
};

/// The outbox as it stands.
struct Letters {
    std::uint64_t owed = 0;                           ///< notices that no letter tells yet
    std::map<std::string, std::uint64_t> by_state{};  ///< words of ledger::LetterState
    std::uint64_t unreachable_owners = 0;             ///< to whom nobody can write
    std::uint64_t suspended_contacts = 0;
};

/// Counts and gauges of one process. The loop's thread writes, threads of the server read. Label values come from
/// declarations only, so that neither a sender's text nor an identifier can become one, and their number is bounded; a
/// value that was not declared is counted under `other`. Moments are given as Unix times, as is the custom: an age that
/// is computed here would stand still when the daemon does.
class Metrics {
public:
    /// `verdicts` are the words that night_ended() is called with.
    Metrics(std::string_view version, const std::vector<std::string>& feeds, const std::vector<std::string>& verdicts);
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// After a reload: feeds that are new from now on. What was counted for a feed that is gone stays.
    void declare_feeds(const std::vector<std::string>& feeds);

    void unit_ended(std::string_view feed, model::Outcome outcome, const RecordCounts& records);
    void night_ended(std::string_view verdict, Instant closed);
    /// The last night the ledger knows, told once at the start: it may have ended before this process began.
    void last_night(Instant closed);
    void backlog(const Backlog& backlog);
    void letters(const Letters& letters);
    /// `fence` is 0 when the lease is not held.
    void lease(bool held, std::uint64_t fence);
    /// When the landing key was written. Replaces what was told before.
    void landing_key(std::optional<Instant> written);
    void certificates(const std::vector<fetch::Certificate>& certificates);

    /// The text format 0.0.4; lateness is reckoned to `now`.
    [[nodiscard]] std::string text(Instant now) const;

private:
    struct Families;
    std::unique_ptr<Families> m_families;
};

/// The page /metrics. Both must outlive the server.
[[nodiscard]] Pages metrics_pages(const Metrics& metrics, const Clock& clock);

}  // namespace tilsig::daemon
