// <feed>.contract.yaml
#include <algorithm>

#include "base/text.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

using catalog::FormatKind;
using model::Type;

namespace {

/// `{a: 1, b: 2}` of what was given.
class Flow {
public:
    void add(const std::string& key, const std::string& value) { m_parts.push_back(key + ": " + value); }
    void add_if(bool wanted, const std::string& key, const std::string& value) {
        if (wanted) add(key, value);
    }
    [[nodiscard]] bool empty() const noexcept { return m_parts.empty(); }
    [[nodiscard]] std::string text() const { return "{" + join(m_parts, ", ") + "}"; }

private:
    std::vector<std::string> m_parts;
};

std::string list_of(const std::vector<std::string>& texts, bool in_quotes) {
    std::vector<std::string> parts;
    for (const auto& text : texts) parts.push_back(in_quotes ? yaml_text(text) : text);
    return "[" + join(parts, ", ") + "]";
}

std::string map_of(const std::map<std::string, std::string>& texts, bool quoted_values) {
    Flow flow;
    for (const auto& [key, value] : texts) flow.add(yaml_text(key), quoted_values ? yaml_text(value) : value);
    return flow.text();
}

}  // namespace

const char* format_word(FormatKind format) {
    switch (format) {
        case FormatKind::csv: return "csv";
        case FormatKind::json: return "json";
        case FormatKind::jsonstat: return "jsonstat";
        case FormatKind::xml: return "xml";
        case FormatKind::fixed: return "fixed";
        case FormatKind::xlsx: return "xlsx";
    }
    return "csv";
}

namespace {

std::string sums_of(const std::map<int, std::string>& sums) {
    std::map<std::string, std::string> texts;
    for (const auto& [cell, column] : sums) texts[std::to_string(cell)] = column;
    return map_of(texts, true);
}

const char* encoding_word(catalog::Encoding encoding) {
    switch (encoding) {
        case catalog::Encoding::iso_8859_1: return "iso-8859-1";
        case catalog::Encoding::windows_1252: return "windows-1252";
        case catalog::Encoding::utf16: return "utf-16";
        case catalog::Encoding::utf16le: return "utf-16le";
        case catalog::Encoding::utf16be: return "utf-16be";
        case catalog::Encoding::utf8: break;
    }
    return "utf-8";
}

std::string csv_lines(const catalog::Layout& layout) {
    const auto& csv = layout.csv;
    Flow flow;
    flow.add("delimiter", csv.delimiter == '\t' ? "tab" : yaml_text(std::string(1, csv.delimiter)));
    flow.add_if(csv.quote == '\0', "quote", "none");
    flow.add_if(csv.preface_lines > 0, "preface_lines", std::to_string(csv.preface_lines));
    flow.add_if(csv.header_rows != 1, "header_rows", std::to_string(csv.header_rows));
    flow.add_if(csv.trailing_empty > 0, "trailing_empty", std::to_string(csv.trailing_empty));
    flow.add_if(csv.unended_last_line, "unended_last_line", "true");
    flow.add_if(!csv.columns.empty(), "columns", list_of(csv.columns, false));
    flow.add_if(!csv.trailer_prefix.empty(), "trailer_prefix", yaml_text(csv.trailer_prefix));
    flow.add_if(csv.trailer_count_column.has_value(), "trailer_count_column",
                std::to_string(csv.trailer_count_column.value_or(0)));
    flow.add_if(!csv.trailer_sums.empty(), "trailer_sums", sums_of(csv.trailer_sums));
    flow.add_if(!csv.ends_before.empty(), "ends_before", list_of(csv.ends_before, true));
    std::string text = "  csv: " + flow.text() + "\n";
    if (!layout.unpivot) return text;
    const auto& unpivot = *layout.unpivot;
    text += "  unpivot:\n    keys: " + list_of(unpivot.keys, false) + "\n";
    text += "    key_headers: " + list_of(unpivot.key_headers, true) + "\n";
    text += "    headers: " + list_of(unpivot.headers, false) + "\n    value: " + unpivot.value + "\n";
    if (!unpivot.fill_down.empty()) text += "    fill_down: " + list_of(unpivot.fill_down, false) + "\n";
    if (!unpivot.empty_reason.empty()) text += "    empty_reason: " + unpivot.empty_reason + "\n";
    if (!unpivot.strip.empty()) text += "    strip: " + map_of(unpivot.strip, true) + "\n";
    return text;
}

std::string xml_lines(const Proposal& proposal) {
    const auto& xml = proposal.shape.layout.xml;
    std::string text = "  xml:\n    records: " + yaml_text(proposal.shape.records_path) + "\n";
    if (!xml.default_uri.empty()) text += "    namespace: " + yaml_text(xml.default_uri) + "\n";
    if (!xml.namespaces.empty()) text += "    namespaces: " + map_of(xml.namespaces, true) + "\n";
    if (!xml.count.empty()) text += "    count: " + yaml_text(proposal.shape.trailer) + "\n";
    if (!xml.join.empty()) text += "    join: " + map_of(xml.join, true) + "\n";
    return text;
}

std::string xlsx_lines(const catalog::Layout& layout) {
    std::string text = "  xlsx:\n";
    if (!layout.xlsx.ends_before.empty()) text += "    ends_before: " + list_of(layout.xlsx.ends_before, true) + "\n";
    text += "    tables:\n";
    for (const auto& table : layout.xlsx.tables) {
        Flow flow;
        flow.add_if(table.sheet_index == 0, "sheet", yaml_text(table.sheet));
        flow.add_if(table.sheet_index != 0, "sheet_index", std::to_string(table.sheet_index));
        flow.add("columns", yaml_text(workbook_columns(table)));
        flow.add_if(table.header_row != 1, "header_row", std::to_string(table.header_row));
        flow.add_if(table.last_row != 0, "last_row", std::to_string(table.last_row));
        flow.add_if(!table.unnamed.empty(), "unnamed", list_of(table.unnamed, false));
        text += "    - " + flow.text() + "\n";
    }
    return text;
}

}  // namespace

