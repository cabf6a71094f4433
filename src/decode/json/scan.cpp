#include "decode/json/scan.hpp"

#include <algorithm>
#include <array>
#include <bitset>

#include "base/text.hpp"
#include "decode/codes.hpp"

namespace tilsig::decode {

namespace {

enum Class : unsigned char { illegal = 0, blank, scalar, opening, closing, mark, quotation };

/// What a byte is outside strings.
constexpr std::array<unsigned char, 256> classes = [] {
    std::array<unsigned char, 256> table{};
    for (const char c : std::string_view(" \t\r\n")) table[static_cast<unsigned char>(c)] = blank;
    for (const char c : std::string_view("0123456789+-.eEtrufalsn")) table[static_cast<unsigned char>(c)] = scalar;
    for (const char c : std::string_view("[{")) table[static_cast<unsigned char>(c)] = opening;
    for (const char c : std::string_view("]}")) table[static_cast<unsigned char>(c)] = closing;
    for (const char c : std::string_view(",:")) table[static_cast<unsigned char>(c)] = mark;
    table[static_cast<unsigned char>('"')] = quotation;
    return table;
}();

unsigned char class_of(char c) noexcept { return classes[static_cast<unsigned char>(c)]; }

constexpr std::size_t message_bytes = 1024;

/// Whether an object looks like the error message that a service sends instead of data.
bool is_message(std::string_view json) noexcept {
    for (const std::string_view key :
         {"\"error\"", "\"errors\"", "\"error_description\"", "\"message\"", "\"fault\"", "\"detail\""}) {
        if (json.find(key) != std::string_view::npos) return true;
    }
    return false;
}

std::string unescape_pointer(std::string_view token) {
    std::string out;
    for (std::size_t at = 0; at < token.size(); ++at) {
        if (token[at] == '~' && at + 1 < token.size()) {
            out += token[at + 1] == '1' ? '/' : '~';
            ++at;
        } else {
            out += token[at];
        }
    }
    return out;
}

}  // namespace

JsonScan::JsonScan(ByteSource source, const std::string& pointer, bool empty_is_normal, std::string shown_name)
    : m_window(std::move(source)),
      m_pointer(pointer),
      m_empty_is_normal(empty_is_normal),
      m_shown_name(std::move(shown_name)) {
    if (pointer.empty()) return;
    for (const auto token : split(std::string_view(pointer).substr(1), '/')) m_path.push_back(unescape_pointer(token));
}

bool JsonScan::more(std::size_t at) {
    while (at >= m_window.bytes().size()) {
        if (m_window.bytes().size() >= Limits::line_bytes) {
            refuse_at(
                0, code::limit,
                "the record that begins here is longer than " + std::to_string(Limits::line_bytes >> 20U) + " MiB");
        }
        if (!m_window.grow()) return false;
    }
    return true;
}

void JsonScan::need(std::size_t at) {
    if (!more(at))
        refuse_at(m_window.bytes().size(), code::cut,
                  "the document ends here before it is closed: the delivery is cut");
}

void JsonScan::check_nul(std::size_t count) const {
    const auto& nul = m_window.first_nul();
    if (!nul || *nul >= m_window.offset() + count) return;
    refuse_at(static_cast<std::size_t>(*nul - m_window.offset()), code::nul,
              "a NUL byte; the file is damaged or it is UTF-16");
}

void JsonScan::keep(std::size_t count) {
    if (m_envelope.size() + count > Limits::envelope_bytes) {
        refuse_at(0, code::limit,
                  "more than 1 MiB stands outside the records array '" + m_pointer + "'; is the pointer right?");
    }
    m_envelope += m_window.bytes().substr(0, count);
    drop(count, m_found ? &model::ByteAccount::trailer : &model::ByteAccount::header);
}

void JsonScan::drop(std::size_t count, std::uint64_t model::ByteAccount::*type) {
    check_nul(count);
    m_account.*type += count;
    m_point.advance(m_window.bytes().substr(0, count));
    m_window.consume(count);
}

void JsonScan::begin() {
    m_phase = Phase::before;
    if (!more(0)) {
        m_empty = m_empty_is_normal;
        m_phase = Phase::done;
        if (!m_empty) refuse_at(0, code::empty, "the delivery is empty (0 bytes)");
        return;
    }
    const std::string_view head = m_window.bytes();
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
        refuse_at(0, code::encoding, "the delivery is UTF-16; JSON is exchanged as UTF-8");
    }
    if (head.starts_with("\xEF\xBB\xBF")) {
        m_account.preface += 3;
        m_window.consume(3);
    }
}

