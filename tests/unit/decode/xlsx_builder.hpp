// Workbooks written by hand: the parts as text, so that each of them can be wrong.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "decode_support.hpp"
#include "zip_builder.hpp"

namespace tilsig::decode::testing {

struct XlsxBuilder {
    struct Sheet {
        std::string name, rows;
        std::string state = "visible";
        std::string after;  ///< XML behind the rows (merged cells)
    };
    std::vector<Sheet> sheets;
    std::string strings;         ///< <si> elements; empty: no part
    std::string number_formats;  ///< <numFmt> elements
    std::string cell_styles;     ///< <xf> elements
    bool from_1904 = false;
    std::string main_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    std::map<std::string, std::string> parts;  ///< added, or instead of the ones made here
    std::string left_out;                      ///< a part that is not written

    XlsxBuilder& sheet(const std::string& name, const std::string& rows, const std::string& state = "visible",
                       const std::string& after = "") {
        sheets.push_back({name, rows, state, after});
        return *this;
    }

    [[nodiscard]] std::string bytes() const {
        const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
        const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const std::string space =
            " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"" + office + "\"";
        const std::string rels =
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
        std::map<std::string, std::string> all;
        all["[Content_Types].xml"] =
            head + "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"" + main_type + "\"/></Types>";
        all["_rels/.rels"] = head + rels + "<Relationship Id=\"rId1\" Type=\"" + office +
                             "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
        std::string list =
            head + "<workbook" + space + "><workbookPr" + (from_1904 ? " date1904=\"1\"" : "") + "/><sheets>";
        std::string relations = head + rels;
        for (std::size_t i = 0; i < sheets.size(); ++i) {
            const std::string number = std::to_string(i + 1);
            list += "<sheet name=\"" + sheets[i].name + "\" sheetId=\"" + number + "\" state=\"" + sheets[i].state +
                    "\" r:id=\"rId" + number + "\"/>";
            relations += "<Relationship Id=\"rId" + number + "\" Type=\"" + office +
                         "/worksheet\" Target=\"worksheets/sheet" + number + ".xml\"/>";
            all["xl/worksheets/sheet" + number + ".xml"] = head + "<worksheet" + space + "><sheetData>" +
                                                           sheets[i].rows + "</sheetData>" + sheets[i].after +
                                                           "</worksheet>\n";
        }
        if (!strings.empty()) {
            relations +=
                "<Relationship Id=\"rIdS\" Type=\"" + office + "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>";
            all["xl/sharedStrings.xml"] = head + "<sst" + space + ">" + strings + "</sst>";
        }
        if (!cell_styles.empty()) {
            relations += "<Relationship Id=\"rIdT\" Type=\"" + office + "/styles\" Target=\"styles.xml\"/>";
            all["xl/styles.xml"] = head + "<styleSheet" + space + "><numFmts>" + number_formats +
                                   "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>" +
                                   cell_styles + "</cellXfs></styleSheet>";
        }
        all["xl/workbook.xml"] = list + "</sheets></workbook>";
        all["xl/_rels/workbook.xml.rels"] = relations + "</Relationships>";
        for (const auto& [name, text] : parts) all[name] = text;
        ZipBuilder zip;
        for (const auto& [name, text] : all)
            if (name != left_out) zip.add(name, text);
        return zip.bytes();
    }
};

/// `<row r="3">` with the cells given, whole.
inline std::string row(int number, const std::string& cells) {
    return "<row r=\"" + std::to_string(number) + "\">" + cells + "</row>";
}
/// A cell with a text of its own.
inline std::string text_cell(const std::string& name, const std::string& text) {
    return "<c r=\"" + name + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}
inline std::string number_cell(const std::string& name, const std::string& number, int style = 0) {
    return "<c r=\"" + name + "\" s=\"" + std::to_string(style) + "\"><v>" + number + "</v></c>";
}

/// One table over the whole of a sheet.
inline catalog::Layout xlsx_layout(const std::string& sheet = "Data") {
    catalog::Layout layout;
    layout.name = "test";
    layout.format = catalog::FormatKind::xlsx;
    layout.xlsx.tables.emplace_back();
    layout.xlsx.tables.back().sheet = sheet;
    return layout;
}

/// A header `a`, `b` in row 1 and one row of data.
inline XlsxBuilder small_book() {
    XlsxBuilder book;
    book.sheet("Data", row(1, text_cell("A1", "a") + text_cell("B1", "b")) +
                           row(2, text_cell("A2", "x") + number_cell("B2", "1")));
    return book;
}

}  // namespace tilsig::decode::testing
