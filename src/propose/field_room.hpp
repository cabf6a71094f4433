// Lengths of texts: what a field must have room for.
#pragma once

#include <string>

#include "propose/profile.hpp"

namespace tilsig::propose {

/// Somewhat more characters than these, in round numbers.
[[nodiscard]] int room_of(std::size_t longest);
/// Room for values somewhat longer than those seen; exactly theirs where all have one length.
[[nodiscard]] int room_for(const ColumnProfile& profile);
/// The longest code of the list must fit too, whatever the sample holds of it.
[[nodiscard]] int room_for_codes(const catalog::CodeList& list, int room);
/// "4 to 20 characters"
[[nodiscard]] std::string lengths(const ColumnProfile& profile);

}  // namespace tilsig::propose
