// Whether a file has records of the layout's length.
#include <algorithm>

#include "decode/format_parts.hpp"

namespace tilsig::decode {

Looks fixed_looks(std::string_view head, const catalog::Contract&, const catalog::Layout& layout) {
    const std::string_view line = first_line(head);
    auto length = static_cast<int>(line.size());
    if (layout.encoding == catalog::Encoding::utf8)
        length = static_cast<int>(std::count_if(
            line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
    return length == layout.fixed.record_length ? Looks::like_it : Looks::otherwise;
}

}  // namespace tilsig::decode
