#include "decode/container/utf16.hpp"

#include <algorithm>
#include <cstring>

#include "decode/codes.hpp"
#include "decode/transcode.hpp"

namespace tilsig::decode {

namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t looked_at = 1024;  // of the beginning

bool is_high(unsigned unit) noexcept { return unit >= 0xD800U && unit < 0xDC00U; }
bool is_low(unsigned unit) noexcept { return unit >= 0xDC00U && unit < 0xE000U; }

void append(std::string& text, char32_t c) {
    if (c < 0x80) {
        text += static_cast<char>(c);
        return;
    }
    if (c < 0x800) {
        text += static_cast<char>(0xC0U | c >> 6U);
    } else if (c < 0x10000) {
        text += static_cast<char>(0xE0U | c >> 12U);
        text += static_cast<char>(0x80U | (c >> 6U & 0x3FU));
    } else {
        text += static_cast<char>(0xF0U | c >> 18U);
        text += static_cast<char>(0x80U | (c >> 12U & 0x3FU));
        text += static_cast<char>(0x80U | (c >> 6U & 0x3FU));
    }
    text += static_cast<char>(0x80U | (c & 0x3FU));
}

}  // namespace

Utf16Container::Utf16Container(catalog::Encoding encoding, ByteSource source, std::string shown_name)
    : m_encoding(encoding),
      m_source(std::move(source)),
      m_shown_name(std::move(shown_name)),
      m_little(encoding != catalog::Encoding::utf16be) {}

std::size_t Utf16Container::read(char* buffer, std::size_t size) {
    while (m_given == m_text.size()) {
        if (m_fault) refuse_here(m_fault->code, m_fault->byte, m_fault->message);
        if (!refill()) return 0;
        convert();
    }
    const std::size_t count = std::min(size, m_text.size() - m_given);
    std::memcpy(buffer, m_text.data() + m_given, count);
    m_given += count;
    m_account.unpacked += count;
    return count;
}

bool Utf16Container::refill() {
    if (m_ended) return false;
    const std::size_t held = m_raw.size();  // a byte, or half a pair
    m_raw.resize(held + read_bytes);
    const std::size_t least = m_begun ? 4 : looked_at;
    std::size_t got = 0;
    do {  // a source may give its bytes one by one
        const std::size_t count = m_source(m_raw.data() + held + got, read_bytes - got);
        m_ended = count == 0;
        got += count;
    } while (!m_ended && got < least);
    m_raw.resize(held + got);
    m_account.landed += got;
    if (!m_begun) begin(m_raw);
    return !m_raw.empty();
}

void Utf16Container::begin(std::string_view head) {
    m_begun = true;
    const bool little = head.starts_with("\xFF\xFE");
    const bool marked = little || head.starts_with("\xFE\xFF");
    const std::string agreed = std::string("the contract says ") + encoding_name(m_encoding);
    if (head.empty()) return;  // whoever reads the format says what that means
    if (!marked && head.substr(0, looked_at).find('\0') == std::string_view::npos)
        refuse_here(code::encoding, 0, "the delivery is no UTF-16, " + agreed);
    if (marked) {
        if (m_encoding != catalog::Encoding::utf16 && little != m_little) {
            refuse_here(code::encoding, 0,
                        std::string("the delivery begins with the mark of ") + (little ? "UTF-16LE" : "UTF-16BE") +
                            ", " + agreed + "; declare `encoding: utf-16`");
        }
        m_little = little;
        m_account.before = 2;
        m_raw.erase(0, 2);
    } else if (m_encoding == catalog::Encoding::utf16) {
        refuse_here(code::encoding, 0,
                    "the delivery has no byte-order mark, and its bytes may be read in two ways; declare `encoding: "
                    "utf-16le` (as most programs write it) or `encoding: utf-16be`");
    }
}

unsigned Utf16Container::unit_at(std::size_t at) const noexcept {
    const auto first = static_cast<unsigned char>(m_raw[at]);
    const auto second = static_cast<unsigned char>(m_raw[at + 1]);
    return m_little ? first | static_cast<unsigned>(second) << 8U : second | static_cast<unsigned>(first) << 8U;
}

void Utf16Container::convert() {
    m_text.clear();
    m_given = 0;
    const std::uint64_t base = m_account.landed - m_raw.size();
    std::size_t at = 0;
    while (at + 2 <= m_raw.size()) {
        const unsigned unit = unit_at(at);
        if (!is_high(unit) && !is_low(unit)) {
            append(m_text, unit);
            at += 2;
            continue;
        }
        if (is_high(unit) && at + 4 > m_raw.size() && !m_ended) break;  // the other half comes with the next piece
        const unsigned low = at + 4 <= m_raw.size() ? unit_at(at + 2) : 0;
        if (!is_high(unit) || !is_low(low)) {
            m_fault = {code::encoding, base + at, "half a character (an unpaired surrogate); this is no UTF-16 text"};
            break;
        }
        append(m_text, 0x10000U + ((unit - 0xD800U) << 10U) + (low - 0xDC00U));
        at += 4;
    }
    m_raw.erase(0, at);
    m_account.packed += at;
    if (m_ended && !m_raw.empty() && !m_fault)
        m_fault = {code::cut, base + at, "the delivery ends within a character: it is cut"};
}

void Utf16Container::refuse_here(model::RuleCode code, std::uint64_t byte, const std::string& message) const {
    model::RecordPlace place;
    place.offset = byte;
    place.length = 2;
    refuse({}, refusal(code, place, "byte " + std::to_string(byte) + ": " + message), m_shown_name);
}

void Utf16Writer::put(char32_t unit) {
    const char low = static_cast<char>(unit & 0xFFU);
    const char high = static_cast<char>(unit >> 8U & 0xFFU);
    m_out += m_like.is_little_endian() ? low : high;
    m_out += m_like.is_little_endian() ? high : low;
}

void Utf16Writer::write(std::string_view utf8) {
    m_out.clear();
    if (!m_begun && m_like.account().before > 0) put(0xFEFF);
    m_begun = true;
    m_held += utf8;
    std::size_t at = 0;
    while (at < m_held.size()) {
        const auto lead = static_cast<unsigned char>(m_held[at]);
        const std::size_t length = lead < 0x80U ? 1 : lead < 0xE0U ? 2 : lead < 0xF0U ? 3 : 4;
        if (at + length > m_held.size()) break;
        char32_t character = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t i = 1; i < length; ++i)
            character = character << 6U | (static_cast<unsigned char>(m_held[at + i]) & 0x3FU);
        if (character >= 0x10000) {
            put(0xD800U + ((character - 0x10000U) >> 10U));
            put(0xDC00U + ((character - 0x10000U) & 0x3FFU));
        } else {
            put(character);
        }
        at += length;
    }
    m_held.erase(0, at);
    m_sink(m_out);
}

}  // namespace tilsig::decode
