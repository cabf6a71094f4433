// Documents that say which day they are of.
#pragma once

#include <string>

namespace tilsig::test {

/// `@day` in a content becomes a day of which an extract for the period may be.
inline std::string of_day(std::string content, const std::string& period) {
    const std::string day = period + std::string("-12-31").substr(period.size() == 4 ? 0 : period.size() == 7 ? 3 : 6);
    if (const auto at = content.find("@day"); at != std::string::npos) content.replace(at, 4, day);
    return content;
}

}  // namespace tilsig::test
