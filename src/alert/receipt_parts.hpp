// What the two forms of a receipt share.
#pragma once

#include <string>
#include <vector>

#include "alert/receipt.hpp"

namespace tilsig::alert {

inline constexpr const char* receipt_schema = "tilsig.receipt/1";

/// Enough of the delivery's hash to tell deliveries apart and to compare with `sha256sum` of the sent file.
[[nodiscard]] inline std::string short_hash(const DeliveryOutcome& outcome) {
    return outcome.delivery_hash.substr(0, 12);
}

/// Findings of this rule on records whose places are not shown.
[[nodiscard]] std::uint64_t more_places(const ReceiptRule& rule) noexcept;

/// The words for records with a mark: only those that are loaded are called so.
[[nodiscard]] constexpr const char* marked_key(bool loaded, bool emptied) noexcept {
    if (loaded) return emptied ? "emptied_records" : "remarked_records";
    return emptied ? "emptying_records" : "marked_records";
}

/// `D4`; empty outside of workbooks or where only the row is known.
[[nodiscard]] std::string cell_name(const ReceiptPlace& place);

/// What became of the delivery and why, a line each.
[[nodiscard]] std::vector<std::string> receipt_head(const Receipt& receipt);

}  // namespace tilsig::alert