std::string layout_text(const Proposal& proposal) {
    const auto& layout = proposal.shape.layout;
    std::string text = comments("", proposal.shape.evidence, proposal.shape.to_decide);
    for (const auto& unread : proposal.shape.unread) text += "# not read: " + unread + "\n";
    for (const auto& note : proposal.profile.notes) text += "# seen: " + note + "\n";
    text += "- name: " + (layout.name.empty() ? std::string("sample") : layout.name) + "\n";
    if (!layout.time.from.empty()) text += "  from: " + layout.time.from + "\n";
    text += std::string("  format: ") + format_word(layout.format) + "\n";
    if (!layout.names.empty()) text += "  names: " + map_of(layout.names, true) + "\n";
    if (!layout.dates.empty()) text += "  dates: " + layout.dates + "\n";
    if (layout.encoding != catalog::Encoding::utf8)
        text += std::string("  encoding: ") + encoding_word(layout.encoding) + "\n";
    if (layout.compression == catalog::Compression::gzip) text += "  compression: gzip\n";
    if (layout.compression == catalog::Compression::zip) {
        text += "  compression: zip\n  member: " + yaml_text(layout.member) + "\n";
        if (layout.ignore_other_members) text += "  other_members: ignore\n";
    }
    switch (layout.format) {
        case FormatKind::csv: return text + csv_lines(layout);
        case FormatKind::xml: return text + xml_lines(proposal);
        case FormatKind::xlsx: return text + xlsx_lines(layout);
        case FormatKind::json: {
            Flow flow;
            flow.add("records", yaml_text(layout.json.records));
            flow.add_if(!layout.json.continuation.empty(), "continuation", yaml_text(layout.json.continuation));
            flow.add_if(!layout.json.count.empty(), "count", yaml_text(layout.json.count));
            flow.add_if(!layout.json.kind.empty(), "kind", yaml_text(layout.json.kind));
            flow.add_if(!layout.json.day.empty(), "day", yaml_text(layout.json.day));
            return text + "  json: " + flow.text() + "\n";
        }
        default: return text;
    }
}

