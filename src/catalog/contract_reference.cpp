#include "catalog/contract_reference.hpp"

#include <array>

namespace tilsig::catalog {

namespace {

constexpr std::array contract_keys{
    KeyReference{"feed", "imdi.settlement", "required", "the feed, as the file is named: source.name"},
    KeyReference{"version", "1", "required", "of the contract; raised when it changes"},
    KeyReference{"state", "draft | shadow | active", "required", "what becomes of it: looked at, loaded aside, loaded"},
    KeyReference{"title", "{nb: ..., nn: ..., en: ...}", "required", "what people call it; nn may be left out"},
    KeyReference{"delivery", "snapshot | delta", "required", "snapshot: what a delivery does not name is closed"},
    KeyReference{"kinds", "{endring: delta, full: snapshot}", "none",
                 "of a delta: what a document says that it is; a whole in between is compared with its changes"},
    KeyReference{"periods", "apart | successive", "apart", "successive: each period states the same rows anew"},
    KeyReference{"period_of", "a field", "none", "must lie in the unit's period (SYS-R001, SYS-A009)"},
    KeyReference{"retention", "90d", "90d", "class of the landed bytes"},
    KeyReference{"complete", "a block", "", "proof of completeness; what does not hold parks the delivery"},
    KeyReference{"layouts", "a list", "required", "how the bytes look, by form and time"},
    KeyReference{"fields", "a mapping", "required", "of a record, in the order of the checked record"},
    KeyReference{"key", "[region, year]", "required", "fields that identify a record within a delivery"},
    KeyReference{"owner", "a field", "none", "names the slice's owner; without it a delivery is one slice"},
    KeyReference{"subject", "{case: a field} | {person: a field}", "key and period",
                 "how a finding is known again in the next delivery"},
    KeyReference{"person", "a block", "none", "fields with numbers of persons, and the id that takes their place"},
    KeyReference{"authority", "{statement: field}", "none", "what this feed has the last word about"},
    KeyReference{"restates", "{statement: {field: f, of: feed}}", "none", "what it says beside the feed that has it"},
    KeyReference{"rules", "a list", "none", "rules, where they do not stand in a file of their own"},
    KeyReference{"defaults", "{severity: error, ...}", "none", "of these rules"},
};

constexpr std::array complete_keys{
    KeyReference{"min_records", "1000", "1", "fewer park the delivery"},
    KeyReference{"max_shrink", "0.05", "1", "share of records that may be lost against the last good delivery"},
    KeyReference{"trailer", "true", "false", "without a stated number of records nothing is loaded"},
    KeyReference{"nothing_is_normal", "true", "false", "an empty delivery is an answer (nil return)"},
    KeyReference{"announced", "hold | flag", "hold",
                 "what becomes of a delivery that lacks what its source announces elsewhere (SYS-A004)"},
};

constexpr std::array layout_keys{
    KeyReference{"name", "monthly", "required", "of the layout, for messages"},
    KeyReference{"form", "int08", "the format", "what `forms` of the sender register calls it"},
    KeyReference{"from", "2025 | 2025-06 | 2025-06-15", "open", "first day on which a period may begin"},
    KeyReference{"to", "2025 | 2025-05 | 2025-05-31", "open", "last day; times of one form do not overlap"},
    KeyReference{"format", "csv | json | jsonstat | xml | fixed | xlsx", "required", "of the bytes"},
    KeyReference{"encoding", "utf-8 | iso-8859-1 | windows-1252 | utf-16 | utf-16le | utf-16be", "utf-8",
                 "of csv, xml and fixed; utf-16 of csv alone, and its mark says the order"},
    KeyReference{"bom", "false", "true with utf-8", "whether a byte order mark may stand first"},
    KeyReference{"compression", "none | gzip | zip", "none", "around the bytes of any format"},
    KeyReference{"member", "\"*.csv\"", "*", "zip: pattern of the member's name"},
    KeyReference{"other_members", "refuse | ignore", "refuse", "zip: what a member beside it means"},
    KeyReference{"names", "{Kommunenr.: kommune}", "none",
                 "header of this layout -> `column` of a field; several may stand for one (csv, json, xlsx)"},
    KeyReference{"dates", "ddMMyy", "as fields say", "how this layout writes dates; not with xlsx"},
    KeyReference{"pivot_year", "50", "50", "of `dates` with two digits of the year: years below it are 20yy"},
    KeyReference{"csv", "a block", "", "with format csv"},
    KeyReference{"unpivot", "a block", "none", "one record per cell (csv, xlsx)"},
    KeyReference{"json", "a block", "", "with format json"},
    KeyReference{"xml", "a block", "required", "with format xml"},
    KeyReference{"fixed", "a block", "required", "with format fixed"},
    KeyReference{"xlsx", "a block", "required", "with format xlsx"},
};

constexpr std::array csv_keys{
    KeyReference{"delimiter", "\";\"", ";", "one character, or tab"},
    KeyReference{"quote", "none", "\"", "one character, or none"},
    KeyReference{"preface_lines", "2", "0", "title lines before the header"},
    KeyReference{"header_rows", "3", "1", "0: columns are named by position with `columns`"},
    KeyReference{"columns", "[a, b]", "none", "names, where the file has no header"},
    KeyReference{"trailing_empty", "1", "0", "empty cells tolerated at the end of each line"},
    KeyReference{"unended_last_line", "true", "false", "this source never ends its last line; else it may be cut"},
    KeyReference{"trailer_prefix", "\"#END\"", "none", "how the last line begins that proves the delivery"},
    KeyReference{"trailer_count_column", "2", "none", "cell of the trailer, from 1, with the number of records"},
    KeyReference{"trailer_sums", "{3: persons}", "none", "cell of the trailer -> column of which it is the sum"},
    KeyReference{"ends_before", "[\"Kilde\"]", "none", "how the first footnote begins, which ends the table"},
};

constexpr std::array unpivot_keys{
    KeyReference{"keys", "[region, name]", "required", "the leading columns, repeated on every record"},
    KeyReference{"key_headers", "[Region, Navn]", "not compared", "what the first header row says above them"},
    KeyReference{"headers", "[measure, year]", "required", "one name per header row"},
    KeyReference{"value", "value", "value", "name of the cell"},
    KeyReference{"strip", "{year: \"År: \"}", "none", "header -> what its texts begin with"},
    KeyReference{"fill_down", "[region]", "none", "keys of which an empty cell means the one above it"},
    KeyReference{"empty_reason", "empty_cell", "they are records", "empty cells are filtered under this name"},
};

constexpr std::array json_keys{
    KeyReference{"records", "/codes", "the document", "JSON pointer to the array of records"},
    KeyReference{"continuation", "/next", "none", "must be null or absent when the delivery is whole"},
    KeyReference{"count", "/total", "none", "the number of records"},
    KeyReference{"kind", "/type", "none", "what the document is, one of `kinds`"},
    KeyReference{"day", "/extracted", "none", "the day it is of; another than the unit's parks it (SYS-E033)"},
};

constexpr std::array xml_keys{
    KeyReference{"records", "/register/p:course", "required", "the element that repeats, from the root"},
    KeyReference{"namespace", "\"urn:a\"", "none", "of element names without prefix in paths"},
    KeyReference{"namespaces", "{p: \"urn:b\"}", "none", "prefixes used in paths here"},
    KeyReference{"count", "/register/@total", "none", "attribute or element with the number of records"},
    KeyReference{"kind", "/register/@type", "none", "what the document is, one of `kinds`"},
    KeyReference{"day", "/register/@day", "none", "the day it is of; another than the unit's parks it (SYS-E033)"},
    KeyReference{"join", "{language: \", \"}", "a second one rejects",
                 "column whose repeated elements become one text"},
    KeyReference{"schema", "course.xsd", "none", "one file beside the contract, without includes or imports"},
};

constexpr std::array fixed_keys{
    KeyReference{"record_length", "110", "required", "characters of a record"},
    KeyReference{"columns", "{kommune: [1, 4]}", "required", "name -> first character, from 1, and length"},
    KeyReference{"filler", "[[5, 2]]", "none", "what means nothing; gaps and overlaps are mistakes"},
    KeyReference{"year_column", "version", "none", "holds the layout's year, yy or yyyy; another one is a finding"},
    KeyReference{"unended_last_line", "true", "false", "as of csv"},
};

constexpr std::array xlsx_keys{
    KeyReference{"tables", "a list", "required", "each a range of columns under a header of its own"},
    KeyReference{"ends_before", "[\"Kilde\"]", "none", "how the first footnote begins, which ends a table"},
};

constexpr std::array table_keys{
    KeyReference{"sheet", "Fylker", "or sheet_index", "name of the sheet"},
    KeyReference{"sheet_index", "1", "or sheet", "its number, hidden ones counted"},
    KeyReference{"columns", "\"B:I\"", "A:", "first and last column; without a last one up to the end of the header"},
    KeyReference{"header_row", "2", "1", "with `unpivot` the first of them"},
    KeyReference{"last_row", "90", "open", "down to the next table below it, or the end of the sheet"},
    KeyReference{"names", "{Fylke Nr: area}", "none", "as of the layout, where tables differ; these go first"},
    KeyReference{"unnamed", "[level]", "none", "columns of the header's empty cells, from the left"},
};

constexpr std::array field_keys{
    KeyReference{"type", "text | code | integer | decimal | date | boolean | timestamp", "required",
                 "code: text that a list explains; decimal: exact"},
    KeyReference{"column", "Kommunenr", "the field's name",
                 "its name in the source: header, JSON key or path, dimension, path from the XML record"},
    KeyReference{"title", "{nb: ..., nn: ..., en: ...}", "none", "what people call it, in messages and receipts"},
    KeyReference{"required", "true", "false", "null is a finding (SYS-F001) and rejects the record"},
    KeyReference{"optional_column", "true", "false", "the source may leave the column out"},
    KeyReference{"max_length", "20", "4000", "characters"},
    KeyReference{"split", "code | name", "none", "of `0101 Halden`: what stands before, or after, the first space"},
    KeyReference{"missing", "{\":\": suppressed}", "none", "marker -> reason; offered as `<name>_missing`"},
    KeyReference{"scale", "2", "0", "decimal: digits kept behind the mark"},
    KeyReference{"round", "true", "false", "decimal: more digits are rounded, half away from zero, and no finding"},
    KeyReference{"decimal_mark", "\",\"", ".", "one character"},
    KeyReference{"strip", "\"%\"", "none", "number: the unit around it"},
    KeyReference{"group_mark", "\" \" | \"U+00A0\"", "none", "between thousands: one character; a blank is any blank"},
    KeyReference{"date", "dd.MM.yyyy", "yyyy-MM-dd", "how the source writes dates"},
    KeyReference{"pivot_year", "50", "50", "of two digits: years below it are 20yy"},
    KeyReference{"zone", "Europe/Oslo | UTC", "must be said", "timestamp: whose time it is where a value does not say"},
    KeyReference{"privacy", "public | internal | restricted | personal", "public", "who may see it"},
    KeyReference{"person", "true", "false", "an integer that is an id of the link store"},
};

constexpr std::array blocks{
    BlockReference{"contract", "<feed>.contract.yaml", "What a feed delivers.", contract_keys},
    BlockReference{"complete", "complete:", "When a delivery is whole.", complete_keys},
    BlockReference{"layout", "layouts: [...]", "How the bytes of a form and a time look.", layout_keys},
    BlockReference{"csv", "layouts: csv:", "Lines of cells.", csv_keys},
    BlockReference{"unpivot", "layouts: unpivot:", "A table in which each cell is a record.", unpivot_keys},
    BlockReference{"json", "layouts: json:", "An array of objects; each pointer starts with /.", json_keys},
    BlockReference{"xml", "layouts: xml:", "Elements that repeat; each path starts at the root.", xml_keys},
    BlockReference{"fixed", "layouts: fixed:", "Records of one length.", fixed_keys},
    BlockReference{"xlsx", "layouts: xlsx:", "Tables of a workbook.", xlsx_keys},
    BlockReference{"table", "layouts: xlsx: tables: [...]", "One table of a sheet.", table_keys},
    BlockReference{"field", "fields: name:", "One value of a record; a type alone is short for {type: ...}.",
                   field_keys},
};

}  // namespace

std::span<const BlockReference> contract_reference() { return blocks; }

}  // namespace tilsig::catalog
