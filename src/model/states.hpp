// What becomes of deliveries, holds and scheduled instants, and why a run is made: closed sets of words. Their
// to_string() is what the database and every document says; parse_ is the reverse, nothing for another word.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.hpp"

namespace tilsig::model {

/// snapshot: the delivery is the whole truth of its unit, a key that is missing is closed. delta: only additions and
/// changes.
enum class DeliveryKind { snapshot, delta };
[[nodiscard]] const char* to_string(DeliveryKind kind) noexcept;
[[nodiscard]] std::optional<DeliveryKind> parse_delivery_kind(std::string_view word) noexcept;

enum class DeliveryState {
    landed,      ///< its bytes are safe; no run over it has come to an end
    loaded,      ///< also when there was nothing to change, or when only slices of it wait
    held,        ///< the whole of it waits for a decision, or for a newer good one
    rejected,    ///< nothing of it could be used, or a person said no
    superseded,  ///< a newer good one came while it was held
    retracted,   ///< it was loaded, and taken back
    queued       ///< waits behind an older one of its unit
};
[[nodiscard]] const char* to_string(DeliveryState state) noexcept;
[[nodiscard]] std::optional<DeliveryState> parse_delivery_state(std::string_view word) noexcept;

enum class HoldState {
    held,      ///< open
    released,  ///< a person said yes
    rejected,  ///< a person said no
    superseded
};
[[nodiscard]] const char* to_string(HoldState state) noexcept;
[[nodiscard]] std::optional<HoldState> parse_hold_state(std::string_view word) noexcept;

enum class RunCause { night, command, replay, release, retract };
[[nodiscard]] const char* to_string(RunCause cause) noexcept;
[[nodiscard]] std::optional<RunCause> parse_run_cause(std::string_view word) noexcept;

/// Of a scheduled instant that is on record.
enum class SlotState {
    running,  ///< claimed by a night
    done,
    failed,  ///< tried again when its run says when
    late,
    skipped
};
[[nodiscard]] const char* to_string(SlotState state) noexcept;
[[nodiscard]] std::optional<SlotState> parse_slot_state(std::string_view word) noexcept;

/// Where a sender stands with a period. What stands decides first, then what waits, then what was refused, then the
/// calendar.
enum class ArrivalState {
    expected,         ///< nothing is here, or what was here was refused or retracted, and it is not overdue
    nil,              ///< what was loaded last is a nil return: nothing to report
    received,         ///< it is here and not accepted: it has not run to its end, or was refused before it was due
    held,             ///< it is here and all of it waits for a decision
    partly_accepted,  ///< loaded but for slices that wait, or that a person refused of what was loaded last
    accepted,         ///< loaded, whatever records were rejected; a newer delivery that is held changes nothing
    overdue,          ///< due has passed, and nothing is here that we could act on: nothing, or refused as a whole
    exempt            ///< nothing is here, and the sender owed nothing on the last day before due
};
/// `partly accepted`; the words of JSON and rpt_arrival.
[[nodiscard]] const char* to_string(ArrivalState state) noexcept;
/// All of them, those that somebody must act on first.
inline constexpr ArrivalState arrival_states[] = {
    ArrivalState::overdue,         ArrivalState::expected, ArrivalState::received, ArrivalState::held,
    ArrivalState::partly_accepted, ArrivalState::accepted, ArrivalState::nil,      ArrivalState::exempt};

/// The kind of error that its to_string() (base/error.hpp) names so: what the ledger keeps of a run that failed.
[[nodiscard]] std::optional<ErrorKind> parse_error_kind(std::string_view word) noexcept;

}  // namespace tilsig::model