namespace {

std::string field_line(const ProposedField& proposal) {
    const auto& field = proposal.field;
    const auto& format = field.format;
    const bool text = field.type == Type::text || field.type == Type::code;
    const bool number = field.type == Type::integer || field.type == Type::decimal;
    Flow flow;
    flow.add_if(field.column != field.name, "column", yaml_text(field.column));
    flow.add_if(!field.title.empty(), "title", map_of(field.title, true));
    flow.add("type", model::to_string(field.type));
    flow.add_if(!field.split.empty(), "split", field.split);
    const bool quoted = format.date.find_first_of("' ") != std::string::npos;
    flow.add_if(field.type == Type::date, "date", quoted ? yaml_text(format.date) : format.date);
    flow.add_if(field.type == Type::timestamp && format.zone == model::Zone::oslo, "zone", "Europe/Oslo");
    flow.add_if(field.type == Type::decimal && format.scale > 0, "scale", std::to_string(format.scale));
    flow.add_if(field.type == Type::decimal && format.round, "round", "true");
    flow.add_if(field.type == Type::decimal && format.decimal_mark != '.', "decimal_mark",
                yaml_text(std::string(1, format.decimal_mark)));
    flow.add_if(number && !format.strip.empty(), "strip", yaml_text(format.strip));
    flow.add_if(number && !format.group_mark.empty(), "group_mark", yaml_text(format.group_mark));
    flow.add_if(field.required, "required", "true");
    flow.add_if(field.optional_column, "optional_column", "true");
    flow.add_if(text, "max_length", std::to_string(field.max_length));
    flow.add_if(!field.missing.empty(), "missing", map_of(field.missing, false));
    flow.add_if(field.privacy != model::Privacy::public_, "privacy", model::to_string(field.privacy));
    return "  " + field.name + ": " + flow.text() + "\n";
}

std::string completeness_text(const Proposal& proposal) {
    const std::uint64_t least = std::max<std::uint64_t>(proposal.profile.records / 2, 1);
    std::vector<std::string> evidence{"half of " + grouped(proposal.profile.records) + " records seen"};
    const auto& layout = proposal.shape.layout;
    const bool counted_records = !layout.xml.count.empty() || !layout.json.count.empty();
    if (counted_records)
        evidence.push_back("the document states its number of records, and it is right: a delivery without it is held");
    else if (!proposal.shape.trailer.empty())
        evidence.push_back("proof from the format itself: " + proposal.shape.trailer);
    else if (layout.format == FormatKind::csv)
        evidence.push_back(
            layout.csv.unended_last_line
                ? "no proof from the format itself: this sender does not end the last line"
                : "proof from the format itself: the last line is ended; a trailer with a count was not looked for");
    else
        evidence.push_back("proof from the format itself: the document is closed");
    return comments("", evidence, {"how far may a delivery shrink against the one before? here by one in twenty"}) +
           "complete: {min_records: " + std::to_string(least) + ", max_shrink: 0.05" +
           (counted_records ? ", trailer: true" : "") + "}\n";
}

std::vector<std::string> owner_candidates(const Proposal& proposal) {
    std::vector<std::string> names;
    for (const auto& field : proposal.fields)
        if (field.list != nullptr && field.field.required) names.push_back(field.field.name);
    return names;
}

/// The field of the key that says of which year or day the records are, where all of them say the same.
std::string only_period(const Proposal& proposal) {
    for (const std::size_t at : proposal.key.fields) {
        const auto& field = proposal.fields[at];
        const auto& column = proposal.profile.columns[field.column];
        const bool dated = field.field.type == model::Type::date || column.years == column.values;
        if (dated && column.values > 1 && column.distinct() == 1) return field.field.name;
    }
    return "";
}

}  // namespace

std::string contract_text(const Proposal& proposal) {
    std::string text = "# Proposed from " + proposal.based_on +
                       ".\n# Evidence stands above each guess; what begins with \"decide:\" needs a person.\n";
    text += "feed: " + proposal.feed + "\nversion: 1\n";
    text += "state: draft    # nothing of it is loaded; then shadow, then active\n";
    const std::string title = yaml_text(words_of(proposal.name));
    text += "# decide: the title in both languages\ntitle: {nb: " + title + ", en: " + title + "}\n";
    text +=
        "# decide: snapshot closes what a delivery no longer has; delta only adds and changes. One sample cannot "
        "tell\n";
    if (const auto period = only_period(proposal); !period.empty())
        text += "# decide: all records are of one " + period +
                ": a snapshot of the next one closes these rows; delta keeps both\n";
    text += "delivery: snapshot\n";
    text += completeness_text(proposal);
    text += "layouts:\n" + layout_text(proposal) + "fields:\n";
    for (const auto& field : proposal.fields)
        text += comments("  ", field.evidence, field.to_decide) + field_line(field);
    text += comments("", proposal.key.evidence, proposal.key.to_decide);
    std::vector<std::string> key;
    for (const std::size_t at : proposal.key.fields) key.push_back(proposal.fields[at].field.name);
    text += "key: " + list_of(key, false) + "\n";
    const auto owners = owner_candidates(proposal);
    text += "# decide: owner names the field of whoever must repair a fault; without it a delivery is one slice" +
            (owners.empty() ? std::string() : ". Codes, never empty: " + join(owners, ", ")) + "\n";
    return text;
}

}  // namespace tilsig::propose
