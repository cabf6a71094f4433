// Feeds that load the same rows: no mistake, but nobody should find it out from figures.
#pragma once

#include "catalog/catalog.hpp"
#include "config/lints.hpp"

namespace tilsig::catalog {

/// A note for every two active snapshot feeds that load one table and whose mappings do not keep their keys apart (a
/// key column with another constant in each does): which feeds, and whose row of a key stands. At the place of the
/// later feed's mapping. For `tilsig check`.
[[nodiscard]] config::Lints notes_on_shared_tables(const Catalog& catalog);

}  // namespace tilsig::catalog
