// SSB's PxWeb, version 0, in the shapes of DOMAIN 3.4, from data/pxweb/<table>.json (a whole JSON-stat2 data set each).
#pragma once

#include <filesystem>

#include "standin/message.hpp"

namespace tilsig::standin {

/// GET /api/v0/{language}/table/{id} gives the metadata; POST with a query gives JSON-stat2 (filters `item` and `all`),
/// 400 for a query it does not understand, 403 over the real service's limit of 800 000 cells.
[[nodiscard]] Site pxweb_site(const std::filesystem::path& data);

}  // namespace tilsig::standin
