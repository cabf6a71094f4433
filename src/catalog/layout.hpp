// The layouts of a delivery, one per form and span of years: where its records are and how its cells are written.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace tilsig::catalog {

enum class Encoding { utf8, iso_8859_1, windows_1252 };
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
        strip;                 ///< header name -> prefix to remove ("År: "); a header without it is a finding
    std::string empty_reason;  ///< filtered(reason) for empty cells; empty string: empty cells are records
};

struct JsonLayout {
    std::string records = "";  ///< JSON pointer to the array of records: "/codes"; "" for a top-level array
    std::string continuation;  ///< reserved for paged feeds; must be null or absent for completeness
    std::string count;         ///< JSON pointer to the number of records; empty: the document does not state it
    std::string kind;  ///< JSON pointer to what the document says it is (`kinds` of the contract); empty: nothing
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
};

/// A layout is chosen by the form that the sender's case system writes and by the period's year (`from`..`to`
/// inclusive, 0 = open).
struct Layout {
    std::string name;
    std::string form;  ///< what the sender register calls it; the name of the format where the contract says nothing
    int from_year = 0;
    int to_year = 0;
    FormatKind format = FormatKind::csv;
    Encoding encoding = Encoding::utf8;
    bool allow_bom = true;
    std::string dates;    ///< how it writes dates, whatever their fields say; empty: as they say
    int pivot_year = 50;  ///< of `dates` with two digits of the year
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

    [[nodiscard]] bool covers(int year) const noexcept {
        return (from_year == 0 || from_year <= year) && (to_year == 0 || year <= to_year);
    }
};

}  // namespace tilsig::catalog
