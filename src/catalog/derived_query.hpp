// The query of a derived feed: one SELECT over tables of the warehouse, which it names in braces.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace tilsig::catalog {

/// What stands for the current rows of a table, and for the day on which the feed is made: `{fact_training}`,
/// `{today}`.
inline constexpr std::string_view today_name = "today";

/// The query with each name in braces replaced; a brace that is never closed stays as it is.
[[nodiscard]] inline std::string filled_in(std::string_view query,
                                           const std::function<std::string(const std::string& name)>& value) {
    std::string text;
    for (std::size_t at = 0; at < query.size();) {
        const std::size_t open = query.find('{', at);
        const std::size_t close = open == std::string_view::npos ? open : query.find('}', open);
        if (close == std::string_view::npos) return text + std::string(query.substr(at));
        text += query.substr(at, open - at);
        text += value(std::string(query.substr(open + 1, close - open - 1)));
        at = close + 1;
    }
    return text;
}

}  // namespace tilsig::catalog
