// Finds the records of a JSON document without parsing them: brackets, strings and the path to the array.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "decode/byte_window.hpp"
#include "decode/line_point.hpp"
#include "model/account.hpp"

namespace tilsig::decode {

/// Splits a document into the elements of the array at a JSON pointer and the rest (the envelope), in a stream. It is
/// no parser: simdjson checks every element and then the envelope. What it checks itself is what decides the borders:
/// bracket pairs, depth, the commas between elements, bytes that JSON has nowhere outside strings, and that the root is
/// closed.
class JsonScan {
public:
    struct Element {
        std::string_view bytes;  ///< valid until the next call; followed by ByteWindow::padding readable bytes
        std::uint64_t offset = 0;
        LinePoint point;  ///< where it begins
    };

    /// `pointer` is a JSON pointer, "" for a top-level array. `empty_is_normal`: a document without a byte is an
    /// answer.
    JsonScan(ByteSource source, const std::string& pointer, bool empty_is_normal, std::string shown_name);

    /// The next element; false when the document has ended. Throws DeliveryRefused when it is cut, too deep, too large,
    /// or certainly no JSON.
    bool next(Element& element);

    /// Everything outside the array's elements, as landed, complete after next() returned false: with the elements gone
    /// it is a small JSON document of its own.
    [[nodiscard]] const std::string& envelope() const noexcept { return m_envelope; }
    /// preface: byte-order mark; header: up to the opening bracket of the array; blank: white space and commas between
    /// the elements; trailer: the rest.
    [[nodiscard]] const model::ByteAccount& account() const noexcept { return m_account; }
    [[nodiscard]] std::uint64_t delivery_bytes() const noexcept { return m_window.total(); }
    /// True when there was no byte at all and that is normal.
    [[nodiscard]] bool empty() const noexcept { return m_empty; }

    /// Refuses the delivery for a fault `at` bytes into an element, or into the envelope.
    [[noreturn]] void refuse_in(const Element& element, std::size_t at, model::RuleCode code,
                                const std::string& message) const;
    [[noreturn]] void refuse_in_envelope(std::size_t at, model::RuleCode code, const std::string& message) const;
    /// Place of a byte of an element; number is left 0.
    [[nodiscard]] static model::RecordPlace place_in(const Element& element, std::size_t at);

private:
    enum class Phase { fresh, before, inside, after, done };
    struct Level {
        bool object = false;
        bool on_path = false;        ///< the way from the root to here is a prefix of the pointer
        bool key_next = false;       ///< object: the next string is a key
        bool child_on_path = false;  ///< the value that stands here now is on the path
        std::uint64_t index = 0;     ///< array: of the current value
    };

    void begin();
    /// Reads the envelope up to the array (true) or to the end of the document (false).
    bool read_envelope();
    bool open_level(char bracket);
    void close_level(char bracket);
    void scalar_in_envelope(std::size_t length);
    void note_key(std::string_view token);
    [[nodiscard]] bool child_matches() const;
    bool find_element();
    [[nodiscard]] std::size_t element_end();
    [[nodiscard]] std::size_t container_end();
    [[nodiscard]] std::size_t string_end(std::size_t at);
    [[nodiscard]] std::size_t scalar_end(std::size_t at);
    [[nodiscard]] bool more(std::size_t at);
    void need(std::size_t at);
    void keep(std::size_t count);
    void drop(std::size_t count, std::uint64_t model::ByteAccount::*type);
    void check_nul(std::size_t count) const;
    [[noreturn]] void refuse_at(std::size_t at, model::RuleCode code, const std::string& message) const;
    [[noreturn]] void refuse_byte(std::size_t at) const;

    ByteWindow m_window;
    std::vector<std::string> m_path;
    std::string m_pointer;
    bool m_empty_is_normal;
    std::string m_shown_name;
    LinePoint m_point;  ///< of the front of the window
    Phase m_phase = Phase::fresh;
    std::vector<Level> m_levels;
    std::string m_envelope;
    std::size_t m_head_size = 0;      ///< bytes of the envelope that stand before the elements
    std::uint64_t m_tail_offset = 0;  ///< where in the delivery the rest of it begins
    LinePoint m_tail_point;
    model::ByteAccount m_account;
    bool m_first_element = true;
    bool m_found = false;
    bool m_root_seen = false;
    bool m_empty = false;
    std::size_t m_pending = 0;  ///< bytes of the element handed out last; consumed by the next call
};

}  // namespace tilsig::decode
