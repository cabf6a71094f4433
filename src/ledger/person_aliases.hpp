// Which ids in the warehouse are the same person: what the link store says of them, for whoever counts persons.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "odbc/odbc.hpp"

namespace tilsig::ledger {

/// Makes ops_person_alias say what `aliases` says: (alias, person), all of them. Rows keep the id under which they were
/// loaded; views for BI show the person's. What is new counts from `load_seq` on. In the transaction that loads.
void note_person_aliases(odbc::Connection& connection,
                         const std::vector<std::pair<std::int64_t, std::int64_t>>& aliases, std::int64_t load_seq);

}  // namespace tilsig::ledger
