// XML as senders write it: paths, namespaces, attributes, repeated elements, encodings, counts, schemas, places.
#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

using Row = std::vector<Cell>;
const Cell null;

Decoded read(const std::vector<std::string>& fields, const catalog::Layout& layout, const std::string& bytes) {
    auto decoded = decode_all(contract_of(fields), layout, bytes);
    if (decoded.refused.empty()) expect_closed_account(decoded, bytes.size());
    return decoded;
}

TEST(Xml, RecordsAreTheRepeatedElementAndFieldsArePaths) {
    const std::string bytes =
        "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- made by hand -->\n<r made='today'>\n"
        "  <v id=\"1\"><navn>S\xC3\xB8rum &amp; omegn</navn><adresse land='NO'><nr>0301</nr></adresse></v>\n"
        "  <v id=\"2\"><navn><![CDATA[<x>]]></navn><adresse><nr/></adresse></v>\n</r>\n";
    auto contract = contract_of({"@id", "navn", "adresse/nr", "adresse/@land"});
    contract.fields[3].optional_column = true;
    const auto decoded = decode_all(contract, xml_layout(), bytes);
    ASSERT_TRUE(decoded.refused.empty()) << decoded.error;
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"1", "S\xC3\xB8rum & omegn", "0301", "NO"}, {"2", "<x>", null, null}}));
    EXPECT_TRUE(decoded.report.closed);
    expect_closed_account(decoded, bytes.size());
    ASSERT_EQ(decoded.places.size(), 2U);
    EXPECT_EQ(decoded.places[1].line, 5U);
    EXPECT_EQ(bytes.substr(decoded.places[1].offset, decoded.places[1].length),
              "<v id=\"2\"><navn><![CDATA[<x>]]></navn><adresse><nr/></adresse></v>");
    const auto& account = decoded.report.bytes;
    EXPECT_EQ(account.preface, bytes.find("<r "));
    EXPECT_EQ(account.header, std::string("<r made='today'>").size());
    EXPECT_EQ(account.blank, 6U);
    EXPECT_EQ(account.trailer, std::string("\n</r>\n").size());
}

TEST(Xml, NamesAreComparedWithTheirNamespace) {
    auto layout = xml_layout();
    layout.xml.records = {xml_step("r", "urn:a"), xml_step("v", "urn:b")};
    layout.xml.default_uri = "urn:a";
    layout.xml.namespaces = {{"b", "urn:b"}};
    const std::string bytes =
        "<r xmlns='urn:a' xmlns:q='urn:b'><q:v><n>1</n><q:m>2</q:m></q:v><v><n>other</n></v>"
        "<v xmlns='urn:b'><n xmlns='urn:a'>3</n><m>4</m></v></r>";
    const auto decoded = read({"n", "b:m"}, layout, bytes);
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"1", "2"}, {"3", "4"}})) << decoded.error;
}

TEST(Xml, RecordsMayLieDeepAndInSeveralContainers) {
    auto layout = xml_layout();
    layout.xml.records = {xml_step("r"), xml_step("l"), xml_step("v")};
    const std::string bytes =
        "<r><h><v><a>no</a></v></h><l><v><a>1</a></v> <w/></l><l/><l><v><a>2</a></v></l><!-- end --></r>";
    const auto decoded = read({"a"}, layout, bytes);
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"1"}, {"2"}})) << decoded.error;
    EXPECT_EQ(decoded.report.bytes.trailer, std::string("</l><!-- end --></r>").size());
    EXPECT_EQ(decoded.report.bytes.blank, 1U);
}

TEST(Xml, TheRecordsOwnTextIsADot) {
    EXPECT_EQ(read({".", "@k"}, xml_layout(), "<r><v k='a'>1</v><v k='b'/></r>").rows,
              (std::vector<Row>{{"1", "a"}, {null, "b"}}));
}

TEST(Xml, EmptyElementsAndNilAreNull) {
    const auto decoded = read({"a"}, xml_layout(),
                              "<r xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><v><a/></v><v><a></a></v>"
                              "<v><a xsi:nil='true'></a></v><v><a> </a></v></r>");
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{null}, {null}, {null}, {null}}));
    EXPECT_TRUE(decoded.notes.empty()) << "nil is not an attribute of the sender's own";
}

