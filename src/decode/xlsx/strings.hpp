// The shared strings of a workbook: read once, kept out of memory, found by number.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "decode/spool.hpp"
#include "decode/xlsx/book.hpp"

namespace tilsig::decode {

/// Memory does not grow with the number of strings: texts and their positions lie in two spools.
class XlsxStrings {
public:
    /// Reads the part of `book`; phonetic help is left out, runs of rich text are joined. A string above the limit of a
    /// cell is refused.
    XlsxStrings(XlsxBook& book, const std::filesystem::path& folder, const std::string& shown_name);

    [[nodiscard]] std::uint64_t size() const noexcept { return m_count; }
    /// Appends string `number` (from 0, below size()) to `text`.
    void append(std::uint64_t number, std::string& text);

private:
    Spool m_texts;
    Spool m_ends;  ///< 8 bytes each
    std::uint64_t m_count = 0;
};

}  // namespace tilsig::decode
