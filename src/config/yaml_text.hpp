// What can be said about a YAML file before it is parsed: from its bytes and lines alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/lints.hpp"

namespace tilsig::config {

/// True when the bytes can be given to the parser: not too large, UTF-8, no control characters. Else a lint says why
/// not.
[[nodiscard]] bool readable(std::string_view text, const std::string& file, Lints& lints, std::size_t most_bytes);

/// Line and column (in characters) of a byte.
[[nodiscard]] Place place_of(std::string_view text, std::size_t offset, const std::string& file);

/// Places of tabs in the indentation, with `blank_lines` also in lines of nothing but blanks: the parser takes some of
/// them for blanks and explains the others badly.
[[nodiscard]] std::vector<Place> indentation_tabs(std::string_view text, const std::string& file, bool blank_lines);

}  // namespace tilsig::config
