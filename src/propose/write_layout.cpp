// What each format has of its own in a layout.
#include "propose/flow_text.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

namespace {

std::string sums_of(const std::map<int, std::string>& sums) {
    std::map<std::string, std::string> texts;
    for (const auto& [cell, column] : sums) texts[std::to_string(cell)] = column;
    return map_of(texts, true);
}

}  // namespace

std::string csv_lines(const Proposal& proposal) {
    const auto& layout = proposal.shape.layout;
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

std::string csv_proof(const catalog::Layout& layout) {
    return layout.csv.unended_last_line
               ? "no proof from the format itself: this sender does not end the last line"
               : "proof from the format itself: the last line is ended; a trailer with a count was not looked for";
}

std::string json_lines(const Proposal& proposal) {
    const auto& json = proposal.shape.layout.json;
    Flow flow;
    flow.add("records", yaml_text(json.records));
    flow.add_if(!json.continuation.empty(), "continuation", yaml_text(json.continuation));
    flow.add_if(!json.count.empty(), "count", yaml_text(json.count));
    flow.add_if(!json.kind.empty(), "kind", yaml_text(json.kind));
    flow.add_if(!json.day.empty(), "day", yaml_text(json.day));
    return "  json: " + flow.text() + "\n";
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

std::string xlsx_lines(const Proposal& proposal) {
    const auto& layout = proposal.shape.layout;
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

}  // namespace tilsig::propose
