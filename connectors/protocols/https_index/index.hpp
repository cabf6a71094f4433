// The index of a site, read strictly: every item has a safe name, a length and a SHA-256, or the index is refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilsig::https_index {

struct Item {
    std::string name;
    std::uint64_t length = 0;
    std::string sha256;      ///< 64 lower-case hexadecimal digits
    std::string media_type;  ///< empty: as the options say
    std::string charset;     ///< empty: as the options say
};

/// Throws spi::Failure(bad_source) naming the item's number (from 1) and what is wrong; names are shown only when
/// harmless.
[[nodiscard]] std::vector<Item> read_index(std::string_view json);

/// Whether an item has the wanted name, in which one `*` stands for any text.
[[nodiscard]] bool is_named(std::string_view name, std::string_view pattern);

/// Whether a name may become part of an address below the site: one path segment, no control bytes, not `.` or `..`.
[[nodiscard]] bool is_safe_name(std::string_view name);

}  // namespace tilsig::https_index
