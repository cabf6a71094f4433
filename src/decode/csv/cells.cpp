#include "decode/csv/cells.hpp"

#include <cstring>

namespace tilsig::decode {

void split_cells(std::string_view line, char delimiter, char quote, std::size_t max_cells,
                 std::vector<CellSpan>& cells) {
    cells.clear();
    const char* const base = line.data();
    std::size_t at = 0;
    for (;;) {
        CellSpan cell;
        cell.begin = static_cast<std::uint32_t>(at);
        if (quote != '\0' && at < line.size() && line[at] == quote) {
            cell.quoted = true;
            for (++at;; at += 2) {
                at = line.find(quote, at);
                if (at + 1 >= line.size() || line[at + 1] != quote) break;
                cell.doubled = true;
            }
            ++at;
        } else if (at < line.size()) {
            const void* found = std::memchr(base + at, static_cast<unsigned char>(delimiter), line.size() - at);
            at = found == nullptr ? line.size() : static_cast<std::size_t>(static_cast<const char*>(found) - base);
        }
        cell.length = static_cast<std::uint32_t>(at) - cell.begin;
        cells.push_back(cell);
        if (at >= line.size() || cells.size() > max_cells) return;
        ++at;
    }
}

std::string_view cell_text(char* line, const CellSpan& cell, char quote) noexcept {
    if (!cell.quoted) return cell.length == 0 ? std::string_view{} : std::string_view{line + cell.begin, cell.length};
    char* const begin = line + cell.begin + 1;
    std::size_t length = cell.length - 2;
    if (cell.doubled) {
        const char* in = begin;
        const char* const end = begin + length;
        char* out = begin;
        while (in < end) {
            *out++ = *in;
            in += *in == quote ? 2 : 1;
        }
        length = static_cast<std::size_t>(out - begin);
    }
    return length == 0 ? std::string_view{} : std::string_view{begin, length};
}

}  // namespace tilsig::decode
