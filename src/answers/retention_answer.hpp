// Landed deliveries and letters whose keeping time is over.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "answers/page.hpp"
#include "land/manifest.hpp"

namespace tilsig::answers {

struct RetentionAnswer {
    std::vector<land::Manifest> expired;
    std::uint64_t letters = 0;  ///< that ended so long ago that their words go
    bool removed = false;       ///< their bytes are gone now
};

[[nodiscard]] Page to_page(const RetentionAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const RetentionAnswer& answer);

}  // namespace tilsig::answers
