// What the state of a feed lets its units do, and the end of a shadow.
#pragma once

#include "catalog/catalog.hpp"
#include "model/unit.hpp"
#include "session/session.hpp"

namespace tilsig::session {

/// Whether runs of the unit load as its feed is declared today: an active unit of an active feed, a shadow unit of a
/// feed in shadow. Error(usage) for an unknown feed.
[[nodiscard]] bool loads_today(const catalog::Catalog& catalog, const model::UnitName& unit);

/// Error(usage) that says why and what would help, unless loads_today(). Asked by everything that runs deliveries,
/// before anything is landed or recorded.
void require_loads(const catalog::Catalog& catalog, const model::UnitName& unit);

/// Ends the shadow units whose feed is in shadow no more (active, draft or gone), or whose table is not loaded by any
/// shadow any more: their cursors, holds and standing deliveries, and their rows in shadow tables that stay because
/// another feed uses them. Called before the migration, which drops the other shadow tables; a kill in between leaves
/// nothing that counts. Each unit in a transaction of its own, with a line in ops_audit. Two queries when there is
/// nothing to do.
void end_shadows(Session& session);

}  // namespace tilsig::session
