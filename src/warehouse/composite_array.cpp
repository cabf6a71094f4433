#include "warehouse/composite_array.hpp"

#include <array>
#include <charconv>
#include <cstdint>

namespace tilsig::warehouse {

namespace {

/// 1: the field must be quoted in the record; 2: and the byte escaped. Blanks need no quotes inside a record, but a
/// reader of the server's log can tell where they belong.
constexpr std::array<unsigned char, 256> special = [] {
    std::array<unsigned char, 256> table{};
    for (const char c : {',', '(', ')', ' ', '\t', '\n', '\r', '\v', '\f'}) table[static_cast<unsigned char>(c)] = 1;
    table[static_cast<unsigned char>('"')] = 2;
    table[static_cast<unsigned char>('\\')] = 2;
    return table;
}();

}  // namespace

void CompositeArray::begin_row() {
    m_text.resize(m_size);  // drops the closing brace of an earlier text()
    m_text += m_size == 0 ? "{\"(" : ",\"(";
    m_first_field = true;
}

void CompositeArray::field(std::string_view text) {
    if (!m_first_field) m_text += ',';
    m_first_field = false;
    if (text.data() == nullptr) return;
    unsigned char worst = text.empty() ? 1 : 0;
    for (const char c : text) worst |= special[static_cast<unsigned char>(c)];
    if (worst == 0) {
        m_text.append(text);
        return;
    }
    m_text += "\\\"";
    if ((worst & 2U) == 0) {
        m_text.append(text);
    } else {
        for (const char c : text) {
            // The record doubles the byte, the array escapes both.
            if (c == '"') {
                m_text += "\\\"\\\"";
            } else if (c == '\\') {
                m_text += "\\\\\\\\";
            } else {
                m_text += c;
            }
        }
    }
    m_text += "\\\"";
}

void CompositeArray::field(std::int64_t number) {
    char buffer[24];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
    field(std::string_view(buffer, static_cast<std::size_t>(end - buffer)));
}

void CompositeArray::end_row() {
    m_text += ")\"";
    m_size = m_text.size();
}

std::string_view CompositeArray::text() {
    m_text.resize(m_size);
    m_text += m_size == 0 ? "{}" : "}";
    return m_text;
}

std::string CompositeArray::slice(std::size_t from, std::size_t to) const {
    // Every row begins with the brace or comma that goes before it.
    return "{" + m_text.substr(from + 1, to - from - 1) + "}";
}

void CompositeArray::clear() noexcept {
    m_text.clear();
    m_size = 0;
}

}  // namespace tilsig::warehouse
