// What somebody must know who decides about a hold: counts, codes and places, never values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ledger/recorded_hold.hpp"
#include "session/session.hpp"

namespace tilsig::operate {

/// The delivery that is live while another waits.
struct LiveDelivery {
    ledger::Delivery delivery;
    std::uint64_t rows = 0;  ///< of its unit that stand now
};

/// One municipality's part, where a slice waits.
struct SliceCounts {
    std::optional<std::uint64_t> records;  ///< of it in the delivery; unknown when the bytes are gone
    std::uint64_t rows = 0;                ///< of it that stand now
};

struct HoldAccount {
    ledger::RecordedHold recorded;
    ledger::Delivery delivery;
    model::UnitName unit;
    std::optional<ledger::Run> run;         ///< the newest that read the delivery
    std::optional<LiveDelivery> last_good;  ///< before it; nothing when none was loaded
    std::optional<SliceCounts> slice;
    Instant now;
    [[nodiscard]] bool open() const { return recorded.hold.state == model::HoldState::held; }
};

/// Reads the delivery again where a slice waits, for the ledger counts no records by slice. Changes nothing.
/// Error(usage) when there is no hold of this number.
[[nodiscard]] HoldAccount hold_account(session::Session& session, std::int64_t hold_id);

}  // namespace tilsig::operate
