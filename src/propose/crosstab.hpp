// Wide tables: labels in several header rows, or a year above each column.
#pragma once

#include "propose/csv_rows.hpp"
#include "propose/shape.hpp"

namespace tilsig::propose {

/// Fills unpivot and columns when the rows are a wide table; false when they are not. Throws Error(data) when they look
/// like one that unpivot cannot read.
[[nodiscard]] bool take_crosstab(const Sample& sample, const CsvGuess& guess, Shape& shape);

}  // namespace tilsig::propose
