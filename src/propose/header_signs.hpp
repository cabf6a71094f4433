// A first row of texts: names of columns, or the first record?
#pragma once

#include <string>
#include <vector>

namespace tilsig::propose {

/// What the caller of the program says about the first row.
enum class HeaderWord { unsaid, present, none };

/// What tells that `first` names the columns of the rows below it, in a sentence; "" when nothing does. Names of a
/// header stand in the files of a proposal, values never do: without a sign nobody may take a row for a header.
[[nodiscard]] std::string header_sign(const std::vector<std::string>& first,
                                      const std::vector<std::vector<std::string>>& below);

/// What to tell whoever must decide.
inline constexpr const char* header_question =
    "the first row is all text and nothing tells whether it names the columns or is a record";

}  // namespace tilsig::propose
