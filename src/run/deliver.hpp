// Landed bytes become a numbered delivery of a unit - after they are safe on disk, before anything is read.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "catalog/contract.hpp"
#include "land/landing_zone.hpp"
#include "ledger/ledger.hpp"
#include "session/session.hpp"

namespace tilsig::run {

/// Records the delivery (idempotent by content); in a transaction of its own. `declared_received_at` is for archived
/// deliveries that came earlier than they were handed to us; it is audited.
[[nodiscard]] ledger::Delivery record_landed(session::Session& session, const model::UnitName& unit,
                                             const land::Manifest& manifest, const catalog::Contract& contract,
                                             const std::optional<std::string>& declared_received_at = std::nullopt);

/// Lands a local file for the unit and records it (tilsig run FEED --from FILE).
[[nodiscard]] ledger::Delivery deliver_file(session::Session& session, const model::UnitName& unit,
                                            const std::filesystem::path& file,
                                            const std::optional<std::string>& declared_received_at);

}  // namespace tilsig::run
