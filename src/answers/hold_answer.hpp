// What somebody must know who decides about a hold: what waits, why, what it would change, who may act. Counts, codes
// and places, never values.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "answers/findings_answer.hpp"
#include "base/clock.hpp"
#include "ledger/recorded_hold.hpp"

namespace tilsig::answers {

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

/// Made by operate::hold_answer(), which reads the delivery where a slice waits.
struct HoldAnswer {
    ledger::RecordedHold recorded;
    ledger::Delivery delivery;
    model::UnitName unit;
    std::optional<ledger::Run> run;         ///< the newest that read the delivery
    std::optional<LiveDelivery> last_good;  ///< before it; nothing when none was loaded
    std::optional<SliceCounts> slice;
    FindingsAnswer found;  ///< by that run, the first of each code
    Instant now;
    [[nodiscard]] bool open() const { return recorded.hold.state == model::HoldState::held; }
};

[[nodiscard]] Page to_page(const HoldAnswer& answer, const catalog::Catalog& catalog);
[[nodiscard]] nlohmann::json to_json(const HoldAnswer& answer, const catalog::Catalog& catalog);

}  // namespace tilsig::answers
