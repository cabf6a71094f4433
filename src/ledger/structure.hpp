// Changes of structure that are whole or can be resumed, also where each DDL statement commits by itself.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "odbc/odbc.hpp"

namespace tilsig::ledger {

/// Runs the DDL (or other statements that may be run twice) that `plan` returns, then `rows`, which writes what belongs
/// to it and records it. `plan` is called under a lock that keeps other programs out; it goes by what is recorded, not
/// by which tables exist. Own transaction.
///
/// Where DDL is part of a transaction all of it is one transaction. Elsewhere (MariaDB) each statement is noted in
/// ops_structure_step before it is sent, and `rows` is one transaction at the end, so that the next call goes on where
/// a killed one ended. Only the statement at which it ended may find its work done; a table that somebody else made is
/// never taken for ours. Error(state) when the interrupted change was another one.
void change_structure(odbc::Connection& connection, const std::string& area,
                      const std::function<std::vector<std::string>()>& plan, const std::function<void()>& rows);

}  // namespace tilsig::ledger
