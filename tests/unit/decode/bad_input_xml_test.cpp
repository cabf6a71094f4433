// Bad input in XML: tests/bad_input.md lists these tests by name.
#include "decode_support.hpp"
#include "peak_memory.hpp"

namespace tilsig::decode::testing {
namespace {

constexpr std::uint64_t memory_cap = 64ULL << 20U;
const std::string records =
    "<v><kode>0301</kode><navn>Oslo</navn></v>\n<v><kode>1103</kode><navn>Stavanger</navn></v>\n";
const std::string good = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r>\n" + records + "</r>\n";

Decoded decode(const std::string& bytes, const catalog::Layout& layout = xml_layout()) {
    auto decoded = decode_all(contract_of({"kode", "navn"}), layout, bytes);
    if (decoded.refused.empty()) expect_closed_account(decoded, bytes.size());
    return decoded;
}

std::string with(const std::string& from, const std::string& to) {
    std::string bytes = good;
    const auto at = bytes.find(from);
    EXPECT_NE(at, std::string::npos);
    return bytes.replace(at, from.size(), to);
}

void expect_refused(const Decoded& decoded, std::string_view code, std::uint64_t line) {
    EXPECT_EQ(decoded.error_code, code) << decoded.error;
    EXPECT_EQ(decoded.error_place.line, line) << decoded.error;
    EXPECT_NE(decoded.error.find("delivery:"), std::string::npos) << decoded.error;
}

/// Refused with bounded memory; the document is never held by the test.
void expect_refused_cheaply(ByteSource source, std::string_view code) {
    const PeakMemory memory;
    const auto decoded = decode_all(contract_of({"kode", "navn"}), xml_layout(), std::move(source), false);
    EXPECT_EQ(decoded.error_code, code) << decoded.error;
    EXPECT_LT(memory.growth(), memory_cap);
}

TEST(BadInput, XmlTruncated) {
    for (std::size_t size = 1; size < good.size() - 1; ++size) {
        const auto decoded = decode(good.substr(0, size));
        ASSERT_FALSE(decoded.refused.empty()) << "cut after " << size << " bytes";
        ASSERT_TRUE(decoded.error_code == code::cut || decoded.error_code == code::empty ||
                    decoded.error_code == code::encoding)
            << size << decoded.error;
    }
    expect_refused(decode(good.substr(0, good.find("Stavanger"))), code::cut, 4);
}
TEST(BadInput, XmlTruncatedBetweenRecords) {
    const auto decoded = decode(good.substr(0, good.find("</r>")));
    expect_refused(decoded, code::cut, 5);
    EXPECT_TRUE(decoded.rows.empty() || !decoded.report.closed);
}
TEST(BadInput, XmlEmpty) { expect_refused(decode(""), code::empty, 1); }
TEST(BadInput, XmlBlank) { expect_refused(decode(" \n "), code::empty, 1); }
TEST(BadInput, XmlEmptyMayBeAnAnswer) {
    auto contract = contract_of({"kode"});
    contract.completeness.nothing_is_normal = true;
    for (const char* bytes : {"", " ", "\xEF\xBB\xBF"}) {
        const auto decoded = decode_all(contract, xml_layout(), std::string(bytes));
        EXPECT_TRUE(decoded.report.closed) << decoded.error;
        expect_closed_account(decoded, std::string(bytes).size());
    }
}
TEST(BadInput, XmlOneLine) {
    std::string line = good;
    std::replace(line.begin(), line.end(), '\n', ' ');
    EXPECT_EQ(decode(line).rows.size(), 2U);
    EXPECT_EQ(decode(line).places.back().line, 1U);
}
TEST(BadInput, XmlNoRecords) {
    EXPECT_TRUE(decode("<r/>").report.closed);
    EXPECT_TRUE(decode("<r>\n</r>\n").report.closed);
}
TEST(BadInput, XmlUnclosedRoot) { expect_refused(decode("<r>\n" + records), code::cut, 4); }
TEST(BadInput, XmlTwoRoots) { expect_refused(decode(good + "<r/>"), code::format, 6); }
TEST(BadInput, XmlTextAfterTheRoot) { expect_refused(decode(good + "x"), code::format, 6); }
TEST(BadInput, XmlHtmlInstead) {
    expect_refused(decode("<html><body>Logg inn</body></html>"), code::web_page, 1);
    expect_refused(decode("<!DOCTYPE html><html></html>"), code::web_page, 1);
    expect_refused(decode("{\"error\": 1}"), code::answer, 1);
}
TEST(BadInput, XmlTagsThatDoNotMatch) {
    const auto decoded = decode(with("Oslo</navn>", "Oslo</nam>"));
    expect_refused(decoded, code::format, 3);
    EXPECT_EQ(decoded.error.find("Oslo"), std::string::npos);
}
TEST(BadInput, XmlUnescapedSigns) {
    expect_refused(decode(with("Oslo", "A & B")), code::format, 3);
    expect_refused(decode(with("Oslo", "A < B")), code::format, 3);
    expect_refused(decode(with("Oslo", "&nbsp;")), code::format, 3);
    expect_refused(decode(with("Oslo", "&#1;")), code::format, 3);
}
TEST(BadInput, XmlDocumentTypes) {
    for (const char* type :
         {"<!DOCTYPE r>", "<!DOCTYPE r SYSTEM \"file:///etc/passwd\">", "<!DOCTYPE r [<!ENTITY a 'b'>]>"})
        expect_refused(decode(with("<r>", type + std::string("<r>"))), code::document_type, 2);
}
TEST(BadInput, XmlBillionLaughs) {
    std::string type = "<!DOCTYPE r [<!ENTITY l0 'ha'>";
    for (int i = 1; i < 10; ++i) {
        type += "<!ENTITY l" + std::to_string(i) + " '";
        for (int j = 0; j < 10; ++j) type += "&l" + std::to_string(i - 1) + ";";
        type += "'>";
    }
    const PeakMemory memory;
    expect_refused(decode(with("<r>", type + "]><r>&l9;")), code::document_type, 2);
    EXPECT_LT(memory.growth(), memory_cap);
}
TEST(BadInput, XmlExternalEntity) {
    expect_refused(decode(with("<r>", "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;")),
                   code::document_type, 2);
}
TEST(BadInput, XmlEntityDeclarationInTheMiddle) {
    expect_refused(decode(with("Oslo", "<!ENTITY x 'y'>")), code::document_type, 3);
}
TEST(BadInput, Xml100000Attributes) {
    std::string tag = "<r>\n<v";
    for (int i = 0; i < 100'000; ++i) tag += " a" + std::to_string(i) + "=''";
    expect_refused(decode(tag + "/></r>"), code::limit, 2);
}
TEST(BadInput, XmlTagJustWithin) {
    const std::string begin = "<v x='", end = "'><kode>1</kode><navn>2</navn></v>";
    const auto tag = [&](std::size_t size) {
        return "<r>" + begin + std::string(size - begin.size() - 2, 'x') + end + "</r>";
    };
    EXPECT_EQ(decode(tag(Limits::tag_bytes)).rows.size(), 1U);
    expect_refused(decode(tag(Limits::tag_bytes + 1)), code::limit, 1);
}
TEST(BadInput, XmlTagWithoutEnd) { expect_refused_cheaply(generated("<r><v a='", "x", 60'000'000, ""), code::limit); }
TEST(BadInput, XmlDepth) {
    const auto nested = [](std::size_t depth) {
        std::string bytes;
        for (std::size_t i = 2; i < depth; ++i) bytes += "<x>";
        for (std::size_t i = 2; i < depth; ++i) bytes += "</x>";
        return "<r><v><kode>1</kode><navn>2</navn>" + bytes + "</v></r>";
    };
    EXPECT_EQ(decode(nested(Limits::depth)).rows.size(), 1U);
    expect_refused(decode(nested(Limits::depth + 1)), code::limit, 1);
    expect_refused_cheaply(generated("<r>", "<v>", 1'000'000, ""), code::limit);
}
TEST(BadInput, XmlFieldOf50Megabytes) {
    expect_refused_cheaply(generated("<r><v><kode>", "x", 50'000'000, "</kode></v></r>"), code::limit);
}
TEST(BadInput, XmlFieldJustTooLong) {
    const auto field = [](std::size_t size) {
        return "<r>\n<v><kode>" + std::string(size, 'x') + "</kode><navn/></v></r>";
    };
    EXPECT_EQ(decode(field(Limits::cell_bytes)).rows.size(), 1U);
    expect_refused(decode(field(Limits::cell_bytes + 1)), code::limit, 2);
}
TEST(BadInput, XmlCommentWithoutEnd) {
    expect_refused_cheaply(generated("<r><!-- ", "x", 50'000'000, ""), code::limit);
}
TEST(BadInput, XmlRecordWithoutEnd) {
    expect_refused_cheaply(generated("<r><v>", "<kode/>", 10'000'000, ""), code::limit);
}
TEST(BadInput, XmlBlanksOnly) {
    const PeakMemory memory;
    const auto decoded = decode_all(contract_of({"kode"}), xml_layout(),
                                    generated("<r>", "\n", 20'000'000, "<v><kode>1</kode></v></r>"), false);
    EXPECT_TRUE(decoded.report.closed) << decoded.error;
    EXPECT_EQ(decoded.report.bytes.blank, 20'000'000U);
    EXPECT_LT(memory.growth(), memory_cap);
}
TEST(BadInput, Xml5000ElementNames) {
    std::string bytes = "<r>";
    for (int i = 0; i < 5000; ++i) bytes += "<v><kode>1</kode><navn>2</navn><x" + std::to_string(i) + "/></v>\n";
    expect_refused(decode(bytes + "</r>"), code::limit, 4097);
}
TEST(BadInput, XmlNul) { expect_refused(decode(with("Oslo", std::string("Os\0lo", 5))), code::nul, 3); }
TEST(BadInput, XmlUtf16) {
    expect_refused(decode(std::string("\xFF\xFE<\0r\0/\0>\0", 10)), code::encoding, 1);
    expect_refused(decode(std::string("\0<\0r\0/\0>", 8)), code::nul, 1);
}
TEST(BadInput, XmlBomWhereNoneMayBe) {
    auto layout = xml_layout();
    layout.allow_bom = false;
    expect_refused(decode("\xEF\xBB\xBF" + good, layout), code::byte_order_mark, 1);
    expect_refused(decode("\xEF\xBB\xBF<r/>", xml_layout("r", "v", catalog::Encoding::iso_8859_1)), code::encoding, 1);
}
TEST(BadInput, XmlDeclarationOfAnotherEncoding) {
    expect_refused(decode(with("UTF-8", "ISO-8859-1")), code::encoding, 1);
    expect_refused(decode(good, xml_layout("r", "v", catalog::Encoding::iso_8859_1)), code::encoding, 1);
    EXPECT_TRUE(decode(with("UTF-8", "us-ascii")).report.closed);
}
TEST(BadInput, XmlDeclarationThatIsNone) {
    expect_refused(decode(with("version=\"1.0\" ", "")), code::format, 1);
    expect_refused(decode(with("1.0", "1.1")), code::format, 1);
    expect_refused(decode("\n" + good), code::format, 2);
}
TEST(BadInput, XmlLatin1DeclaredUtf8) {
    const auto decoded = decode(with("Oslo", "Troms\xF8"));
    ASSERT_EQ(decoded.unreadable.size(), 1U) << decoded.error;
    EXPECT_EQ(decoded.unreadable[0].code, code::encoding);
    EXPECT_EQ(decoded.unreadable[0].place.line, 3U);
    EXPECT_EQ(decoded.rows.size(), 1U);
    EXPECT_FALSE(decoded.report.closed);
    expect_refused(decode(with("<navn>", "<n\xF8vn>")), code::encoding, 3);
    expect_refused(decode(with("<r>", "<r><!-- \xF8 -->")), code::encoding, 2);
}
TEST(BadInput, XmlUtf8DeclaredLatin1) {
    const auto decoded = decode("<r><v><kode>1</kode><navn>Troms\xC3\xB8</navn></v></r>",
                                xml_layout("r", "v", catalog::Encoding::iso_8859_1));
    EXPECT_TRUE(decoded.has(code::encoding));
    EXPECT_FALSE(decoded.report.closed);
}
TEST(BadInput, XmlWindows1252DeclaredLatin1) {
    const auto decoded = decode("<r><v><kode>1</kode><navn>\x93quote\x94</navn></v></r>",
                                xml_layout("r", "v", catalog::Encoding::iso_8859_1));
    EXPECT_EQ(decoded.unreadable.size(), 1U) << decoded.error;
    EXPECT_FALSE(decoded.report.closed);
}
TEST(BadInput, XmlNamespaceChanged) {
    expect_refused(decode(with("<r>", "<r xmlns='urn:new'>")), code::element_path, 2);
    auto layout = xml_layout();
    layout.xml.records = {xml_step("r"), xml_step("v", "urn:a")};
    expect_refused(decode(good, layout), code::element_path, 2);
}
TEST(BadInput, XmlPrefixWithoutNamespace) { expect_refused(decode(with("<r>", "<r><x:y/>")), code::format, 2); }
TEST(BadInput, XmlRecordRenamed) { expect_refused(decode("<r><w><kode>1</kode></w></r>"), code::element_path, 1); }
TEST(BadInput, XmlElementRenamed) {
    const auto decoded = decode("<r><v><kode>1</kode><navnn>Oslo</navnn></v></r>");
    expect_refused(decoded, code::renamed_column, 1);
}
TEST(BadInput, XmlElementMissingEverywhere) {
    expect_refused(decode("<r><v><kode>1</kode></v></r>"), code::missing_column, 1);
}
TEST(BadInput, XmlElementMissingInOneRecord) {
    const auto decoded = decode(with("<navn>Oslo</navn>", ""));
    ASSERT_EQ(decoded.unreadable.size(), 1U);
    EXPECT_EQ(decoded.unreadable[0].code, code::missing_column);
    EXPECT_EQ(decoded.unreadable[0].place.line, 3U);
    EXPECT_TRUE(decoded.report.closed);
}
TEST(BadInput, XmlExtraElement) {
    const auto decoded = decode(with("<navn>", "<nytt a='1'><x/></nytt>text<navn>"));
    EXPECT_EQ(decoded.rows.size(), 2U);
    EXPECT_TRUE(decoded.has(code::extra_column));
    EXPECT_EQ(decoded.notes.size(), 2U) << "the element and the text, not what is inside";
}
TEST(BadInput, XmlDuplicateElement) {
    const auto decoded = decode(with("<navn>", "<navn>x</navn><navn>"));
    ASSERT_EQ(decoded.unreadable.size(), 1U);
    EXPECT_EQ(decoded.unreadable[0].code, code::duplicate_column);
}
TEST(BadInput, XmlReorderedElements) {
    EXPECT_EQ(decode("<r><v><navn>x</navn><kode>1</kode></v></r>").rows[0][0], "1");
}
TEST(BadInput, XmlHostileElementNames) {
    const auto decoded = decode(with("<navn>", "<\xE2\x80\xAEx/><navn>"));
    EXPECT_TRUE(decoded.error_code == code::format || decoded.has(code::extra_column));
    const auto odd = decode(with("<navn>", "<_.-\xC3\xB8/><navn>"));
    EXPECT_TRUE(odd.has(code::extra_column)) << odd.error;
}
TEST(BadInput, XmlCountThatLies) {
    auto layout = xml_layout();
    layout.xml.count = {xml_step("r"), {"", "antall", true}};
    EXPECT_FALSE(decode(with("<r>", "<r antall='3'>"), layout).report.closed);
    EXPECT_TRUE(decode(with("<r>", "<r antall='2'>"), layout).report.closed);
}
TEST(BadInput, XmlAgainstItsSchema) {
    auto layout = xml_layout();
    layout.xml.schema_text =
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element "
        "name='r'><xs:complexType><xs:sequence><xs:element "
        "name='v' maxOccurs='unbounded'><xs:complexType><xs:sequence><xs:element name='kode' "
        "type='xs:int'/><xs:element name='navn' "
        "type='xs:string'/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element></"
        "xs:schema>";
    const auto decoded = decode(with("1103", "x"), layout);
    EXPECT_EQ(decoded.rows.size(), 1U) << decoded.error;
    ASSERT_EQ(decoded.unreadable.size(), 1U);
    EXPECT_EQ(decoded.unreadable[0].code, code::schema);
    EXPECT_EQ(decoded.unreadable[0].place.line, 4U);
}

}  // namespace
}  // namespace tilsig::decode::testing
