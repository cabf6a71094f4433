#include "decode/json/fault.hpp"

#include "base/text.hpp"
#include "decode/codes.hpp"

namespace tilsig::decode {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Walks through a text by the grammar and stops at the first byte that does not fit.
class Walker {
public:
    explicit Walker(std::string_view text) : m_text(text) {}

    std::optional<JsonFault> walk() {
        const std::size_t invalid = find_invalid_utf8(m_text);
        m_text = m_text.substr(0, invalid);  // a fault before it comes first
        if (value(0)) {
            blanks();
            if (m_at < m_text.size()) fail("text after the end of the JSON value");
        }
        if (m_fault && (invalid == std::string_view::npos || m_fault->at < invalid)) return m_fault;
        if (invalid != std::string_view::npos) return JsonFault{invalid, "bytes that are not UTF-8"};
        return std::nullopt;
    }

private:
    bool fail(std::string message) {
        m_fault = JsonFault{m_at, std::move(message)};
        return false;
    }
    [[nodiscard]] char peek() const noexcept { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void blanks() noexcept {
        while (m_at < m_text.size() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++m_at;
    }
    bool word(std::string_view expected) {
        for (const char c : expected) {
            if (m_at >= m_text.size() || m_text[m_at] != c)
                return fail("not a JSON value; true, false and null are the only words");
            ++m_at;
        }
        return true;
    }

    bool value(std::size_t depth) {
        if (depth > Limits::depth) return fail("nested too deeply");
        blanks();
        if (m_at >= m_text.size()) return fail("the text ends where a value must stand");
        switch (peek()) {
            case '{': return object(depth);
            case '[': return array(depth);
            case '"': return string();
            case 't': return word("true");
            case 'f': return word("false");
            case 'n': return word("null");
            default: return number();
        }
    }

    bool object(std::size_t depth) {
        ++m_at;
        blanks();
        if (peek() == '}') return step();
        for (;;) {
            blanks();
            if (peek() != '"') return fail("a key in quotes must stand here");
            if (!string()) return false;
            blanks();
            if (peek() != ':') return fail("a colon must follow the key");
            ++m_at;
            if (!value(depth + 1)) return false;
            blanks();
            if (peek() == '}') return step();
            if (peek() != ',') return fail("a comma or a closing brace must stand here");
            ++m_at;
        }
    }

    bool array(std::size_t depth) {
        ++m_at;
        blanks();
        if (peek() == ']') return step();
        for (;;) {
            if (!value(depth + 1)) return false;
            blanks();
            if (peek() == ']') return step();
            if (peek() != ',') return fail("a comma or a closing bracket must stand here");
            ++m_at;
        }
    }

    bool step() {
        ++m_at;
        return true;
    }

    bool string() {
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '"') return step();
            if (static_cast<unsigned char>(c) < 0x20)
                return fail("a control character inside a string must be escaped");
            if (c == '\\' && !escape()) return false;
        }
        return fail("a string is not closed");
    }

    /// At a backslash; stays on the last byte of the escape.
    bool escape() {
        const char kind = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
        if (kind != 'u') {
            if (std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos)
                return fail("no such escape in JSON");
            ++m_at;
            return true;
        }
        const int unit = hex(m_at);
        if (unit < 0) return fail("\\u needs four hexadecimal digits");
        if (unit >= 0xDC00 && unit <= 0xDFFF) return fail("an unpaired surrogate");
        if (unit >= 0xD800 && unit <= 0xDBFF) {
            const int low = hex(m_at + 6);
            if (low < 0xDC00 || low > 0xDFFF) return fail("an unpaired surrogate");
            m_at += 6;
        }
        m_at += 5;
        return true;
    }

    [[nodiscard]] int hex(std::size_t at) const noexcept {
        if (at + 6 > m_text.size() || m_text[at] != '\\' || m_text[at + 1] != 'u') return -1;
        int unit = 0;
        for (std::size_t i = at + 2; i < at + 6; ++i) {
            const char c = m_text[i];
            if (!is_hex(c)) return -1;
            unit = unit * 16 + (is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        return unit;
    }

    bool number() {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() &&
               (is_digit(peek()) || std::string_view("+-.eE").find(peek()) != std::string_view::npos))
            ++m_at;
        if (is_json_number(m_text.substr(begin, m_at - begin))) return true;
        m_at = begin;
        return fail("not a JSON value");
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::optional<JsonFault> m_fault;
};

}  // namespace

bool is_json_number(std::string_view token) noexcept {
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t from = at;
        while (at < token.size() && is_digit(token[at])) ++at;
        return at - from;
    };
    if (at < token.size() && token[at] == '-') ++at;
    const std::size_t whole = at;
    const std::size_t count = digits();
    if (count == 0 || (count > 1 && token[whole] == '0')) return false;
    if (at < token.size() && token[at] == '.') {
        ++at;
        if (digits() == 0) return false;
    }
    if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
        ++at;
        if (at < token.size() && (token[at] == '+' || token[at] == '-')) ++at;
        if (digits() == 0) return false;
    }
    return at == token.size();
}

std::optional<JsonFault> find_json_fault(std::string_view text) { return Walker(text).walk(); }

}  // namespace tilsig::decode
