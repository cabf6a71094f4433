// Who has delivered and who owes: one state per unit, computed by one function, so that the night, `tilsig arrivals`,
// BI, letters and the coverage of figures cannot differ.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "ledger/received_units.hpp"
#include "model/states.hpp"
#include "senders/register.hpp"

namespace tilsig::arrivals {

/// One unit of an active feed. `schedule` and `sender` point into what was handed in.
struct Arrival {
    model::UnitName unit;
    model::ArrivalState state = model::ArrivalState::expected;
    const catalog::Schedule* schedule = nullptr;
    const senders::Sender* sender = nullptr;  ///< its newest entry in the period; nullptr when the register has none
    bool owed = true;                         ///< false: it came although nobody owes it
    bool came = false;                        ///< at least one delivery was received, whatever became of it
    bool refused = false;                     ///< what came last was refused as a whole; the sender must send again
    std::size_t holds = 0;                    ///< open ones, also of deliveries behind what was accepted
    std::optional<Instant> due;               ///< the first moment at which it is too late
    /// Of the oldest delivery that was accepted (a correction makes nobody late), else of the newest that counts.
    std::optional<Instant> received_at;
    /// How long after due it came, or has not come yet; nothing when it is in time.
    std::optional<Instant::duration> late_by;
    std::optional<Instant> first_delivery;          ///< the sender's first of the feed, of any period and any end
    const catalog::Exemption* exemption = nullptr;  ///< of state exempt

    /// In days begun, so that an hour late is not 0: what everybody is told.
    [[nodiscard]] std::optional<std::int64_t> late_days() const noexcept;
};

/// What the ledger knows.
struct Known {
    std::vector<ledger::ReceivedUnit> received;
    std::map<std::string, std::set<std::string>> scheduled;  ///< periods by feed, ledger::scheduled_periods()
};

/// Five queries, however many units there are. Inside the caller's transaction, or none.
[[nodiscard]] Known read_known(odbc::Connection& connection);

/// The newest periods of each feed that are looked at when none is named.
inline constexpr std::size_t most_periods = 36;

/// All units of active feeds, by feed, period (the newest first) and sender:
/// - The periods of a feed begin with the first that was ever scheduled here, or with today's, and end with today's in
///   the schedule's zone. An installation that began in November asks nobody for October.
/// - A sender owes a period when the register has it owing the feed on one of the period's days until today; a feed
///   without senders of the register is owed by its source. A period without days ("all") goes by today.
/// - Due and later: overdue at the very moment of `due`. Without a due date nothing is overdue.
/// - Exempt: until the schedule's `until`; what counts is the last day before due, or today without a due date.
/// - What came for another unit of an active feed is there too (`owed` is false), within the same periods.
/// `period` looks at this one alone, however old. Pure.
[[nodiscard]] std::vector<Arrival> arrivals_of(const catalog::Catalog& catalog, const senders::Register& senders,
                                               const Known& known, Instant now, const std::string& period = {});

/// Senders with at least one overdue unit.
[[nodiscard]] std::size_t overdue_senders(const std::vector<Arrival>& arrivals);

}  // namespace tilsig::arrivals
