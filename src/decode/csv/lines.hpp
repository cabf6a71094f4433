// Bytes -> logical CSV lines: finds the line ends that are not inside quotes, counts physical lines, keeps the limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "decode/byte_window.hpp"
#include "model/batch.hpp"

namespace tilsig::decode {

/// Where RFC 4180 was left. The line then ends at the first line end after the fault, so that one bad line stays one.
enum class QuoteFault : std::uint8_t {
    none,
    stray,    ///< a quote inside a cell that did not begin with one
    after,    ///< text between a closing quote and the next delimiter
    unclosed  ///< the delivery ended inside quotes
};

struct RawLine {
    std::string_view bytes;  ///< without the line end; valid until the next call
    std::uint64_t offset = 0;
    std::uint64_t line = 0;        ///< 1-based physical line where it starts
    std::uint32_t end_length = 0;  ///< bytes of its line end: 0 at the end of the delivery, 1, 2
    bool has_quotes = false;
    QuoteFault fault = QuoteFault::none;
};

class CsvLines {
public:
    CsvLines(ByteSource source, char delimiter, char quote, std::string shown_name)
        : m_window(std::move(source)), m_delimiter(delimiter), m_quote(quote), m_shown_name(std::move(shown_name)) {}

    /// The next line, or false at the end. LF, CRLF and CR end a line, also mixed. `quotes` false reads physical lines
    /// (preface). End marks at the very end of the delivery are no line and part of none. Throws DeliveryRefused for a
    /// NUL and for a line that is longer than the limit.
    bool next(RawLine& line, bool quotes);
    /// Bytes 0x1A behind the last line, with which DOS and host transfers end a text; known when that line is.
    [[nodiscard]] std::size_t end_marks() const noexcept { return m_end_marks; }
    /// The line may go on behind the end of the delivery: neither a line end nor an end mark is there.
    [[nodiscard]] bool is_open(const RawLine& line) const noexcept { return line.end_length == 0 && m_end_marks == 0; }
    /// Looks ahead: only blank lines follow.
    [[nodiscard]] bool rest_is_blank();
    /// The first bytes of the delivery, for the byte-order mark; call before next().
    [[nodiscard]] std::string_view peek();
    /// Drops a byte-order mark.
    void skip(std::size_t bytes) { m_window.consume(bytes); }
    [[nodiscard]] std::uint64_t delivery_bytes() const noexcept { return m_window.total(); }
    [[nodiscard]] std::uint64_t offset() const noexcept { return m_window.offset(); }

private:
    struct Scan {
        bool complete = false;  ///< the line end was found (or the delivery ended)
        std::size_t end = 0;
        QuoteFault fault = QuoteFault::none;
        std::size_t cell_begin = 0;  ///< of the last cell looked at, for the limit message
        std::size_t cells = 1;
        bool in_quotes = false;
    };
    [[nodiscard]] std::string_view text() const noexcept {
        const std::string_view bytes = m_window.bytes();
        return bytes.substr(0, bytes.size() - m_end_marks);
    }
    /// More bytes, or the news that those at the end are end marks; false when there is neither.
    bool look_further();
    [[nodiscard]] Scan scan_quoted(std::string_view bytes) const noexcept;
    /// The end of a line that holds no quote, or bytes.size() when it is not there yet.
    [[nodiscard]] std::size_t find_end(std::string_view bytes) noexcept;
    void take(RawLine& line, std::string_view bytes, std::size_t end);
    [[noreturn]] void refuse_length(std::string_view bytes, bool quotes) const;
    [[noreturn]] void refuse_nul(std::string_view bytes) const;

    ByteWindow m_window;
    char m_delimiter;
    char m_quote;
    std::string m_shown_name;
    std::uint64_t m_line = 1;
    std::size_t m_end_marks = 0;
    std::uint64_t m_feed = 0;      ///< offset of the LF found last, or of the end of what was searched
    std::uint64_t m_searched = 0;  ///< up to here every LF before m_feed is known
};

/// Where the line stands, without its line end.
[[nodiscard]] inline model::RecordPlace place_of(const RawLine& line) noexcept {
    model::RecordPlace place;
    place.line = line.line;
    place.offset = line.offset;
    place.length = static_cast<std::uint32_t>(line.bytes.size());
    return place;
}

/// Line ends in a stretch of bytes: LF, CRLF and CR each once.
[[nodiscard]] std::uint64_t count_line_ends(std::string_view bytes) noexcept;

}  // namespace tilsig::decode
