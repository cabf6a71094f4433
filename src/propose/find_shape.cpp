// Text or not, in which encoding, in which format: what decides which finder looks further.
#include <algorithm>

#include "base/text.hpp"
#include "decode/transcode.hpp"
#include "identifiers/identifiers.hpp"
#include "propose/code_pages.hpp"
#include "propose/formats.hpp"
#include "propose/shapes.hpp"

namespace tilsig::propose {

namespace {

/// What can be said about an encoding from the lines of the head.
struct EncodingSeen {
    std::uint64_t high_lines = 0;  ///< lines with a byte beyond ASCII
    std::uint64_t utf8_lines = 0;  ///< of these, lines that are UTF-8
    std::uint64_t first_utf8 = 0, first_other = 0;
    bool windows = false;  ///< a byte that ISO-8859-1 has for control characters only
};

EncodingSeen look_at_lines(std::string_view head, bool all) {
    EncodingSeen seen;
    if (!all) head = head.substr(0, head.rfind('\n') + 1);  // a character may be cut at the end of the head
    std::uint64_t number = 0;
    for (const auto line : split(head, '\n')) {
        ++number;
        if (decode::is_ascii(line)) continue;
        ++seen.high_lines;
        if (find_invalid_utf8(line) == std::string_view::npos) {
            if (seen.utf8_lines++ == 0) seen.first_utf8 = number;
            continue;
        }
        if (seen.first_other == 0) seen.first_other = number;
        seen.windows = seen.windows || std::any_of(line.begin(), line.end(), [](char c) {
                           return static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) < 0xA0;
                       });
    }
    return seen;
}

void refuse_no_text(const Sample& sample) {
    std::string_view head = sample.head();
    while (head.ends_with('\x1A')) head.remove_suffix(1);  // the end mark of DOS and of host transfers
    std::uint64_t control = 0;
    std::size_t first = head.size();
    for (std::size_t at = 0; at < head.size(); ++at) {
        const auto byte = static_cast<unsigned char>(head[at]);
        if (byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f') continue;
        ++control;
        first = std::min(first, at);
    }
    if (control == 0 && !head.starts_with("%PDF-")) return;
    throw unusable(sample.shown(), 0,
                   "the sample is no text: " +
                       (control == 0 ? "it begins like a PDF document"
                                     : grouped(control) + " control characters, the first at byte " + grouped(first)),
                   "known formats are " + known_formats("and") + ", as they are or in gzip or zip");
}

std::string encoding_evidence(catalog::Encoding encoding, const EncodingSeen& seen, bool mark) {
    if (mark) return "encoding: begins with the byte-order mark of UTF-8";
    if (seen.high_lines == 0)
        return "encoding: nothing but ASCII was seen, which every encoding contains: check with the sender";
    const std::string lines = grouped(seen.high_lines) + " lines with letters beyond ASCII";
    if (encoding == catalog::Encoding::utf8) return "encoding: all " + lines + " are UTF-8";
    return "encoding: none of " + lines + " is UTF-8, " +
           (encoding == catalog::Encoding::windows_1252 ? "some have bytes that only Windows-1252 uses"
                                                        : "and none has a byte between 0x80 and 0x9F");
}

catalog::Encoding find_encoding(const Sample& sample, std::vector<std::string>& evidence) {
    if (const auto wide = sample.container().encoding; catalog::is_utf16(wide)) {
        evidence.push_back(wide == catalog::Encoding::utf16
                               ? std::string("encoding: UTF-16, begins with its byte-order mark")
                               : std::string("encoding: UTF-16 without a byte-order mark, every other byte is 0"));
        return wide;
    }
    const bool mark = sample.head().starts_with("\xEF\xBB\xBF");
    const auto seen = look_at_lines(sample.head(), sample.head_is_all());
    const bool others = seen.utf8_lines < seen.high_lines;
    if (others && (mark || seen.utf8_lines > 0))
        throw unusable(sample.shown(), seen.first_other,
                       "two encodings in one file: this line is not UTF-8, " +
                           (mark ? std::string("but the file begins with its byte-order mark")
                                 : "line " + grouped(seen.first_utf8) + " is"),
                       "ask the sender for a file in one encoding");
    const auto encoding = !others        ? catalog::Encoding::utf8
                          : seen.windows ? catalog::Encoding::windows_1252
                                         : catalog::Encoding::iso_8859_1;
    if (others)
        if (const auto page = other_code_page(sample.head()); !page.empty())
            throw unusable(sample.shown(), seen.first_other,
                           "the words are written in " + page + ", which no layout of tilsig reads",
                           "ask the sender for UTF-8, or convert the file before it is delivered");
    evidence.push_back(encoding_evidence(encoding, seen, mark));
    return encoding;
}

/// The format whose sign is surest.
const FormatProposal& recognise(const Sample& sample, std::string_view text, catalog::Encoding encoding) {
    const FormatProposal* best = nullptr;
    Sign most = Sign::none;
    for (const auto& format : format_proposals()) {
        if (format.find == nullptr || catalog::format_of(format.kind).is_text == sample.is_workbook()) continue;
        const Sign sign = format.sign(text);
        if (sign > most) most = sign, best = &format;
    }
    if (best == nullptr)
        throw unusable(sample.shown(), 1, "no format is known by its beginning", "take another sample");
    if (catalog::is_utf16(encoding) && catalog::format_of(best->kind).encodings != catalog::EncodingChoice::all)
        throw unusable(sample.shown(), 1, "the document is UTF-16, which is read of CSV only",
                       "ask the sender for UTF-8");
    return *best;
}

/// Names of columns, sheets and arrays stand in the files of a proposal. A personal identifier among them is data in
/// the place of a name.
void refuse_persons_in_names(const Sample& sample, const Shape& shape) {
    std::vector<std::string> names{shape.layout.json.records, shape.records_path};
    for (const auto& column : shape.columns) {
        names.push_back(column.column);
        names.push_back(column.title);
    }
    for (const auto& table : shape.layout.xlsx.tables) names.push_back(table.sheet);
    if (shape.layout.unpivot)
        for (const auto& [label, beginning] : shape.layout.unpivot->strip) names.push_back(beginning);
    const auto found =
        std::find_if(names.begin(), names.end(), [](const auto& name) { return identifiers::holds_identifier(name); });
    if (found == names.end()) return;
    throw unusable(sample.shown(), 0, "the name of a column, a sheet or an array holds a personal identifier",
                   "ask the sender for names that are the same for everybody");
}

}  // namespace

void refuse_double_names(const Sample& sample, std::uint64_t line, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto twin = std::find(names.begin() + static_cast<std::ptrdiff_t>(i) + 1, names.end(), names[i]);
        if (names[i].empty() || twin == names.end()) continue;
        throw unusable(sample.shown(), line,
                       "columns " + std::to_string(i + 1) + " and " + std::to_string(twin - names.begin() + 1) +
                           " are both called '" + display_name(names[i]) + "'; they cannot be told apart",
                       "ask the sender for a header in which every column has a name of its own");
    }
}

