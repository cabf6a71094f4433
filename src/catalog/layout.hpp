// The layouts of a delivery, one per form and span of years: where its records are and how its cells are written.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace tilsig::catalog {

/// UTF-16 is turned into UTF-8 before it is read; `utf16`: its byte order mark says the order.
enum class Encoding { utf8, iso_8859_1, windows_1252, utf16, utf16le, utf16be };
[[nodiscard]] constexpr bool is_utf16(Encoding encoding) noexcept { return encoding >= Encoding::utf16; }
enum class FormatKind { csv, json, jsonstat, xml, fixed, xlsx };
/// What is around the bytes of the format.
enum class Compression { none, gzip, zip };

struct CsvLayout {
    char delimiter = ';';
    char quote = '"';                  ///< '\0' when the dialect has no quotes
    int preface_lines = 0;             ///< title lines before the header, counted as preface
    int header_rows = 1;               ///< 0: columns are named by position in `columns`
    std::vector<std::string> columns;  ///< names when header_rows is 0
    int trailing_empty = 0;            ///< extra empty cells tolerated at the end of each line (and of the header)
    std::string trailer_prefix;        ///< a last line that starts with this is the trailer; empty: none
    std::optional<int> trailer_count_column;  ///< 1-based cell of the trailer that holds the record count
    std::map<int, std::string> trailer_sums;  ///< 1-based cell of the trailer -> column of which it holds the sum
    std::vector<std::string> ends_before;  ///< the first line that begins with one of these ends the table: a footnote
    bool unended_last_line =
        false;  ///< true: this sender never ends the last line; otherwise that is a sign of a cut delivery
};

/// Turns a wide table into one record per cell (promise 1 then counts cells).
struct Unpivot {
    std::vector<std::string> keys;  ///< names for the leading columns repeated on every record
    std::vector<std::string>
        key_headers;  ///< texts those columns must have in the first header row; empty: not compared
    std::vector<std::string>
        headers;                  ///< one name per header row; each cell record gets the header texts of its column
    std::string value = "value";  ///< name of the cell's own column
    std::map<std::string, std::string>
        strip;  ///< header name -> prefix to remove ("År: "); a header without it is a finding
    std::vector<std::string> fill_down;  ///< keys of which an empty cell means the one above, as merged cells do
    std::string empty_reason;            ///< filtered(reason) for empty cells; empty string: empty cells are records
};

struct JsonLayout {
    std::string records = "";  ///< JSON pointer to the array of records: "/codes"; "" for a top-level array
    std::string continuation;  ///< reserved for paged feeds; must be null or absent for completeness
    std::string count;         ///< JSON pointer to the number of records; empty: the document does not state it
    std::string kind;  ///< JSON pointer to what the document says it is (`kinds` of the contract); empty: nothing
    std::string day;   ///< JSON pointer to the day that the document says it is of; empty: it does not say
};

/// One step of a path: an element, or (as the last one) an attribute.
struct XmlStep {
    std::string uri;  ///< its namespace; empty: none
    std::string local;
    bool attribute = false;
};

struct XmlLayout {
    std::vector<XmlStep> records;  ///< elements from the root to the one that repeats
    std::vector<XmlStep> count;    ///< element or attribute outside the records that states their number; empty: none
    std::vector<XmlStep> kind;     ///< the same for what the document says it is (`kinds` of the contract)
    std::vector<XmlStep> day;      ///< the same for the day that it says it is of
    std::string default_uri;       ///< the namespace of element names without prefix in paths
    std::map<std::string, std::string> namespaces;  ///< prefix in paths -> namespace
    std::map<std::string, std::string> join;        ///< column -> what is put between the values of a repeated element
    std::string schema;                             ///< name of the XSD beside the contract; empty: none
    std::string schema_text;                        ///< its content
};

