// The finding codes of this room, its limits, and the three kinds of findings it makes.
#pragma once

#include <cstddef>
#include <string>

#include "model/finding.hpp"
#include "model/reason.hpp"

namespace tilsig::decode {

// One line here, one entry in mappings/system; a test holds them together. Numbers from 010 on: the ones below belong
// to the rules that contracts declare.
namespace code {
inline constexpr model::RuleCode empty = "SYS-E010";            ///< no bytes, or no header
inline constexpr model::RuleCode nul = "SYS-E011";              ///< a NUL byte
inline constexpr model::RuleCode encoding = "SYS-E012";         ///< bytes that the declared encoding does not have
inline constexpr model::RuleCode byte_order_mark = "SYS-E013";  ///< byte-order mark where none may be
inline constexpr model::RuleCode limit = "SYS-E014";            ///< cell, line, column, depth or document limit
inline constexpr model::RuleCode cut = "SYS-E015";              ///< the delivery ends in mid-record
inline constexpr model::RuleCode trailer = "SYS-E016";          ///< trailer absent, or its count is another
inline constexpr model::RuleCode format = "SYS-E017";        ///< not the declared format (JSON syntax, no such array)
inline constexpr model::RuleCode continuation = "SYS-E018";  ///< the document says that there is more
inline constexpr model::RuleCode archive = "SYS-E019";       ///< not a zip archive, damaged, or its parts contradict
inline constexpr model::RuleCode encrypted = "SYS-E020";     ///< archive or workbook behind a password
inline constexpr model::RuleCode member = "SYS-E021";        ///< a member's name or method; a part that is not there
inline constexpr model::RuleCode workbook = "SYS-E022";      ///< a workbook where another format was agreed
inline constexpr model::RuleCode web_page = "SYS-E023";      ///< HTML instead of data
inline constexpr model::RuleCode answer = "SYS-E024";        ///< JSON where none was agreed, or an error message
inline constexpr model::RuleCode other_file = "SYS-E025";    ///< an archive, a PDF, XML where none was agreed
inline constexpr model::RuleCode other_delimiter = "SYS-E026";
inline constexpr model::RuleCode joined_files = "SYS-E027";    ///< a line begins with U+FEFF: two files in one
inline constexpr model::RuleCode other_workbook = "SYS-E028";  ///< a workbook, but no plain .xlsx
inline constexpr model::RuleCode unended_line = "SYS-E029";    ///< the last line has no line end: it may be cut
inline constexpr model::RuleCode document_type = "SYS-E030";   ///< XML: <!DOCTYPE, or another <! where none may be
inline constexpr model::RuleCode kind = "SYS-E031";            ///< the document does not say whether it is whole
inline constexpr model::RuleCode end_mark = "SYS-E032";        ///< 0x1A behind the last line: noted
inline constexpr model::RuleCode day = "SYS-E033";             ///< it does not say which day it is of, or says another
inline constexpr model::RuleCode after_end = "SYS-E034";       ///< what looks like a record behind the end of the table
inline constexpr model::RuleCode missing_column = "SYS-S010";
inline constexpr model::RuleCode renamed_column = "SYS-S011";    ///< missing, with a similar name among the extra ones
inline constexpr model::RuleCode duplicate_column = "SYS-S012";  ///< also: the same key twice in a JSON object
inline constexpr model::RuleCode extra_column = "SYS-S013";      ///< noted only
inline constexpr model::RuleCode ragged = "SYS-S014";            ///< too many or too few cells
inline constexpr model::RuleCode quoting = "SYS-S015";           ///< a quote where RFC 4180 has none
inline constexpr model::RuleCode header_text = "SYS-S016";    ///< header cell of an unpivot column is not as declared
inline constexpr model::RuleCode nested = "SYS-S017";         ///< object or array where the contract has a value
inline constexpr model::RuleCode not_an_object = "SYS-S018";  ///< an element of the records array that is no object
inline constexpr model::RuleCode dimensions =
    "SYS-S019";  ///< JSON-stat: id, size, dimension and value do not fit together
inline constexpr model::RuleCode repeated_header = "SYS-S020";  ///< a record that is the header once more
inline constexpr model::RuleCode element_path =
    "SYS-S030";  ///< XML: root, container or record under another name or namespace
inline constexpr model::RuleCode schema = "SYS-S031";        ///< XML: the declared schema is violated
inline constexpr model::RuleCode wrong_layout = "SYS-S036";  ///< the layout of another year or of another form
inline constexpr model::RuleCode record_length = "SYS-S037";
inline constexpr model::RuleCode missing_sheet = "SYS-S040";
inline constexpr model::RuleCode extra_sheet = "SYS-S041";      ///< noted only; also a hidden sheet
inline constexpr model::RuleCode error_cell = "SYS-S042";       ///< #N/A and its like
inline constexpr model::RuleCode formula = "SYS-S043";          ///< noted; without a stored value: unreadable
inline constexpr model::RuleCode number_for_text = "SYS-S044";  ///< a number where the contract has text: noted
inline constexpr model::RuleCode date_cell = "SYS-S045";        ///< a stored date that is none
inline constexpr model::RuleCode outside = "SYS-S046";          ///< cells beside or below the declared tables: noted
inline constexpr model::RuleCode merged = "SYS-S047";           ///< merged cells in a table: noted
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

/// Of what lies behind the declared end of a table and has a value in every column.
[[nodiscard]] std::string behind_end_message(const std::string& where);
/// Ends the delivery.
[[nodiscard]] model::Finding refusal(model::RuleCode code, model::RecordPlace place, std::string message);
/// Keeps one record out; `blocks` when it also puts the whole delivery in doubt.
[[nodiscard]] model::Finding unreadable_record(model::RuleCode code, model::RecordPlace place, std::string message,
                                               bool blocks = false);
/// Worth knowing, nothing happens.
[[nodiscard]] model::Finding note(model::RuleCode code, model::RecordPlace place, std::string message);

/// About bytes 0x1A behind the last line.
[[nodiscard]] model::Finding end_mark_note(std::uint64_t offset, std::size_t count);

/// Throws DeliveryRefused with this one finding, after `known`.
[[noreturn]] void refuse(std::vector<model::Finding> known, model::Finding finding, const std::string& shown_name);

}  // namespace tilsig::decode
