// Names as one sequence of characters, however the sender's system writes its letters.
#pragma once

#include <string>
#include <string_view>

namespace tilsig::model {

/// Letters that are written as a plain letter and a mark behind it (`a` and U+030A, as macOS writes file names and some
/// programs everything) become the one character that they are: NFC, for letters of Latin script. Two names that are
/// the same to a reader are then the same here.
[[nodiscard]] std::string composed(std::string_view name);

}  // namespace tilsig::model