bool JsonScan::next(Element& element) {
    if (m_phase == Phase::fresh) begin();
    if (m_phase == Phase::done) return false;
    if (m_pending > 0) {
        m_point.advance(m_window.bytes().substr(0, m_pending));
        m_window.consume(m_pending);
        m_pending = 0;
    }
    if (m_phase == Phase::before && read_envelope()) m_phase = Phase::inside;
    if (m_phase == Phase::inside) {
        if (find_element()) {
            const std::size_t length = element_end();
            check_nul(length);
            element.bytes = m_window.bytes().substr(0, length);
            element.offset = m_window.offset();
            element.point = m_point;
            m_pending = length;
            return true;
        }
        m_phase = Phase::after;
        m_head_size = m_envelope.size();
        m_tail_offset = m_window.offset();
        m_tail_point = m_point;
        (void)read_envelope();
    }
    m_phase = Phase::done;
    return false;
}

bool JsonScan::read_envelope() {
    for (;;) {
        const bool closed = m_root_seen && m_levels.empty();
        if (!more(0)) {
            if (!m_root_seen) refuse_at(0, code::empty, "the delivery holds nothing but whitespace");
            if (!closed) refuse_at(0, code::cut, "the document ends here before it is closed: the delivery is cut");
            if (!m_found && is_message(m_envelope))
                refuse_at(0, code::answer,
                          "the document has no array '" + m_pointer +
                              "' but the error message of a service; look at what the source answers");
            if (!m_found) refuse_at(0, code::format, "the document has no array '" + m_pointer + "'");
            return false;
        }
        const char c = m_window.bytes().front();
        const unsigned char type = class_of(c);
        if (type == illegal) refuse_byte(0);
        if (closed && type != blank) refuse_at(0, code::format, "text after the end of the document");
        switch (type) {
            case opening:
                if (open_level(c)) return true;
                break;
            case closing: close_level(c); break;
            case quotation: scalar_in_envelope(string_end(1)); break;
            case scalar: scalar_in_envelope(scalar_end(0)); break;
            case mark:
                if (!m_levels.empty()) {
                    auto& level = m_levels.back();
                    level.key_next = level.object && c == ',';
                    if (!level.object && c == ',') ++level.index;
                }
                keep(1);
                break;
            default: keep(1);
        }
    }
}

bool JsonScan::child_matches() const {
    if (m_levels.empty()) return true;
    const Level& level = m_levels.back();
    if (!level.on_path || m_levels.size() > m_path.size()) return false;
    return level.object ? level.child_on_path : m_path[m_levels.size() - 1] == std::to_string(level.index);
}

bool JsonScan::open_level(char bracket) {
    const bool on_path = child_matches();
    const bool is_target = on_path && m_levels.size() == m_path.size();
    if (is_target && m_found) refuse_at(0, code::format, "the array '" + m_pointer + "' stands twice in the document");
    if (is_target && bracket != '[' && is_message(m_window.bytes().substr(0, message_bytes)))
        refuse_at(0, code::answer,
                  "the document is no array of records but the error message of a service; look at what the source "
                  "answers");
    if (is_target && bracket != '[')
        refuse_at(0, code::format, "'" + m_pointer + "' is an object here; the contract says an array of records");
    if (m_levels.size() >= Limits::depth)
        refuse_at(0, code::limit, "nested deeper than " + std::to_string(Limits::depth) + " levels");
    Level level;
    level.object = bracket == '{';
    level.key_next = level.object;
    level.on_path = on_path;
    m_levels.push_back(level);
    m_root_seen = true;
    keep(1);
    m_found = m_found || is_target;
    return is_target;
}

void JsonScan::close_level(char bracket) {
    if (m_levels.empty() || m_levels.back().object != (bracket == '}')) refuse_byte(0);
    m_levels.pop_back();
    keep(1);
}

void JsonScan::scalar_in_envelope(std::size_t length) {
    const bool key = !m_levels.empty() && m_levels.back().key_next;
    if (key) {
        note_key(m_window.bytes().substr(0, length));
    } else if (child_matches() && m_levels.size() == m_path.size()) {
        refuse_at(0, code::format, "'" + m_pointer + "' is no array here; the contract says an array of records");
    }
    m_root_seen = true;
    keep(length);
}

void JsonScan::note_key(std::string_view token) {
    auto& level = m_levels.back();
    level.key_next = false;
    // A key written with escapes never names the array: nobody writes "\u0063odes", and missing it is refused, not
    // guessed.
    level.child_on_path =
        m_levels.size() <= m_path.size() && token.substr(1, token.size() - 2) == m_path[m_levels.size() - 1];
}