TEST(Xml, ARepeatedElementKeepsItsRecordOutUnlessItIsJoined) {
    const std::string bytes = "<r><v><a>1</a><a>2</a></v><v><a>3</a></v><v><a>4</a><a/><a>5</a></v></r>";
    const auto refused = read({"a"}, xml_layout(), bytes);
    EXPECT_EQ(refused.rows, (std::vector<Row>{{"3"}}));
    ASSERT_EQ(refused.unreadable.size(), 2U);
    EXPECT_EQ(refused.unreadable[0].code, code::duplicate_column);
    EXPECT_EQ(refused.unreadable[0].field, "a");
    auto layout = xml_layout();
    layout.xml.join = {{"a", ", "}};
    EXPECT_EQ(read({"a"}, layout, bytes).rows, (std::vector<Row>{{"1, 2"}, {"3"}, {"4, 5"}}));
}

TEST(Xml, AnElementWithElementsIsNoValue) {
    const auto decoded = read({"a"}, xml_layout(), "<r><v><a>1<b/></a></v><v><a>2</a></v></r>");
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"2"}}));
    ASSERT_EQ(decoded.unreadable.size(), 1U);
    EXPECT_EQ(decoded.unreadable[0].code, code::nested);
}

TEST(Xml, LettersComeThroughInEveryEncodingAndPlacesAreThoseOfTheDelivery) {
    for (const auto& [encoding, name, letters] :
         {std::tuple{catalog::Encoding::utf8, "UTF-8", "\xC3\xA6\xC3\xB8\xC3\xA5"},
          std::tuple{catalog::Encoding::iso_8859_1, "iso-8859-1", "\xE6\xF8\xE5"},
          std::tuple{catalog::Encoding::windows_1252, "Windows-1252", "\xE6\xF8\xE5"}}) {
        auto layout = xml_layout("r", "v", encoding);
        const std::string record = std::string("<v><a>") + letters + "</a></v>";
        const std::string bytes =
            std::string("<?xml version='1.0' encoding='") + name + "'?>\r\n<r>" + record + "\r\n" + record + "</r>";
        const auto decoded = read({"a"}, layout, bytes);
        EXPECT_EQ(decoded.rows, (std::vector<Row>{{"\xC3\xA6\xC3\xB8\xC3\xA5"}, {"\xC3\xA6\xC3\xB8\xC3\xA5"}})) << name;
        ASSERT_EQ(decoded.places.size(), 2U);
        EXPECT_EQ(bytes.substr(decoded.places[1].offset, decoded.places[1].length), record);
        EXPECT_EQ(decoded.places[1].line, 3U);
    }
}

TEST(Xml, ACountProvesCompletenessAsAttributeOrElement) {
    const std::string two = "<v><a>1</a></v><v><a>2</a></v>";
    auto layout = xml_layout();
    layout.xml.count = {xml_step("r"), {"", "n", true}};
    EXPECT_TRUE(read({"a"}, layout, "<r n='2'>" + two + "</r>").report.closed);
    EXPECT_EQ(read({"a"}, layout, "<r n='2'>" + two + "</r>").report.stated_records, 2U);
    const auto wrong = read({"a"}, layout, "<r n='3'>" + two + "</r>");
    EXPECT_FALSE(wrong.report.closed);
    EXPECT_TRUE(wrong.has(code::trailer));
    EXPECT_FALSE(read({"a"}, layout, "<r n='two'>" + two + "</r>").report.closed);
    EXPECT_FALSE(read({"a"}, layout, "<r>" + two + "</r>").report.closed);
    layout.xml.count = {xml_step("r"), xml_step("end"), xml_step("n")};
    EXPECT_TRUE(read({"a"}, layout, "<r>" + two + "<end><n> 2\n</n></end></r>").report.closed);
    EXPECT_FALSE(read({"a"}, layout, "<r>" + two + "<end><n>1</n></end></r>").report.closed);
}

