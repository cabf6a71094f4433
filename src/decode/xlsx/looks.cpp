// Whether a file is a workbook.
#include "decode/format_parts.hpp"

namespace tilsig::decode {

Looks xlsx_looks(std::string_view head, const catalog::Contract&, const catalog::Layout&) {
    if (!head.starts_with("PK\x03\x04")) return Looks::otherwise;
    const bool sheets =
        head.find("[Content_Types].xml") != std::string_view::npos || head.find("xl/") != std::string_view::npos;
    return sheets ? Looks::like_it : Looks::unknown;
}

}  // namespace tilsig::decode
