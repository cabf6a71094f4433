// What tells that a column is about one person: numbers, addresses of mail, words of the header.
#pragma once

#include <string>
#include <string_view>

#include "propose/profile.hpp"

namespace tilsig::propose {

/// Why the column is personal, in counts; "" when nothing says so.
[[nodiscard]] std::string personal_evidence(const ColumnProfile& profile, std::string_view title);

}  // namespace tilsig::propose
