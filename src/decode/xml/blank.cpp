// What an erasure leaves of an element.
#include <algorithm>

#include "decode/format_parts.hpp"

namespace tilsig::decode {

std::string blanked_xml(const std::string& record) {
    std::string blanked = record;
    const auto keep_until = [&](std::size_t from) {
        std::size_t at = from;
        while (at < record.size() && std::string_view(" \t\r\n/>").find(record[at]) == std::string_view::npos) ++at;
        return at;
    };
    const std::size_t name_end = keep_until(0);
    blank(blanked, name_end, blanked.size());
    std::size_t last = name_end;
    for (std::size_t at = name_end; at < record.size() && record[at] != '>' && record[at] != '/';) {
        if (std::string_view(" \t\r\n").find(record[at]) != std::string_view::npos) {
            ++at;
            continue;
        }
        const std::size_t value = record.find_first_of("\"'", at);
        if (value == std::string::npos) break;
        const std::size_t end = record.find(record[value], value + 1);
        if (end == std::string::npos) break;
        if (record.compare(at, 5, "xmlns") == 0 &&
            std::string_view(": =\t\r\n").find(record[at + 5]) != std::string_view::npos) {
            blanked.replace(at, end + 1 - at, record, at, end + 1 - at);
            last = end + 1;
        }
        at = end + 1;
    }
    // The shell ends where the record did, but not over a name or a declaration.
    const std::size_t close = std::max(last, blanked.size() - std::min<std::size_t>(2, blanked.size()));
    if (close + 2 <= blanked.size()) blanked.replace(close, 2, "/>");
    return blanked;
}

}  // namespace tilsig::decode
