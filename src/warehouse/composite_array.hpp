// Rows as one PostgreSQL text parameter: an array of composites that the server reads with the types of the staging
// table.
#pragma once

#include <string>
#include <string_view>

namespace tilsig::warehouse {

/// Builds `{"(1,Ola,\\"\\")","(2,,x)"}`. Two quotings lie inside each other: the record's and, around it, the array's,
/// so that a quote is sent as \\\" and a backslash as \\\\\\\\. An empty field is NULL; an empty text is quoted.
class CompositeArray {
public:
    void begin_row();
    /// A null view (data() == nullptr) is NULL.
    void field(std::string_view text);
    void field(std::int64_t number);
    void end_row();
    /// The whole parameter. Rows may be added afterwards.
    [[nodiscard]] std::string_view text();
    /// The parameter that holds only the bytes [from, to) of complete rows, as offsets given by position().
    [[nodiscard]] std::string slice(std::size_t from, std::size_t to) const;
    /// Where the next row will begin.
    [[nodiscard]] std::size_t position() const noexcept { return m_size; }
    void clear() noexcept;

private:
    std::string m_text;  // without the closing brace, which text() puts behind it
    std::size_t m_size = 0;
    bool m_first_field = true;
};

}  // namespace tilsig::warehouse
