// What BI reads besides the tables themselves: the dictionary, freshness, and figures carried to a target year.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "odbc/odbc.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::report {

/// Makes or renews rpt_dictionary (every table and column in Norwegian and English), rpt_feed and rpt_freshness, and
/// for every fact with a municipality_code the view rpt_<fact>_target that rolls it up to the municipalities of a
/// target year. Another title changes rows only; a view is touched when its definition is another one, in place.
/// Nothing is done when all is as declared. Tables of `refused` are in the database in another form: what describes
/// them and stands on them stays as it is. Called after warehouse::migrate_warehouse. Own transactions.
void publish_views(odbc::Connection& connection, const catalog::Catalog& catalog, const std::set<std::string>& refused);

/// DDL of the views that publish_views() would make or change. Reads only.
[[nodiscard]] std::vector<std::string> pending_views(odbc::Connection& connection, const catalog::Catalog& catalog,
                                                     const std::set<std::string>& refused);

}  // namespace tilsig::report
