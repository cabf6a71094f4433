// The first byte chooses: the rest is the archive itself, or the rows of a sheet and, after a zero byte, the shared
// strings - otherwise the checksums of the archive would keep nearly every input away from the XML.
#include "fuzz/delivery.hpp"
#include "unit/decode/zip_builder.hpp"

using namespace tilsig;

namespace {

std::string workbook(std::string_view content) {
    const std::string_view rows = content.substr(0, content.find('\0'));
    const std::string_view strings =
        rows.size() < content.size() ? content.substr(rows.size() + 1) : std::string_view();
    decode::testing::ZipBuilder zip;
    const auto add = [&zip](const std::string& name, const std::string& text) { zip.add(name, text, false); };
    add("[Content_Types].xml", "<Types/>");
    add("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Data\" r:id=\"a\"/></sheets></workbook>");
    add("xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"sheet.xml\"/><Relationship Id=\"b\" "
        "Type=\"x/sharedStrings\" Target=\"strings.xml\"/></Relationships>");
    add("xl/sheet.xml", "<worksheet><sheetData>" + std::string(rows) + "</sheetData></worksheet>");
    add("xl/strings.xml", "<sst>" + std::string(strings) + "</sst>");
    return zip.bytes();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    static const auto contract = [] {
        auto made = fuzz::contract_of({"a", "b"});
        made.fields[0].type = model::Type::code;
        made.fields[1].type = model::Type::date;
        return made;
    }();
    catalog::Layout layout;
    layout.name = "fuzz";
    layout.format = catalog::FormatKind::xlsx;
    for (const std::uint32_t first : {1U, 4U}) {
        auto& table = layout.xlsx.tables.emplace_back();
        table.sheet = "Data";
        table.first_column = first;
        table.last_column = first + 1;
        table.last_row = first == 1 ? 0 : 4;
    }
    const std::string made = (data[0] & 1U) == 0 ? workbook(bytes) : std::string(bytes);
    fuzz::check_delivery(contract, layout, made, data[1] + 1U);
    return 0;
}
