// rpt_figure: figures by area and by the day they are known at, in plain numbers.
#pragma once

#include <vector>

#include "report/arrival_view.hpp"

namespace tilsig::report {

inline constexpr const char* figure_view_name = "rpt_figure";
inline constexpr const char* figure_title_nb = "Tall slik de var kjent på en dag, med grunnlag og dekning";
inline constexpr const char* figure_title_en = "Figures as known on a day, with what they are computed of and coverage";
[[nodiscard]] const std::vector<DescribedColumn>& figure_columns();

/// Over ops_figure.
[[nodiscard]] ledger::View figure_view(const odbc::Dialect& dialect);

}  // namespace tilsig::report
