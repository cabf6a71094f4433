// Line and column of a point that moves through a text.
#pragma once

#include <cstdint>
#include <string_view>

namespace tilsig::decode {

/// LF, CRLF and CR each end a line; columns count bytes from 1.
class LinePoint {
public:
    LinePoint() = default;
    LinePoint(std::uint64_t line, std::uint64_t column) : m_line(line), m_column(column) {}

    void advance(std::string_view bytes) noexcept;
    [[nodiscard]] std::uint64_t line() const noexcept { return m_line; }
    [[nodiscard]] std::uint64_t column() const noexcept { return m_column; }

private:
    std::uint64_t m_line = 1;
    std::uint64_t m_column = 1;
    bool m_after_return = false;  ///< the last byte was a CR: an LF now belongs to the same line end
};

}  // namespace tilsig::decode
