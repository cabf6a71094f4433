// Inside the room only: what the table of the formats points at, each in the folder of its format.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "decode/formats.hpp"

namespace tilsig::decode {

/// By its header: at least two columns of the contract, and half of those that must be there.
[[nodiscard]] Looks csv_looks(std::string_view head, const catalog::Contract& contract, const catalog::Layout& layout);
/// By the length of its first line.
[[nodiscard]] Looks fixed_looks(std::string_view head, const catalog::Contract& contract,
                                const catalog::Layout& layout);
/// By the names of the archive's first members.
[[nodiscard]] Looks xlsx_looks(std::string_view head, const catalog::Contract& contract, const catalog::Layout& layout);

/// `{   }`, `[   ]`, `"   "`; a bare number stays one.
[[nodiscard]] std::string blanked_json(const std::string& record);
/// `<p:sak xmlns:p="..." nr="1"><a/></p:sak>` becomes `<p:sak xmlns:p="..."   />`: without the declaration the name
/// would mean something else.
[[nodiscard]] std::string blanked_xml(const std::string& record);

/// The first line with anything in it, without a byte order mark.
[[nodiscard]] inline std::string_view first_line(std::string_view head) noexcept {
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    head.remove_prefix(std::min(head.find_first_not_of("\r\n"), head.size()));
    return head.substr(0, head.find_first_of("\r\n"));
}

/// Overwrites all but line ends.
inline void blank(std::string& bytes, std::size_t from, std::size_t to, char with = ' ') {
    const auto at = [&](std::size_t place) { return bytes.begin() + static_cast<std::ptrdiff_t>(place); };
    std::replace_if(
        at(from), at(to), [](char c) { return c != '\n' && c != '\r'; }, with);
}

}  // namespace tilsig::decode
