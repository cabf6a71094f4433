// The xml block of a layout, the fields' paths, and the schema beside the contract.
#include <algorithm>
#include <filesystem>
#include <map>

#include "base/files.hpp"
#include "catalog/formats/parts.hpp"
#include "catalog/xml_path.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

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

constexpr std::array blocks{
    BlockReference{"xml", "layouts: xml:", "Elements that repeat; each path starts at the root.", xml_keys}};

/// An absolute path; `element`: its last step may not be an attribute.
std::vector<XmlStep> absolute(FieldReader& reader, std::string_view key, const XmlLayout& xml, bool element) {
    const std::string path = reader.text_or(key, "");
    if (path.empty()) return {};
    std::string mistake;
    std::vector<XmlStep> steps;
    if (path.front() != '/') {
        mistake = in_quotes(path) + " does not begin at the root";
    } else {
        steps = parse_xml_path(std::string_view(path).substr(1), xml, mistake);
        if (mistake.empty() && element && steps.back().attribute) mistake = "a record is an element, not an attribute";
        if (mistake.empty() && steps.front().attribute) mistake = "a path begins with the name of the root element";
    }
    if (!mistake.empty()) reader.mistake(key, mistake, "write it like /register/vedtak");
    return steps;
}

/// A field that takes an element's text leaves nothing for fields inside that element.
void check_nesting(const Contract& contract, const Layout& layout, config::Lints& lints) {
    for (const Field& outer : contract.fields) {
        if (outer.column.find('@') != std::string::npos) continue;
        const std::string begin = outer.column == "." ? std::string() : outer.column + "/";
        for (const Field& inner : contract.fields) {
            const bool inside = &inner != &outer && inner.column != "." && inner.column.starts_with(begin) &&
                                inner.column[begin.size()] != '@';
            if (inside && inner.column != outer.column)
                lints.add(inner.place,
                          "field " + in_quotes(inner.name) + " of layout " + in_quotes(layout.name) +
                              " reads an element inside the one whose text is field " + in_quotes(outer.name),
                          "an element has either text or elements");
        }
    }
}

}  // namespace

void read_xml(FieldReader& layout_reader, Layout& layout, config::Lints& lints) {
    FieldReader reader(layout_reader.required_child("xml"), "xml", lints);
    XmlLayout& xml = layout.xml;
    xml.default_uri = reader.text_or("namespace", "");
    xml.namespaces = reader.text_map("namespaces");
    (void)reader.required_child("records");
    xml.records = absolute(reader, "records", xml, true);
    xml.count = absolute(reader, "count", xml, false);
    xml.kind = absolute(reader, "kind", xml, false);
    xml.day = absolute(reader, "day", xml, false);
    xml.join = reader.text_map("join");
    xml.schema = reader.text_or("schema", "");
    reader.finish();
    if (!xml.schema.empty() && (!xml.schema.ends_with(".xsd") || xml.schema.find('/') != std::string::npos))
        reader.mistake("schema", in_quotes(xml.schema) + " is not the name of a schema beside the contract",
                       "write a name like feed.xsd, without a folder");
}

void check_xml(const Contract& contract, const Layout& layout, config::Lints& lints) {
    std::vector<std::string> columns;
    for (const Field& field : contract.fields) {
        std::string mistake;
        (void)parse_xml_path(field.column, layout.xml, mistake);
        if (!mistake.empty())
            lints.add(field.place,
                      "field " + in_quotes(field.name) + " of layout " + in_quotes(layout.name) + ": " + mistake,
                      "its column is a path from the record, like navn, adresse/poststed, @id or .");
        columns.push_back(field.column);
    }
    for (const auto& [column, unused] : layout.xml.join)
        if (std::find(columns.begin(), columns.end(), column) == columns.end())
            unknown_name(lints, layout.place, "column in `xml.join`", column, columns);
    check_nesting(contract, layout, lints);
}

void read_schemas(Contract& contract, Reading& reading) {
    constexpr std::size_t most_bytes = 4 * 1024 * 1024;
    for (Layout& layout : contract.layouts) {
        XmlLayout& xml = layout.xml;
        if (xml.schema.empty()) continue;
        const auto path = std::filesystem::path(contract.path).parent_path() / xml.schema;
        try {
            xml.schema_text = read_file(reading.root / path);
        } catch (const Error& error) {
            reading.lints.add(layout.place,
                              "the schema " + in_quotes(xml.schema) + " cannot be read: " + error.message(),
                              "put it beside the contract, as " + path.string());
            continue;
        }
        if (xml.schema_text.size() > most_bytes)
            reading.lints.add(layout.place, "the schema " + in_quotes(xml.schema) + " is larger than 4 MiB");
        reading.feed_bytes[contract.feed].push_back(xml.schema_text);
        reading.used_schemas.insert(path.string());
    }
}

std::span<const BlockReference> xml_blocks() { return blocks; }

}  // namespace tilsig::catalog
