// What BI is shown of a declared table.
#pragma once

#include <string>

#include "ledger/views.hpp"
#include "model/table.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::warehouse {

/// `rpt_<name without dim_, fact_ or bridge_>`: the name of the view.
[[nodiscard]] std::string view_name(const std::string& table);
/// The table as of the last closed night, in plain numbers. Shadow tables have none: not to be asked for them.
[[nodiscard]] ledger::View bi_view(const model::Table& table, const odbc::Dialect& dialect);

}  // namespace tilsig::warehouse
