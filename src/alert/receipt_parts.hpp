// What the two forms of a receipt share.
#pragma once

#include "alert/receipt.hpp"

namespace tilsig::alert {

inline constexpr const char* receipt_schema = "tilsig.receipt/1";

/// Enough of the delivery's hash to tell deliveries apart and to compare with `sha256sum` of the sent file.
[[nodiscard]] inline std::string short_hash(const DeliveryOutcome& outcome) {
    return outcome.delivery_hash.substr(0, 12);
}

/// Findings of this rule on records whose places are not shown.
[[nodiscard]] std::uint64_t more_places(const ReceiptRule& rule) noexcept;

/// Owners of held slices, in order; `?` for one that is not the code of an area or sender.
[[nodiscard]] std::vector<std::string> held_owners(const Receipt& receipt);

}  // namespace tilsig::alert