const std::string schema =
    "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='r'><xs:complexType><xs:sequence>"
    "<xs:element name='v' minOccurs='0' maxOccurs='unbounded'><xs:complexType><xs:sequence>"
    "<xs:element name='a' type='xs:integer'/><xs:element name='b' type='xs:string'/></xs:sequence></xs:complexType>"
    "</xs:element></xs:sequence><xs:attribute name='n' use='required'/></xs:complexType></xs:element></xs:schema>";

TEST(Xml, AViolationOfTheSchemaKeepsItsRecordOut) {
    auto layout = xml_layout();
    layout.xml.schema = "feed.xsd";
    layout.xml.schema_text = schema;
    auto contract = contract_of({"a", "b"});
    contract.fields[1].optional_column = true;
    const std::string bytes =
        "<r n='1'>\n<v><a>1</a><b>x</b></v>\n<v><a>1x</a><b/></v>\n<v><a>2</a></v>\n<v><b/><a>3</a></v>\n"
        "<v><a>4</a><b>&#248;</b></v></r>";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}}) {
        const auto decoded = decode_all(contract, layout, bytes, piece);
        EXPECT_EQ(decoded.rows, (std::vector<Row>{{"1", "x"}, {"4", "\xC3\xB8"}})) << decoded.error;
        ASSERT_EQ(decoded.unreadable.size(), 3U);
        EXPECT_EQ(decoded.unreadable[0].code, code::schema);
        EXPECT_EQ(decoded.unreadable[0].field, "a");
        EXPECT_EQ(decoded.unreadable[0].place.line, 3U);
        EXPECT_EQ(decoded.unreadable[0].message.find("1x"), std::string::npos);
        EXPECT_EQ(decoded.unreadable[1].place.line, 4U) << "what a record lacks is known at its end";
        EXPECT_EQ(decoded.unreadable[2].place.line, 5U);
        EXPECT_TRUE(decoded.report.closed);
        expect_closed_account(decoded, bytes.size());
    }
    const auto outside = decode_all(contract, layout, std::string("<r><v><a>1</a><b/></v></r>"));
    EXPECT_EQ(outside.rows.size(), 1U);
    EXPECT_TRUE(outside.has(code::schema));
    EXPECT_FALSE(outside.report.closed) << "a violation outside the records puts all of it in doubt";
}

TEST(Xml, ManySmallBatchesAndFindingsAreHandedOutBitByBit) {
    std::string bytes = "<r>";
    for (int i = 0; i < 30'000; ++i) bytes += i % 2 == 0 ? "<v><a>" + std::to_string(i) + "</a></v>" : "<v><b/></v>";
    bytes += "</r>";
    const auto decoded = read({"a"}, xml_layout(), bytes);
    EXPECT_EQ(decoded.rows.size(), 15'000U);
    EXPECT_EQ(decoded.unreadable.size(), 15'000U);
    EXPECT_EQ(decoded.rows.back(), (Row{"29998"}));
}

TEST(Xml, TheWhitespaceAroundAValueIsTakenAwayAndNoted) {
    const std::string bytes =
        "<r>\n<v t=' x '><a>\n  0301\n </a><b>Bo og  li</b></v>\n<v t='y'><a>1</a><b> </b></v>\n</r>\n";
    const auto contract = contract_of({"a", "b", "@t"});
    EXPECT_EQ(decode_all(contract, xml_layout(), bytes).rows,
              (std::vector<Row>{{"0301", "Bo og  li", "x"}, {"1", null, "y"}}));
    const auto layout = xml_layout();  // a decoder keeps no copy
    const auto decoder = make_decoder(contract, layout, source_of(bytes), "delivery");
    model::Batch batch;
    std::vector<model::Finding> findings;
    (void)decoder->next(batch, findings);
    const auto space = static_cast<std::uint8_t>(model::Change::whitespace);
    EXPECT_EQ(batch.changes, (std::vector<std::uint8_t>{space, space}));
    const std::string clean = "<r><v t='y'><a>1</a><b>2</b></v></r>";
    const auto second = make_decoder(contract, layout, source_of(clean), "delivery");
    (void)second->next(batch, findings);
    EXPECT_TRUE(batch.changes.empty());
}

}  // namespace
}  // namespace tilsig::decode::testing
