// What a feed promises: layouts, fields, keys, completeness, owner of faults. Read from
// mappings/<source>/<feed>.contract.yaml.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/finding.hpp"
#include "model/value.hpp"
#include "rules/rule_book.hpp"

namespace tilsig::catalog {

enum class FeedState { draft, shadow, active };
/// snapshot: the delivery is the whole truth of its unit, a key that is missing is closed. delta: only additions and
/// changes.
enum class DeliveryKind { snapshot, delta };
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

/// A layout is chosen by the period's year (`from`..`to` inclusive, 0 = open).
struct Layout {
    std::string name;
    int from_year = 0;
    int to_year = 0;
    FormatKind format = FormatKind::csv;
    Encoding encoding = Encoding::utf8;
    bool allow_bom = true;
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
};

/// A field of the contract record. `column` is its name in the source (header text, JSON key, JSON-stat dimension, path
/// from the XML record).
struct Field {
    std::string name;
    std::string column;
    std::map<std::string, std::string> title;  ///< nb, nn, en: what people call it; empty: not declared
    model::Type type = model::Type::text;
    model::ValueFormat format;
    bool required = false;                       ///< null is a finding (SYS-F001)
    std::map<std::string, std::string> missing;  ///< marker -> reason ("." -> not_applicable): the value becomes null
                                                 ///< and the reason is offered to the mapping as field `<name>_missing`
    std::string split;  ///< of a cell like "0101 Halden": `code` takes the part before the first blank, `name` the
                        ///< rest; "" for none
    std::string privacy = "public";  ///< public | internal | restricted | personal
    int max_length = 4000;
    bool optional_column = false;  ///< the source may leave the column out altogether
    Place place;

    /// The title in nb, nn or en; nynorsk falls back to bokmål. Empty when none is declared.
    [[nodiscard]] std::string title_in(std::string_view language) const;
};

/// A rule of a contract: what the rule book says of it, and one check of the fixed set. Rules of kind field, record and
/// reference run on every record, aggregate and envelope rules once per delivery. What `values` holds depends on the
/// predicate; mappings/README.md shows how each is written:
///   required, not_identifier: nothing          pattern: the RE2 pattern (whole value)   one_of: the values
///   range: least and greatest, "" for open     max_length: characters                   expression: its text
///   volume: share that may be lost, 0..1       identifier: the kind of number (as_of)   code, expected_set: nothing
///   (code_list, as_of)
struct Rule : rules::Entry {
    int version = 1;
    bool shadow = false;    ///< counts but neither acts nor alerts
    std::string kind;       ///< envelope | schema | field | record | key | reference | aggregate
    std::string predicate;  ///< required, pattern, one_of, range, code, expression, identifier, expected_set ...
    std::string field;      ///< first field it looks at
    std::vector<std::string> values;  ///< by predicate, see above
    std::string code_list;            ///< for code, expected_set
    std::string as_of;                ///< date field, `$period` (its first day) or yyyy-MM-dd; empty: any validity
    std::string when;                 ///< expression: the rule is about the records for which it is true; empty: all
    std::string on_null = "unknown";  ///< unknown | pass | fail
    /// A rule of the same contract that this one leans on: where it failed, this one is not applicable. Named in
    /// `requires`; proven to exist, to be about records and to run in no circle.
    struct Prerequisite {
        std::string code;
        Place place;
    };
    std::vector<Prerequisite> prerequisites;
    /// Many failures mean more than the sum of them: from this share and this count on, the slice or the delivery is
    /// parked (`to`). Both must be reached, because a third of three records says nothing (QUALITY.md 3.3).
    struct Escalation {
        double share = 1.0;  ///< of the records that were evaluated, 0 < share <= 1
        std::uint64_t min_failed = 1;
        model::Action to = model::Action::block_slice;  ///< block_slice | block_delivery; stronger than `action`
    };
    std::optional<Escalation> escalation;
    struct Example {
        std::map<std::string, std::optional<std::string>>
            given;           ///< field -> raw text as the source writes it; expected_set:
                             ///< `$missing` -> codes left out, blank between; volume: `$previous`, `$records`
        std::string expect;  ///< pass | fail | not_applicable | unknown
        Place place;
    };
    std::vector<Example> tests;  ///< at least one pass and one fail
};

/// Proof of completeness and plausibility (promise 4). What does not hold parks the delivery or the slice.
struct Completeness {
    std::uint64_t min_records = 1;
    double max_shrink = 1.0;  ///< share of records the delivery may lose against the last good one before it is held
    bool needs_trailer = false;
    bool nothing_is_normal = false;  ///< an empty delivery is an answer (nil return), not a fault
    bool announced_holds = true;     ///< lacks what its source announces: true holds it, false loads it and says so
};

struct Contract {
    std::string feed;  ///< source.name
    std::string source;
    int version = 1;
    FeedState state = FeedState::draft;
    std::string title_nb, title_en;
    std::string title_nn;  ///< may be empty: bokmål stands for it
    DeliveryKind delivery = DeliveryKind::snapshot;
    Completeness completeness;
    std::vector<Layout> layouts;
    std::vector<Field> fields;
    std::vector<std::string> key;  ///< fields that identify a record in a delivery
    std::string owner;             ///< field that names the slice's owner; empty: one slice
    model::Subject::Kind subject = model::Subject::Kind::metric;  ///< what its records are about: metric, case, person
    std::string subject_field;  ///< holds the case reference or the person's identifier; empty for metrics
    std::string period_of;      ///< field that must lie in the unit's period; empty: records say nothing of it
    std::vector<Rule> rules;
    std::string retention = "90d";  ///< class of the landed bytes
    std::string path;               ///< file it was read from
    Place place;

    [[nodiscard]] const Field* find(std::string_view field) const noexcept;
    /// The layout for a period's year; Error(data) that lists the layouts when there is none.
    [[nodiscard]] const Layout& layout_for(int year) const;
};

}  // namespace tilsig::catalog