std::string counted(std::uint64_t number, const std::string& one, const std::string& many) {
    return grouped(number) + " " + (number == 1 ? one : many);
}

Shape find_shape(const Sample& sample, const std::string& sheet, HeaderWord header, const Bounds& bounds) {
    std::vector<std::string> evidence;
    std::string damage;
    if (!sheet.empty() && !sample.is_workbook())
        throw Error(ErrorKind::usage, "--sheet is for workbooks, and " + sample.shown() + " is none")
            .remedy("leave it out");
    std::string_view text;
    Hints hints{catalog::Encoding::utf8, sheet, header};
    if (!sample.is_workbook()) {
        refuse_no_text(sample);
        hints.encoding = find_encoding(sample, evidence);
        if (hints.encoding == catalog::Encoding::utf8) damage = damaged_letters(sample.head());
        text = sample.head();
        if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        text = trim(text);
        if (text.empty())
            throw unusable(sample.shown(), 1, "nothing but whitespace", "take a delivery that has records");
    }
    Shape shape = recognise(sample, text, hints.encoding).find(sample, hints);
    shape.layout.name = "sample";
    shape.layout.compression = sample.container().compression;
    shape.layout.member = sample.container().member;
    shape.layout.ignore_other_members = sample.container().ignore_other_members;
    if (!damage.empty()) shape.to_decide.push_back(damage);
    shape.evidence.insert(shape.evidence.begin(), evidence.begin(), evidence.end());
    refuse_persons_in_names(sample, shape);
    // The finders say better why; behind this line a record has at least one column.
    if (shape.columns.empty())
        throw unusable(sample.shown(), 0, "no record has a plain value: no column can be made of the sample",
                       "ask the sender for one record per row");
    if (shape.columns.size() > bounds.columns)
        throw unusable(
            sample.shown(), 0,
            grouped(shape.columns.size()) + " columns; a table of the warehouse has at most " + grouped(bounds.columns),
            "a table that wide is a crosstab (see unpivot in mappings/README.md) or the delimiter is another "
            "one; ask the sender for one record per row");
    return shape;
}

}  // namespace tilsig::propose
