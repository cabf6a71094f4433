// The warehouse that the checks load: one fact with a column of every type, one dimension.
#pragma once

#include "model/table.hpp"

namespace tilsig::conform {

/// fact_conform (key: area, item) and dim_conform_area.
[[nodiscard]] model::WarehouseModel conform_model();

}  // namespace tilsig::conform
