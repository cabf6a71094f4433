// Inside the room only: whether what was seen in a column, or a whole sample, is as a contract says.
#pragma once

#include "catalog/contract.hpp"
#include "propose/profile.hpp"
#include "propose/sample.hpp"

namespace tilsig::propose {

/// Every value of the column is written in this form of the type.
[[nodiscard]] bool fits_form(model::Type type, const model::ValueFormat& format, const ColumnProfile& column);
/// Every value of the column could be one of the field, in whatever form.
[[nodiscard]] bool values_fit(const catalog::Field& field, const ColumnProfile& column);
/// The layout reads the records of the sample, as far as they are looked at: none is unreadable, and dates are written
/// as it says.
[[nodiscard]] bool reads_all(const catalog::Contract& contract, const catalog::Layout& layout, const Sample& sample);

}  // namespace tilsig::propose
