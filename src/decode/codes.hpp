// The finding codes of this room, its limits, and the three kinds of findings it makes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model/finding.hpp"
#include "model/reason.hpp"

namespace tilsig::decode {

// Numbers from 010 on: the ones below belong to the rules that contracts declare.
namespace code {
inline constexpr std::string_view empty = "SYS-E010";            ///< no bytes, or no header
inline constexpr std::string_view nul = "SYS-E011";              ///< a NUL byte
inline constexpr std::string_view encoding = "SYS-E012";         ///< bytes that the declared encoding does not have
inline constexpr std::string_view byte_order_mark = "SYS-E013";  ///< byte-order mark where none may be
inline constexpr std::string_view limit = "SYS-E014";            ///< cell, line, column, depth or document limit
inline constexpr std::string_view cut = "SYS-E015";              ///< the delivery ends in mid-record
inline constexpr std::string_view trailer = "SYS-E016";          ///< trailer absent, or its count is another
inline constexpr std::string_view format = "SYS-E017";         ///< not the declared format (JSON syntax, no such array)
inline constexpr std::string_view continuation = "SYS-E018";   ///< the document says that there is more
inline constexpr std::string_view archive = "SYS-E019";        ///< not a zip archive, damaged, or its parts contradict
inline constexpr std::string_view encrypted = "SYS-E020";      ///< archive or workbook behind a password
inline constexpr std::string_view member = "SYS-E021";         ///< a member's name or method; a part that is not there
inline constexpr std::string_view unended_line = "SYS-E029";   ///< the last line has no line end: it may be cut
inline constexpr std::string_view document_type = "SYS-E030";  ///< XML: <!DOCTYPE, or another <! where none may be
inline constexpr std::string_view missing_column = "SYS-S010";
inline constexpr std::string_view renamed_column = "SYS-S011";    ///< missing, with a similar name among the extra ones
inline constexpr std::string_view duplicate_column = "SYS-S012";  ///< also: the same key twice in a JSON object
inline constexpr std::string_view extra_column = "SYS-S013";      ///< noted only
inline constexpr std::string_view ragged = "SYS-S014";            ///< too many or too few cells
inline constexpr std::string_view quoting = "SYS-S015";           ///< a quote where RFC 4180 has none
inline constexpr std::string_view header_text = "SYS-S016";    ///< header cell of an unpivot column is not as declared
inline constexpr std::string_view nested = "SYS-S017";         ///< object or array where the contract has a value
inline constexpr std::string_view not_an_object = "SYS-S018";  ///< an element of the records array that is no object
inline constexpr std::string_view dimensions =
    "SYS-S019";  ///< JSON-stat: id, size, dimension and value do not fit together
inline constexpr std::string_view element_path =
    "SYS-S030";  ///< XML: root, container or record under another name or namespace
inline constexpr std::string_view schema = "SYS-S031";        ///< XML: the declared schema is violated
inline constexpr std::string_view wrong_layout = "SYS-S036";  ///< fixed width: records of another year's layout
inline constexpr std::string_view record_length = "SYS-S037";
inline constexpr std::string_view missing_sheet = "SYS-S040";
inline constexpr std::string_view extra_sheet = "SYS-S041";      ///< noted only; also a hidden sheet
inline constexpr std::string_view error_cell = "SYS-S042";       ///< #N/A and its like
inline constexpr std::string_view formula = "SYS-S043";          ///< noted; without a stored value: unreadable
inline constexpr std::string_view number_for_text = "SYS-S044";  ///< a number where the contract has text: noted
inline constexpr std::string_view date_cell = "SYS-S045";        ///< a stored date that is none
inline constexpr std::string_view outside = "SYS-S046";          ///< cells beside or below the declared tables: noted
inline constexpr std::string_view merged = "SYS-S047";           ///< merged cells in a table: noted
}  // namespace code

/// What one delivery may cost. A cell of 1 MiB is far above any honest one; a line of 8 MiB holds 4096 columns of 2
/// KiB; both keep a decoder below some 30 MiB whatever arrives.
struct Limits {
    static constexpr std::size_t cell_bytes = 1024 * 1024;
    static constexpr std::size_t line_bytes = 8 * 1024 * 1024;  ///< also of one JSON record
    static constexpr std::size_t columns = 4096;                ///< also distinct keys of a JSON delivery
    static constexpr std::size_t depth = 64;
    static constexpr std::size_t envelope_bytes = 1024 * 1024;       ///< JSON outside the records array
    static constexpr std::size_t document_bytes = 64 * 1024 * 1024;  ///< JSON-stat, which has to be read as a whole
    static constexpr std::size_t tag_bytes =
        64 * 1024;  ///< XML: one start tag; libxml2 takes quadratic time over its attributes
    static constexpr std::size_t markup_bytes =
        1024 * 1024;  ///< XML: one text, comment, instruction outside the records
    static constexpr std::size_t findings_per_batch = 8192;  ///< next() returns after so many unreadable records
};

/// Ends the delivery.
[[nodiscard]] model::Finding refusal(std::string_view code, model::RecordPlace place, std::string message);
/// Keeps one record out; `blocks` when it also puts the whole delivery in doubt.
[[nodiscard]] model::Finding unreadable_record(std::string_view code, model::RecordPlace place, std::string message,
                                               bool blocks = false);
/// Worth knowing, nothing happens.
[[nodiscard]] model::Finding note(std::string_view code, model::RecordPlace place, std::string message);

/// Throws DeliveryRefused with this one finding, after `known`.
[[noreturn]] void refuse(std::vector<model::Finding> known, model::Finding finding, const std::string& shown_name);

}  // namespace tilsig::decode
