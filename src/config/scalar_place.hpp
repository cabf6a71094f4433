// Where in the file a byte of a scalar stands: quotes, escapes, folds and indentation are no longer in its value.
#pragma once

#include <cstddef>
#include <string_view>

namespace tilsig::config {

/// The byte of `source` that became byte `offset` of `value`, a scalar that begins at `start` (plain, quoted, `|` or
/// `>`). Exact for everything but blanks; a blank gives what follows it, the end of the value the byte after its last.
[[nodiscard]] std::size_t source_of_byte(std::string_view source, std::size_t start, std::string_view value,
                                         std::size_t offset) noexcept;

}  // namespace tilsig::config
