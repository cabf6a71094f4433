// The header block of one answer as our own reader sees it: status, fields, and what they say about the body's length.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tilsig::transport {

/// Fed line by line from libcurl; keeps the block of the final answer (interim 1xx blocks and trailers are counted but
/// dropped). libcurl's own reading of Content-Length is not used: it takes the last of two different ones and cuts a
/// longer body in silence.
class HeaderBlock {
public:
    explicit HeaderBlock(std::uint64_t max_bytes) : m_max_bytes(max_bytes) {}

    enum class Line { go_on, block_ended, too_large };
    Line feed(std::string_view line);

    /// The final answer's blank line has been seen.
    [[nodiscard]] bool complete() const noexcept { return m_complete; }
    [[nodiscard]] int status() const noexcept { return m_status; }
    [[nodiscard]] const std::map<std::string, std::string>& fields() const noexcept { return m_fields; }
    /// Value of a field by lower-case name; empty when absent.
    [[nodiscard]] std::string_view field(const std::string& name) const;
    /// `type/subtype` in lower case, without parameters; empty when absent.
    [[nodiscard]] std::string media_type() const;

    [[nodiscard]] bool chunked() const noexcept { return m_chunked; }
    [[nodiscard]] std::optional<std::uint64_t> stated_length() const noexcept { return m_length; }
    /// Why the block cannot be believed ("two different Content-Length"); empty when it can.
    [[nodiscard]] const std::string& contradiction() const noexcept { return m_contradiction; }

private:
    void start(std::string_view status_line);
    void add(std::string_view line);
    void judge();
    void read_length(std::string_view value);

    std::uint64_t m_max_bytes;
    std::uint64_t m_bytes = 0;
    bool m_complete = false;
    int m_status = 0;
    std::map<std::string, std::string> m_fields;
    bool m_chunked = false;
    std::optional<std::uint64_t> m_length;
    std::string m_contradiction;
};

}  // namespace tilsig::transport
