// What a format is, said once: how it is called, what a layout of it may say, how its block of a contract is read.
// Whoever wants to know what a format can do asks here and compares no kinds. What is made of its bytes stands in the
// tables of the rooms above (formats.cpp of decode, propose and answers); CONTRIBUTING.md says how a format is added.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract_reference.hpp"
#include "catalog/layout.hpp"

namespace tilsig::config {
class FieldReader;
class Lints;
}  // namespace tilsig::config

namespace tilsig::catalog {

struct Contract;

/// Encodings that a layout may name.
enum class EncodingChoice : std::uint8_t {
    utf8,         ///< none: the format itself says that it is UTF-8
    single_byte,  ///< single-byte encodings besides
    all           ///< and UTF-16
};

/// What tells people where a record stands.
enum class ToldBy : std::uint8_t {
    line,             ///< a record is a line
    line_and_number,  ///< several records may share a line
    number,           ///< lines say nothing: a document may be one of them
    cell              ///< sheet and cell
};

struct Format {
    FormatKind kind = FormatKind::csv;
    std::string_view word;    ///< in contracts: `format: csv`; its block is called so too
    std::string_view shown;   ///< in messages, behind "ask the sender for": "CSV", "a workbook (.xlsx)"
    std::string_view ending;  ///< of its files: ".csv"

    EncodingChoice encodings = EncodingChoice::utf8;
    ToldBy told_by = ToldBy::line;
    bool is_text = true;          ///< otherwise its bytes say nothing by themselves: packed, read from the end
    bool is_table = false;        ///< rows under a header; may be unpivoted
    bool is_cube = false;         ///< each cell is a record, always
    bool names_values = false;    ///< a record names its values itself, so that one may lack what others have
    bool has_numbers = false;     ///< knows numbers, with a decimal point
    bool is_shown_typed = false;  ///< a program decides how people see a value: no form of dates, no mark of decimals

    /// Whether the names of columns stand in the delivery, so that `names` has a meaning; null: never.
    bool (*has_headers)(const Layout& layout) = nullptr;
    /// The columns that the layout itself names; null: none.
    std::vector<std::string> (*named_columns)(const Layout& layout) = nullptr;

    /// The key, in backquotes, that says where a delivery states its number of records; empty: it cannot.
    std::string_view count_key{};
    bool (*states_count)(const Layout& layout) = nullptr;
    /// Whether the layout says where a delivery tells its kind (`kinds` of the contract); null: it cannot.
    bool (*states_kind)(const Layout& layout) = nullptr;

    /// Reads its blocks out of a layout of which the common keys are read, but for finish(); null: it has none.
    void (*read)(config::FieldReader& layout_reader, Layout& layout, config::Lints& lints) = nullptr;
    /// The fields are there: looks at them and the layout together; null: there is nothing to look at.
    void (*check)(const Contract& contract, const Layout& layout, config::Lints& lints) = nullptr;
    /// The keys of its blocks in words, its own block first; null: it has none.
    std::span<const BlockReference> (*blocks)() = nullptr;
    bool needs_block = false;  ///< a layout without its block says nothing
};

/// How many there are: one behind the last of FormatKind.
inline constexpr std::size_t format_count = static_cast<std::size_t>(FormatKind::xlsx) + 1;

/// One entry per format, whatever a room says of it.
template <typename Entry>
using FormatTable = std::array<Entry, format_count>;

/// For a static_assert beside each table: every format has its entry, in the order of FormatKind.
template <typename Entry>
[[nodiscard]] consteval bool is_complete(const FormatTable<Entry>& table) {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (static_cast<std::size_t>(table[i].kind) != i) return false;
    return true;
}

/// The entry of a format in a complete table.
template <typename Entry>
[[nodiscard]] const Entry& entry_of(const FormatTable<Entry>& table, FormatKind kind) {
    return table.at(static_cast<std::size_t>(kind));
}

/// All of them, in the order of FormatKind.
[[nodiscard]] const FormatTable<Format>& formats() noexcept;
[[nodiscard]] const Format& format_of(FormatKind kind);
[[nodiscard]] inline const Format& format_of(const Layout& layout) { return format_of(layout.format); }

/// The words of the formats for which `holds`: "csv, json or xlsx".
[[nodiscard]] std::string format_words(bool (*holds)(const Format& format), std::string_view before_last);

/// The names of columns stand in deliveries of the layout.
[[nodiscard]] inline bool has_headers(const Layout& layout) {
    const Format& format = format_of(layout);
    return format.has_headers != nullptr && format.has_headers(layout);
}

/// A header stands above each value: a table that is not unpivoted.
[[nodiscard]] inline bool is_flat_table(const Layout& layout) { return format_of(layout).is_table && !layout.unpivot; }

}  // namespace tilsig::catalog
