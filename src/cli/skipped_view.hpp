// Scheduled instants that nobody ran, with their reasons: what a night means by "skipped".
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "catalog/catalog.hpp"
#include "cli/output.hpp"
#include "ledger/slots.hpp"

namespace tilsig::cli {

/// One row for the senders of a feed to whom the same happened, each moment in local time and UTC.
void show_skipped(const Output& output, const catalog::Catalog& catalog, const std::vector<ledger::RecordedSlot>& spans,
                  Instant from);
/// Every span of every sender.
[[nodiscard]] nlohmann::json skipped_json(const catalog::Catalog& catalog,
                                          const std::vector<ledger::RecordedSlot>& spans, Instant from);

}  // namespace tilsig::cli