bool JsonScan::find_element() {
    bool comma = false;
    for (;;) {
        need(0);
        const char c = m_window.bytes().front();
        if (class_of(c) == blank) {
            drop(1, &model::ByteAccount::blank);
        } else if (c == ',' && !m_first_element && !comma) {
            comma = true;
            drop(1, &model::ByteAccount::blank);
        } else if (c == ']' && !comma) {
            return false;
        } else {
            if (class_of(c) == illegal) refuse_byte(0);
            if (c == ',' || c == ']') refuse_at(0, code::format, "a record must stand here");
            if (!m_first_element && !comma)
                refuse_at(0, code::format, "a comma or the end of the array must stand here");
            m_first_element = false;
            return true;
        }
    }
}

std::size_t JsonScan::element_end() {
    const char c = m_window.bytes().front();
    if (class_of(c) == opening) return container_end();
    if (c == '"') return string_end(1);
    const std::size_t end = scalar_end(0);
    if (end == 0) refuse_byte(0);
    return end;
}

std::size_t JsonScan::container_end() {
    std::bitset<Limits::depth + 1> objects;
    std::size_t depth = 0;
    const std::size_t most = Limits::depth - m_levels.size();
    for (std::size_t at = 0;;) {
        need(at);
        const std::string_view bytes = m_window.bytes();
        // The scan stays inside this loop while there are bytes; need() is for the edge of the window.
        for (; at < bytes.size(); ++at) {
            const char c = bytes[at];
            const unsigned char type = class_of(c);
            if (type == quotation) break;
            if (type == opening) {
                if (depth >= most)
                    refuse_at(at, code::limit, "nested deeper than " + std::to_string(Limits::depth) + " levels");
                objects[depth++] = c == '{';
            } else if (type == closing) {
                if (objects[depth - 1] != (c == '}')) refuse_byte(at);
                if (--depth == 0) return at + 1;
            } else if (type == illegal) {
                refuse_byte(at);
            }
        }
        if (at < bytes.size()) at = string_end(at + 1);
    }
}

std::size_t JsonScan::string_end(std::size_t at) {
    for (;;) {
        need(at);
        const std::string_view bytes = m_window.bytes();
        while (at < bytes.size()) {
            if (bytes[at] == '"') return at + 1;
            at += bytes[at] == '\\' ? 2 : 1;
        }
    }
}

std::size_t JsonScan::scalar_end(std::size_t at) {
    while (more(at) && class_of(m_window.bytes()[at]) == scalar) ++at;
    return at;
}

model::RecordPlace JsonScan::place_in(const Element& element, std::size_t at) {
    LinePoint point = element.point;
    point.advance(element.bytes.substr(0, at));
    model::RecordPlace place;
    place.line = point.line();
    place.column = static_cast<std::uint32_t>(point.column());
    place.offset = element.offset + at;
    place.length = 1;
    return place;
}

void JsonScan::refuse_in(const Element& element, std::size_t at, model::RuleCode code,
                         const std::string& message) const {
    refuse({}, refusal(code, place_in(element, at), message), m_shown_name);
}

void JsonScan::refuse_in_envelope(std::size_t at, model::RuleCode code, const std::string& message) const {
    const bool tail = at >= m_head_size && m_head_size > 0;
    Element part;
    part.bytes = tail ? std::string_view(m_envelope).substr(m_head_size) : std::string_view(m_envelope);
    part.offset = tail ? m_tail_offset : m_account.preface;
    if (tail) part.point = m_tail_point;
    refuse_in(part, tail ? at - m_head_size : at, code, message);
}

void JsonScan::refuse_at(std::size_t at, model::RuleCode code, const std::string& message) const {
    Element front;
    front.bytes = m_window.bytes();
    front.offset = m_window.offset();
    front.point = m_point;
    refuse_in(front, at, code, message);
}

void JsonScan::refuse_byte(std::size_t at) const {
    static constexpr char digits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(m_window.bytes()[at]);
    if (byte == 0) refuse_at(at, code::nul, "a NUL byte; the file is damaged or it is UTF-16");
    std::string name{'0', 'x', digits[byte >> 4U], digits[byte & 0x0FU]};
    if (m_window.bytes().substr(at, 2) == "\xC2\xA0") name += " (a no-break space)";
    refuse_at(at, code::format, "byte " + name + " must not stand here: this is not JSON");
}

}  // namespace tilsig::decode
