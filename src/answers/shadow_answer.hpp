// What feeds in shadow have loaded, beside what everybody sees.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "answers/page.hpp"
#include "session/session.hpp"
#include "warehouse/compare.hpp"

namespace tilsig::answers {

struct ShadowAnswer {
    struct Feed {
        std::string feed, shadow_table, table;
        std::optional<warehouse::Comparison> found;  ///< nothing: the next run makes or changes the tables first
    };
    std::vector<Feed> feeds;
};

/// Compares in the database; reads only.
[[nodiscard]] ShadowAnswer shadow_answer(session::Session& session, const std::vector<std::string>& feeds);
[[nodiscard]] Page to_page(const ShadowAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const ShadowAnswer& answer);

}  // namespace tilsig::answers