/// Records of one length, fields by their position. Blanks around a value are no part of it.
struct FixedLayout {
    struct Column {
        std::string name;
        int from = 1;    ///< 1-based position of the first character
        int length = 1;  ///< characters, which are bytes: only single-byte encodings and ASCII have positions
        Place place;
    };
    int record_length = 0;
    std::vector<Column> columns;  ///< by position; together with the fillers they cover the record without gap
    std::string year_column;  ///< holds the layout's year, yy or yyyy; a record of another year is of another layout
    bool unended_last_line = false;
};

/// One table of a sheet: a range of columns under a header of its own, as far down as `last_row`, as the next table
/// that is declared below it, or as the sheet.
struct XlsxTable {
    std::string sheet;              ///< its name; empty: sheet_index says which
    std::uint32_t sheet_index = 0;  ///< 1-based, in the order of the tabs, hidden ones counted
    std::uint32_t first_column = 1;
    std::uint32_t last_column = 0;  ///< inclusive; 0: the last one of the header row
    std::uint64_t header_row = 1;
    std::uint64_t last_row = 0;                ///< inclusive; 0: see above
    std::map<std::string, std::string> names;  ///< header text -> column name of the fields, where they differ
    std::vector<std::string> unnamed;          ///< column names of the header's empty cells, from the left
    Place place;
};

struct XlsxLayout {
    std::vector<XlsxTable> tables;
    std::vector<std::string> ends_before;  ///< a row of which the first cell begins with one of these ends its table
};

/// When a layout is written: from the first day of `from` to the last day of `to`, each a year, a month or a day as the
/// contract writes it; empty: open.
struct LayoutTime {
    std::string from, to;
    std::int64_t begin = std::numeric_limits<std::int64_t>::min();  ///< first day, as days since 1970
    std::int64_t end = std::numeric_limits<std::int64_t>::max();    ///< the day behind the last

    /// From the first to the last of whole years; 0: open.
    [[nodiscard]] static LayoutTime of_years(int first, int last) {
        LayoutTime time;
        if (first != 0) time.from = std::to_string(first), time.begin = first_of(first);
        if (last != 0) time.to = std::to_string(last), time.end = first_of(last + 1);
        return time;
    }
    [[nodiscard]] bool covers(std::int64_t day) const noexcept { return begin <= day && day < end; }
    [[nodiscard]] bool overlaps_year(int year) const noexcept {
        return overlaps({{}, {}, first_of(year), first_of(year + 1)});
    }
    [[nodiscard]] bool is_open() const noexcept { return from.empty() && to.empty(); }
    [[nodiscard]] bool overlaps(const LayoutTime& other) const noexcept {
        return begin < other.end && other.begin < end;
    }

private:
    static constexpr std::int64_t first_of(int year) noexcept {
        return std::chrono::sys_days{std::chrono::year{year} / 1 / 1}.time_since_epoch().count();
    }
};

/// A layout is chosen by the form that the sender's case system writes and by the first day of the unit's period.
struct Layout {
    std::string name;
    std::string form;  ///< what the sender register calls it; the name of the format where the contract says nothing
    LayoutTime time;
    FormatKind format = FormatKind::csv;
    Encoding encoding = Encoding::utf8;
    bool allow_bom = true;
    std::map<std::string, std::string> names;  ///< header of this layout -> column of the fields, where they differ
    std::string dates;                         ///< how it writes dates, whatever their fields say; empty: as they say
    int pivot_year = 50;                       ///< of `dates` with two digits of the year
    CsvLayout csv;
    std::optional<Unpivot> unpivot;
    JsonLayout json;
    XmlLayout xml;
    Compression compression = Compression::none;
    std::string member;                 ///< zip: pattern of the data member's name, `*` and `?`
    bool ignore_other_members = false;  ///< zip: otherwise a member beside the data member refuses the delivery
    FixedLayout fixed;
    XlsxLayout xlsx;
    Place place;

    /// Places of records then count the bytes that came out of the conversion, not those that landed.
    [[nodiscard]] bool is_converted() const noexcept { return compression != Compression::none || is_utf16(encoding); }
};

}  // namespace tilsig::catalog
