// rpt_arrival: who has delivered and who owes, one row per unit, as of the last closed night.
#pragma once

#include <vector>

#include "ledger/views.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::report {

/// A column of a view that no declaration describes, for the dictionary.
struct DescribedColumn {
    const char* name;
    model::Type type;
    const char* unit;
    const char* title_nb;
    const char* title_en;
};

inline constexpr const char* arrival_view_name = "rpt_arrival";
inline constexpr const char* arrival_title_nb = "Leveranser: hvem som har levert og hvem som skylder";
inline constexpr const char* arrival_title_en = "Arrivals: who has delivered and who owes";
[[nodiscard]] const std::vector<DescribedColumn>& arrival_columns();

/// Over ops_arrival, whose moments are text: moments and days have their types here.
[[nodiscard]] ledger::View arrival_view(const odbc::Dialect& dialect);

}  // namespace tilsig::report
