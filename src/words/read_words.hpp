// Inside the room: reads one file of mappings/letters.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "words/word_book.hpp"

namespace tilsig::words {

/// `mappings/letters/receipt.yaml` -> `receipt`.
[[nodiscard]] std::string kind_of(std::string_view path);
void refuse_kind(const std::string& shown, const std::string& kind, const std::vector<std::string>& known,
                 config::Lints& lints);
/// Key -> text. `own` are the program's words of the kind, which say which keys, shapes and placeholders there are;
/// nullptr while those themselves are read. Texts with a mistake are left out.
[[nodiscard]] std::map<std::string, Text> read_texts(std::string_view bytes, const std::string& shown,
                                                     const std::map<std::string, Text>* own,
                                                     const PersonalField& personal, config::Lints& lints);

}  // namespace tilsig::words
