// The three forms in which case systems write introduction programmes.
#include "municipal.hpp"
#include "zip.hpp"

namespace nation {

namespace {

constexpr std::array<const char*, 20> kColumns{
    "kommunenr",  "bydelsnr",    "journalnr",   "fodselsnr",           "dufnr",         "fodselsdato",    "kjonn",
    "programnr",  "personkrets", "tilbud_dato", "vedtak_dato",         "vedtak_utfall", "start_dato",     "plan_slutt",
    "slutt_dato", "status",      "slutt_arsak", "flyttet_til_kommune", "regelverk",     "registrert_dato"};

void put_dotted_cell(std::string& out, Day day) {
    if (day < kNever) put_dotted(out, day);
    out += ';';
}

void put_padded(std::string& out, std::string_view text, std::size_t width) {
    out.append(text.substr(0, width));
    out.append(width - std::min(width, text.size()), ' ');
}

}  // namespace

void put_common(std::string& out, const Common& common) {
    put_cell(out, common.municipality);
    put_cell(out, common.district);
    put_cell(out, common.case_ref);
    put_cell(out, common.fnr);
    put_cell(out, common.duf);
    put_dotted_cell(out, common.birth);
    put_cell(out, common.woman ? "2" : "1");
}

void put_known(std::string& out, const Common& common) {
    put_count(out, common.person);
    put_cell(out, common.district);
    put_cell(out, common.fnr);
    put_cell(out, common.duf);
    put_cell(out, common.birth);
    put_cell(out, common.woman ? "2" : "1");
}

void write_csv(const std::filesystem::path& path, const std::vector<ProgrammeRow>& rows) {
    File file(path);
    auto& out = file.text();
    for (const auto* column : kColumns) {
        out += column;
        out += ';';
    }
    out.back() = '\n';
    for (const auto& row : rows) {
        put_common(out, row.common);
        put_count(out, row.no);
        put_cell(out, row.right);
        put_dotted_cell(out, row.offer);
        put_dotted_cell(out, row.decision);
        out += row.result;
        out += ';';
        put_dotted_cell(out, row.start);
        put_dotted_cell(out, row.planned);
        put_dotted_cell(out, row.end);
        out += row.status;
        out += ';';
        put_cell(out, row.reason);
        put_cell(out, row.moved_to);
        out += ';';
        put_dotted(out, row.registered);
        out += '\n';
        file.record();
    }
    out += "#SLUTT;" + std::to_string(rows.size()) + "\n";
}

void write_fixed(const std::filesystem::path& path, const std::vector<ProgrammeRow>& rows, Day period) {
    File file(path);
    auto& out = file.text();
    const bool wide = year_of(period) >= 2008;  // INT08; before it INT06
    const auto day = [&](Day each) {
        if (each >= kNever)
            out.append(wide ? 8 : 6, ' ');
        else if (wide)
            put_long(out, each);
        else
            put_short(out, each);
    };
    for (const auto& row : rows) {
        put_padded(out, row.common.municipality, 4);
        put_number(out, year_of(period) % 100, 2);
        put_padded(out, row.common.district.empty() ? "" : row.common.district.substr(4), 2);
        if (wide)
            day(row.common.birth);
        else
            out += "  ";
        put_padded(out, row.common.case_ref, 8);
        put_padded(out, row.common.fnr, 11);
        put_padded(out, row.common.duf, 12);
        out += row.common.woman ? '2' : '1';
        put_padded(out, row.right, 2);
        day(row.offer);
        day(row.decision);
        day(row.start);
        day(row.planned);
        day(row.end);
        out += row.status;
        put_padded(out, row.reason, 2);
        day(row.registered);
        put_padded(out, std::to_string(row.no), 2);
        out.append(wide ? 7 : 5, ' ');
        out += '\n';
        file.record();
    }
}

namespace {

/// A sheet of text and date cells, row by row.
class Sheet {
public:
    void row(int number) {
        end();
        m_row = number;
        m_column = 0;
        m_xml += "<row r=\"" + std::to_string(number) + "\">";
        m_open = true;
    }
    void text(std::string_view value) {
        const std::string at = place();
        if (value.empty()) return;
        m_xml += "<c r=\"" + at + "\" t=\"inlineStr\"><is><t>";
        m_xml += value;
        m_xml += "</t></is></c>";
    }
    void day(Day value) {
        const std::string at = place();
        if (value >= kNever) return;
        m_xml +=
            "<c r=\"" + at + "\" s=\"1\"><v>" + std::to_string(value + 25569) + "</v></c>";  // days since 1899-12-30
    }
    std::string finished() {
        end();
        return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
               "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" +
               m_xml + "</sheetData></worksheet>";
    }

private:
    std::string place() { return static_cast<char>('A' + m_column++) + std::to_string(m_row); }
    void end() {
        if (m_open) m_xml += "</row>";
        m_open = false;
    }
    std::string m_xml;
    int m_row = 0;
    int m_column = 0;
    bool m_open = false;
};

constexpr const char* kTypes =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet1.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet2.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet3.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
    "<Override PartName=\"/xl/styles.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
    "</Types>";
constexpr const char* kRelations =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
    "Target=\"xl/workbook.xml\"/></Relationships>";
constexpr const char* kWorkbook =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
    "<sheet name=\"Deltakere\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Veiledning\" sheetId=\"2\" r:id=\"rId2\"/>"
    "<sheet name=\"Kodeverk\" sheetId=\"3\" state=\"hidden\" r:id=\"rId3\"/></sheets></workbook>";
constexpr const char* kWorkbookRelations =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
    "Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
    "Target=\"worksheets/sheet2.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
    "Target=\"worksheets/sheet3.xml\"/>"
    "<Relationship Id=\"rId4\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" "
    "Target=\"styles.xml\"/>"
    "</Relationships>";
constexpr const char* kStyles =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
    "<fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders>"
    "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
    "<cellXfs count=\"2\"><xf/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>";

}  // namespace

void write_xlsx(const std::filesystem::path& path, const std::vector<ProgrammeRow>& rows) {
    Sheet participants;
    participants.row(1);
    participants.text("Deltakere i introduksjonsprogrammet");
    participants.row(3);
    for (const auto* column : kColumns) participants.text(column);
    int number = 4;
    for (const auto& row : rows) {
        participants.row(number++);
        participants.text(row.common.municipality);
        participants.text(row.common.district);
        participants.text(row.common.case_ref);
        participants.text(row.common.fnr);
        participants.text(row.common.duf);
        participants.day(row.common.birth);
        participants.text(row.common.woman ? "2" : "1");
        participants.text(std::to_string(row.no));
        participants.text(row.right);
        participants.day(row.offer);
        participants.day(row.decision);
        participants.text(std::string_view(&row.result, 1));
        participants.day(row.start);
        participants.day(row.planned);
        participants.day(row.end);
        participants.text(std::string_view(&row.status, 1));
        participants.text(row.reason);
        participants.text(row.moved_to);
        participants.text("");
        participants.day(row.registered);
    }
    Sheet guide;
    guide.row(1);
    guide.text("En rad for hvert program");
    Sheet codes;
    codes.row(1);
    codes.text("11");
    codes.text("Arbeid, heltid");
    Zip zip(path);
    zip.add("[Content_Types].xml", kTypes);
    zip.add("_rels/.rels", kRelations);
    zip.add("xl/workbook.xml", kWorkbook);
    zip.add("xl/_rels/workbook.xml.rels", kWorkbookRelations);
    zip.add("xl/styles.xml", kStyles);
    zip.add("xl/worksheets/sheet1.xml", participants.finished());
    zip.add("xl/worksheets/sheet2.xml", guide.finished());
    zip.add("xl/worksheets/sheet3.xml", codes.finished());
}

}  // namespace nation
