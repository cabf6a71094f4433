// What tells that a column is about one person: numbers, addresses of mail, words of the header.
#pragma once

#include <string>
#include <string_view>

#include "propose/profile.hpp"

namespace tilsig::propose {

/// Why the column is personal, in counts; "" when nothing says so. The words of the header are not asked for a
/// `dimension`: what a cube counts by is no single person's own, like the country of birth.
[[nodiscard]] std::string personal_evidence(const ColumnProfile& profile, std::string_view title, bool dimension);
/// What to ask about values that look like personal identifiers by chance; "" when there are none.
[[nodiscard]] std::string chance_hits(const ColumnProfile& profile, std::string_view title);

}  // namespace tilsig::propose
