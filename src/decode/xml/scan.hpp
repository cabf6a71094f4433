// Finds the elements at the depth of the records, byte for byte, before libxml2 sees anything; refuses what it must not
// see.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/layout.hpp"
#include "decode/byte_window.hpp"
#include "decode/line_point.hpp"
#include "decode/xml/markup.hpp"
#include "model/account.hpp"

namespace tilsig::decode {

/// Splits a document into pieces that libxml2 may be fed with, and says where in the delivery the elements of one depth
/// stand: libxml2 knows places in transcoded bytes only. Checked here: byte-order mark, XML declaration against the
/// contract, document types, length of tags and texts, depth, one root, NUL, the end. Names are left to libxml2; in a
/// well-formed document the elements here and the ones it reports at that depth are the same, in the same order.
class XmlScan {
public:
    /// An element at the depth of the records.
    struct Element {
        std::uint64_t offset = 0;
        std::uint64_t line = 0;
        std::uint32_t length = 0;
        std::uint64_t blank_before = 0;  ///< bytes of white space since the last such element (or the root's start tag)
        std::uint64_t markup_before = 0;  ///< all other bytes since then
    };
    /// A stretch of the document that cuts no tag and no element of that depth. Views are valid until the next call.
    struct Piece {
        std::string_view bytes;
        std::uint64_t offset = 0;
        LinePoint point;              ///< where it begins
        std::uint64_t root_line = 0;  ///< of the root element, wherever that is
        std::vector<Element> elements;
    };

    /// `depth` 1 is the root. `empty_is_normal`: a document without anything but white space is an answer.
    XmlScan(ByteSource source, std::size_t depth, const catalog::Layout& layout, bool empty_is_normal,
            std::string shown_name);

    /// The next piece; false when the document has ended with its root closed, or empty() holds. Throws
    /// DeliveryRefused.
    bool next(Piece& piece);

    /// preface: byte-order mark, declaration, everything before the root; header: the root's start tag. What lies
    /// around the elements is told by them; what comes after the last one by rest().
    [[nodiscard]] const model::ByteAccount& account() const noexcept { return m_account; }
    [[nodiscard]] std::uint64_t rest() const noexcept { return m_blank + m_markup; }
    [[nodiscard]] std::uint64_t delivery_bytes() const noexcept { return m_window.total(); }
    [[nodiscard]] bool empty() const noexcept { return m_empty; }

    /// Refuses the delivery for a fault `at` bytes into a piece.
    [[noreturn]] void refuse_in(const Piece& piece, std::size_t at, model::RuleCode code,
                                const std::string& message) const;

private:
    void begin();
    void check_declaration(std::string_view markup);
    /// The markup at m_scanned; false when the delivery ends before it.
    bool find_markup(XmlMarkup& markup);
    void check_size(const XmlMarkup* markup, std::string_view rest) const;
    void check_tag(std::string_view rest) const;
    void check_references(std::string_view text) const;
    [[noreturn]] void refuse_text(std::string_view text) const;
    void take(const XmlMarkup& markup, Piece& piece);
    void open_element(std::size_t length);
    void close_element(Piece& piece, std::size_t end);
    void count(XmlMarkup::Kind kind, std::string_view bytes);
    [[nodiscard]] bool inside_element() const noexcept { return m_depth >= m_record_depth; }
    void end_of_bytes();
    [[noreturn]] void refuse_at(std::size_t at, model::RuleCode code, const std::string& message) const;

    ByteWindow m_window;
    std::size_t m_record_depth;
    const catalog::Layout& m_layout;
    bool m_empty_is_normal;
    std::string m_shown_name;
    LinePoint m_point;          ///< of the front of the window
    LinePoint m_line_point;     ///< of the element that began last
    std::size_t m_line_at = 0;  ///< where in the window that is
    std::size_t m_scanned = 0;  ///< bytes of the window that belong to the piece
    std::size_t m_depth = 0;
    Element m_element;  ///< the one that is open
    std::size_t m_element_at = 0;
    std::uint64_t m_blank = 0;
    std::uint64_t m_markup = 0;
    model::ByteAccount m_account;
    std::uint64_t m_root_line = 0;
    bool m_begun = false;
    bool m_root_seen = false;
    bool m_empty = false;
    bool m_ended = false;
};

}  // namespace tilsig::decode
