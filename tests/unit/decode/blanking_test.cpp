// A record taken out of a delivery: nothing of it is left, and every other record is where it was.
#include "decode/blanking.hpp"

#include "decode/container/zip_archive.hpp"
#include "decode/spool.hpp"
#include "gzip_builder.hpp"
#include "xlsx_builder.hpp"

namespace tilsig::decode::testing {
namespace {

const std::string secret = "14837936625", elsewhere = "02918536941";

IsTheirs theirs(const std::string& number = secret) {
    return [number](std::string_view digits) { return digits == number; };
}

std::string blanked(const catalog::Layout& layout, const std::string& bytes,
                    const std::vector<model::RecordPlace>& records, bool by_lines = false) {
    std::string out;
    write_blanked(layout, {model::ErasedPlaces(records), theirs(), by_lines}, source_of(bytes, 7),
                  [&](std::string_view piece) { out += piece; }, {});
    return out;
}

bool same_place(const model::RecordPlace& a, const model::RecordPlace& b) {
    return a.number == b.number && a.line == b.line && a.column == b.column && a.sheet == b.sheet &&
           (a.sheet > 0 || (a.offset == b.offset && a.length == b.length));
}

/// Takes the second of three records out. What the delivery says otherwise must be what it said.
void expect_only_the_second_gone(const catalog::Contract& contract, const catalog::Layout& layout,
                                 const std::string& bytes, const std::vector<std::string>& values) {
    const auto before = decode_all(contract, layout, bytes);
    ASSERT_TRUE(before.refused.empty()) << before.error;
    ASSERT_EQ(before.rows.size(), 3U);
    const auto left = blanked(layout, bytes, {before.places[1]});
    const auto after = decode_all(contract, layout, source_of(left), true, model::ErasedPlaces({before.places[1]}));
    ASSERT_TRUE(after.refused.empty()) << after.error;
    EXPECT_TRUE(after.unreadable.empty());
    EXPECT_EQ(after.report.records, 3U);
    EXPECT_EQ(after.report.erased, 1U);
    EXPECT_EQ(after.report.bytes.residual(after.report.delivery_bytes), 0);
    EXPECT_EQ(after.report.closed, before.report.closed) << after.report.open_reason;
    EXPECT_EQ(after.report.stated_records, before.report.stated_records);
    ASSERT_EQ(after.rows.size(), 2U);
    for (const std::size_t kept : {0U, 1U}) {
        EXPECT_EQ(after.rows[kept], before.rows[2 * kept]);
        EXPECT_TRUE(same_place(after.places[kept], before.places[2 * kept])) << kept;
    }
    for (const auto& value : values) {
        EXPECT_NE(bytes.find(value), std::string::npos) << value;
        EXPECT_EQ(left.find(value), std::string::npos) << value;
    }
}

TEST(Blanking, ARecordOfCsvAlsoWithLineBreaksInQuotes) {
    auto layout = csv_layout();
    layout.csv.trailer_prefix = "#SLUTT";
    layout.csv.trailer_count_column = 2;
    expect_only_the_second_gone(contract_of({"a", "b"}), layout,
                                "a;b\r\nx;1\r\n14837936625;\"two\r\n\r\nlines; \"\"really\"\"\"\r\nz;3\r\n#SLUTT;3\r\n",
                                {secret, "two", "lines", "really"});
    auto one_column = csv_layout();
    expect_only_the_second_gone(contract_of({"a"}), one_column, "a\nx\n14837936625\nz\n", {secret});
}

TEST(Blanking, ARecordOfFixedWidthAlsoWithAYearAndLettersOfTwoBytes) {
    auto layout = csv_layout();
    layout.format = catalog::FormatKind::fixed;
    layout.time = catalog::LayoutTime::of_years(2008, 2008);
    layout.fixed.record_length = 18;
    layout.fixed.columns = {{"a", 1, 11, {}}, {"y", 12, 4, {}}, {"b", 16, 3, {}}};
    layout.fixed.year_column = "y";
    expect_only_the_second_gone(contract_of({"a", "b"}), layout,
                                "00000000001"
                                "2008"
                                "aaa\n14837936625"
                                "2008"
                                "\xC3\xB8\xC3\xB8\xC3\xB8\n00000000003"
                                "2008"
                                "ccc\n",
                                {secret, "\xC3\xB8"});
}

TEST(Blanking, ARecordOfJson) {
    const std::string bytes =
        "{\"n\": 3, \"v\": [{\"a\":\"x\",\"b\":1},\n{\"a\":\"14837936625\",\"b\":{\"c\":\n[2]}} , "
        "{\"a\":\"z\",\"b\":3}]}\n";
    auto contract = contract_of({"a"});
    expect_only_the_second_gone(contract, json_layout("/v"), bytes, {secret});
}

TEST(Blanking, ARecordOfXmlWithNamespacesAndASchema) {
    auto layout = xml_layout();
    layout.xml.records = {xml_step("r", "urn:a"), xml_step("v", "urn:a")};
    layout.xml.default_uri = "urn:a";
    layout.xml.count = {xml_step("r", "urn:a"), {"", "antall", true}};
    layout.xml.schema = "test.xsd";
    layout.xml.schema_text =
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:a' elementFormDefault='qualified'>"
        "<xs:element name='r'><xs:complexType><xs:sequence><xs:element name='v' maxOccurs='unbounded'><xs:complexType>"
        "<xs:sequence><xs:element name='a' type='xs:string'/><xs:element name='b' type='xs:int'/></xs:sequence>"
        "<xs:attribute name='id' type='xs:int' use='required'/></xs:complexType></xs:element></xs:sequence>"
        "<xs:attribute name='antall' type='xs:int'/></xs:complexType></xs:element></xs:schema>";
    expect_only_the_second_gone(
        contract_of({"@id", "a", "b"}), layout,
        "<r xmlns='urn:a' antall='3'><v id='1'><a>x</a><b>1</b></v><q:v xmlns:q=\"urn:a\" id='2'\n><q:a>14837936625 "
        "&amp; mer</q:a>\n<q:b>2</q:b></q:v><v id='3'><a>z</a><b>3</b></v></r>",
        {secret, "mer"});
    expect_only_the_second_gone(contract_of({"@a"}), xml_layout(), "<r><v a='1'/><v a='14837936625'/><v a='3'/></r>",
                                {secret});
}

TEST(Blanking, ARowOfAWorkbookWithItsStringsAndWhatLiesBesideTheSheets) {
    XlsxBuilder book;
    const auto shared = [](const std::string& name, int number) {
        return "<c r=\"" + name + "\" t=\"s\"><v>" + std::to_string(number) + "</v></c>";
    };
    book.strings = "<si><t>Kari Ukjent</t></si><si><r><t>begge</t></r></si>";
    book.sheet("Data", row(3, text_cell("A3", "a") + text_cell("B3", "b")) +
                           row(4, text_cell("A4", "x") + shared("B4", 1)) +
                           row(5, number_cell("A5", secret) + shared("B5", 0) + text_cell("D5", "ved siden av")) +
                           row(6, text_cell("A6", "z") + shared("B6", 1)));
    book.sheet("Notater", row(1, text_cell("A1", "Kari Ukjent ringte")));
    book.parts["xl/comments1.xml"] = "<comments>Kari Ukjent</comments>";
    auto layout = xlsx_layout();
    layout.xlsx.tables.back().header_row = 3;
    const auto contract = contract_of({"a", "b"});
    const std::string bytes = book.bytes();
    expect_only_the_second_gone(contract, layout, bytes, {});
    // What can be seen when it is unpacked.
    const auto left = blanked(layout, bytes, {decode_all(contract, layout, bytes).places[1]});
    Spool spool;
    spool.write(left);
    ZipArchive archive(spool, "delivery");
    std::size_t read = 0;
    for (const auto& member : archive.members()) {
        std::string text(static_cast<std::size_t>(member.inflated), '\0');
        const auto source = archive.open(member);
        for (std::size_t at = 0; at < text.size();) at += source(text.data() + at, text.size() - at);
        read += text.size();
        for (const std::string& value : {secret, std::string("Kari"), std::string("siden")})
            EXPECT_EQ(text.find(value), std::string::npos) << value << " in " << member.name;
    }
    EXPECT_GT(read, 500U);
}

TEST(Blanking, WhatIsPackedIsPackedAgain) {
    const std::string bytes = "a;b\nx;1\n14837936625;2\nz;3\n";
    const auto contract = contract_of({"a", "b"});
    auto gzipped = csv_layout();
    gzipped.compression = catalog::Compression::gzip;
    expect_only_the_second_gone(contract, gzipped, gzip(bytes, secret), {secret});
    auto zipped = csv_layout();
    zipped.compression = catalog::Compression::zip;
    zipped.member = "*.csv";
    zipped.ignore_other_members = true;
    const auto archive = ZipBuilder().add(secret + ".csv", bytes).add("les-meg.txt", "om " + secret, false).bytes();
    expect_only_the_second_gone(contract, zipped, archive, {secret, "les-meg"});
}

TEST(Blanking, ANumberInTheRecordOfSomebodyElseBecomesNobodysNumber) {
    const std::string bytes = "a;b\nx;om 14837936625, 148379-36625 og 02918536941\ny;1483793662514837936625\n";
    EXPECT_EQ(blanked(csv_layout(), bytes, {}),
              "a;b\nx;om 99999999999, 999999-99999 og 02918536941\ny;1483793662514837936625\n");
    EXPECT_EQ(count_numbers(csv_layout(), theirs(), source_of(bytes, 5)), 2U);
    EXPECT_EQ(count_numbers(csv_layout(), theirs(elsewhere), source_of(bytes)), 1U);
    EXPECT_EQ(blanked(csv_layout(), "14837936625", {}), "99999999999") << "also at both ends";
}

TEST(Blanking, OfADeliveryThatNobodyCanReadTheLinesGo) {
    EXPECT_EQ(blanked(csv_layout(), "x;1\ny;Kari;14837936625\nz;3", {}, true),
              "x;1\n" + std::string(18, ' ') + "\nz;3");
}

}  // namespace
}  // namespace tilsig::decode::testing
