// What a mapping knows besides the record.
#pragma once

#include <string>

#include "model/unit.hpp"

namespace tilsig::map {

struct MapContext {
    model::UnitName unit;
    std::string received_at;
};

}  // namespace tilsig::map
