#include "decode/csv/lines.hpp"

#include <algorithm>
#include <cstring>

#include "decode/codes.hpp"

namespace tilsig::decode {

namespace {

constexpr char end_mark = '\x1A';

std::size_t find_byte(std::string_view bytes, char byte) noexcept {
    if (bytes.empty()) return 0;
    const void* found = std::memchr(bytes.data(), static_cast<unsigned char>(byte), bytes.size());
    return found == nullptr ? bytes.size() : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
}

}  // namespace

std::uint64_t count_line_ends(std::string_view bytes) noexcept {
    auto count = static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    for (std::size_t at = find_byte(bytes, '\r'); at < bytes.size(); ++at) {
        if (bytes[at] == '\r' && (at + 1 == bytes.size() || bytes[at + 1] != '\n')) ++count;
    }
    return count;
}

std::size_t CsvLines::find_end(std::string_view bytes) noexcept {
    // The next LF is remembered: a file of CR lines would otherwise be searched to the end of the window for every
    // line.
    const std::uint64_t base = m_window.offset();
    if (m_feed < base || m_feed >= m_searched) {
        const std::uint64_t from = std::max(base, m_searched);
        m_feed = from + find_byte(bytes.substr(static_cast<std::size_t>(from - base)), '\n');
        m_searched = std::min<std::uint64_t>(m_feed + 1, base + bytes.size());
    }
    return find_byte(bytes.substr(0, static_cast<std::size_t>(m_feed - base)), '\r');
}

CsvLines::Scan CsvLines::scan_quoted(std::string_view bytes) const noexcept {
    Scan scan;
    bool cell_start = true;
    std::size_t at = 0;
    while (at < bytes.size()) {
        const char c = bytes[at];
        if (c == m_quote && cell_start && scan.fault == QuoteFault::none) {
            // Inside quotes: to the closing one; a doubled one is text.
            for (++at;; at += 2) {
                at += find_byte(bytes.substr(at), m_quote);
                if (at >= bytes.size()) {
                    scan.in_quotes = true;
                    scan.end = bytes.size();
                    return scan;
                }
                if (at + 1 >= bytes.size() || bytes[at + 1] != m_quote) break;
            }
            ++at;
            cell_start = false;
            if (at < bytes.size() && bytes[at] != m_delimiter && bytes[at] != '\r' && bytes[at] != '\n') {
                scan.fault = QuoteFault::after;
            }
            continue;
        }
        if (c == '\r' || c == '\n') {
            scan.complete = true;
            scan.end = at;
            return scan;
        }
        cell_start = c == m_delimiter;
        if (cell_start) {
            ++scan.cells;
            scan.cell_begin = at + 1;
        } else if (c == m_quote && scan.fault == QuoteFault::none) {
            scan.fault = QuoteFault::stray;
        }
        ++at;
    }
    scan.end = bytes.size();
    return scan;
}

bool CsvLines::look_further() {
    if (m_end_marks > 0) return false;
    if (m_window.grow()) return true;
    const std::string_view bytes = m_window.bytes();
    m_end_marks = bytes.size() - (bytes.find_last_not_of(end_mark) + 1);
    m_feed = m_searched = m_window.offset();  // what is known of line ends may reach into the marks
    return m_end_marks > 0;
}

bool CsvLines::next(RawLine& line, bool quotes) {
    for (;;) {
        const std::string_view bytes = text();
        if (bytes.empty()) {
            if (look_further()) continue;
            return false;
        }
        std::size_t end = find_end(bytes);
        line.fault = QuoteFault::none;
        line.has_quotes = quotes && m_quote != '\0' && find_byte(bytes.substr(0, end), m_quote) < end;
        bool in_quotes = false;
        if (line.has_quotes) {
            const Scan scan = scan_quoted(bytes);
            end = scan.end;
            line.fault = scan.fault;
            in_quotes = scan.in_quotes;
        }
        // A CR at the edge may be half of a CRLF, and a line without an end may go on.
        const bool open = end == bytes.size() || (bytes[end] == '\r' && end + 1 == bytes.size());
        if (open) {
            if (bytes.size() >= Limits::line_bytes) refuse_length(bytes, quotes);
            if (look_further()) continue;
            if (in_quotes) line.fault = QuoteFault::unclosed;
        }
        take(line, text(), end);
        return true;
    }
}

void CsvLines::take(RawLine& line, std::string_view bytes, std::size_t end) {
    line.end_length = 0;
    if (end < bytes.size())
        line.end_length = bytes[end] == '\r' && end + 1 < bytes.size() && bytes[end + 1] == '\n' ? 2 : 1;
    line.bytes = bytes.substr(0, end);
    line.offset = m_window.offset();
    line.line = m_line;
    const std::size_t length = end + line.end_length;
    if (m_window.first_nul() && *m_window.first_nul() < line.offset + length) refuse_nul(bytes);
    if (end > Limits::line_bytes) refuse_length(bytes.substr(0, length), true);
    if (line.has_quotes) m_line += count_line_ends(line.bytes);
    if (line.end_length > 0) ++m_line;
    m_window.consume(length);
}

bool CsvLines::rest_is_blank() {
    std::size_t seen = 0;
    for (;;) {
        const std::string_view bytes = m_window.bytes();
        if (bytes.find_first_not_of(" \t\r\n\x1A", seen) != std::string_view::npos) return false;
        // More blank space than a line may be long: whatever follows, this is no document that ends here.
        if (bytes.size() > Limits::line_bytes) return false;
        seen = bytes.size();
        if (!m_window.grow()) return true;
    }
}

std::string_view CsvLines::peek() {
    if (m_window.bytes().empty())
        (void)m_window.grow();  // nothing more to read is an empty view, which the caller sees
    return m_window.bytes();
}

void CsvLines::refuse_length(std::string_view bytes, bool quotes) const {
    model::RecordPlace place;
    place.line = m_line;
    place.offset = m_window.offset();
    place.length = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size(), Limits::line_bytes));
    const std::string mib = std::to_string(Limits::line_bytes / (1024 * 1024)) + " MiB";
    std::string message = "the line is longer than " + mib;
    if (quotes && m_quote != '\0') {
        const Scan scan = scan_quoted(bytes);
        place.column = static_cast<std::uint32_t>(std::min<std::size_t>(scan.cells, 0xFFFFFFFFU));
        message = "the record is longer than " + mib + "; its cell " + std::to_string(scan.cells) + " begins at byte " +
                  std::to_string(place.offset + scan.cell_begin);
        if (scan.in_quotes) message += " with a quote that is not closed";
    }
    refuse({}, refusal(code::limit, place, message + "; ask the sender for a correct file"), m_shown_name);
}

void CsvLines::refuse_nul(std::string_view bytes) const {
    const auto at = static_cast<std::size_t>(*m_window.first_nul() - m_window.offset());
    model::RecordPlace place;
    place.line = m_line + count_line_ends(bytes.substr(0, at));
    place.column = static_cast<std::uint32_t>(
        1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), m_delimiter));
    place.offset = *m_window.first_nul();
    place.length = 1;
    refuse({},
           refusal(code::nul, place,
                   "a NUL byte at byte " + std::to_string(place.offset) +
                       "; the file is damaged, or it is UTF-16 or a spreadsheet and no text: ask the sender for CSV"),
           m_shown_name);
}

}  // namespace tilsig::decode
