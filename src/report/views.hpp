// What BI reads besides the tables themselves: the dictionary, freshness, and figures carried to a target year.
#pragma once

#include "catalog/catalog.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::report {

/// Drops the views of ours that stand on the loader's, when the declarations changed: a view that others stand on
/// cannot be made again. Called before load::migrate_warehouse. Own transaction.
void withdraw_changed_views(odbc::Connection& connection, const catalog::Catalog& catalog);

/// Makes or renews rpt_dictionary (every table and column in Norwegian and English), rpt_feed and rpt_freshness, and
/// for every fact with a municipality_code the view rpt_<fact>_target that rolls it up to the municipalities of a
/// target year. Called after load::migrate_warehouse; nothing is done when the declarations are those of the last call.
/// Own transaction.
void publish_views(odbc::Connection& connection, const catalog::Catalog& catalog);

}  // namespace tilsig::report
