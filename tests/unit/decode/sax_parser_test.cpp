// The border to libxml2: what a document's reader gets to see, and how trouble comes out of it.
#include "decode/xml/sax_parser.hpp"

#include <gtest/gtest.h>
#include <libxml/xmlmemory.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "base/error.hpp"
#include "decode/xml/markup.hpp"
#include "decode/xml/schema.hpp"

namespace tilsig::decode::testing {
namespace {

/// Writes down what happens.
struct Recorder final : SaxEvents {
    void start(const SaxElement& element) override {
        if (throw_at == element.name().local) throw std::runtime_error("the reader gave up");
        log += "<" + name(element.name());
        for (std::size_t i = 0; i < element.attributes(); ++i) {
            log += " " + name(element.attribute_name(i)) + "=";
            element.append_value(i, log);
        }
        log += ">";
    }
    void end() override { log += "</>"; }
    void text(std::string_view piece) override { log += piece; }
    void violation(std::string message) override { log += "[" + message + "]"; }
    static std::string name(SaxName name) {
        return (name.uri == nullptr ? std::string() : "{" + std::string(name.uri) + "}") + name.local;
    }
    std::string log;
    std::string throw_at;
};

std::string read(const std::string& document, std::size_t piece = 1, const XmlSchema* schema = nullptr) {
    Recorder recorder;
    SaxParser parser(recorder, schema);
    try {
        for (std::size_t at = 0; at < document.size(); at += piece)
            parser.feed(std::string_view(document).substr(at, piece));
        parser.finish();
    } catch (const XmlFault& fault) {
        return "fault: " + fault.message;
    }
    return recorder.log;
}

TEST(SaxParser, GivesElementsAttributesAndTextWithReferencesResolved) {
    const std::string document =
        "<?xml version='1.0' encoding='ISO-8859-1'?><r xmlns='u' xmlns:p='v'><p:a b='1 &amp;#38; &lt;2' p:c=''>x &amp; "
        "y<![CDATA[<z>]]>&#248;</p:a></r>";
    const std::string expected = "<{u}r><{v}a b=1 &#38; <2 {v}c=>x & y<z>\xC3\xB8</></>";
    EXPECT_EQ(read(document), expected);
    EXPECT_EQ(read(document, 1000), expected) << "pieces do not matter";
}

TEST(SaxParser, DoesNotBelieveTheEncodingOfTheDeclaration) {
    EXPECT_EQ(read("<?xml version='1.0' encoding='UTF-16'?><r>\xC3\xB8</r>"), "<r>\xC3\xB8</>");
}

TEST(SaxParser, SaysWhatIsWrongWithoutTextOfTheDocument) {
    EXPECT_EQ(read("<r><name>12345</nam></r>"), "fault: an end tag that is not the one of the open element");
    EXPECT_EQ(read("<r>&secret;</r>"), "fault: an entity other than the five of XML; none can be declared");
    EXPECT_EQ(read("<r>"), "fault: the document ends before its root element is closed");
    EXPECT_EQ(read("<r/><r/>"), "fault: the document ends before its root element is closed");
    EXPECT_EQ(read("<p:r/>"), "fault: a prefix without namespace, or a namespace that is not declared rightly");
    EXPECT_EQ(read("<r>\x01</r>"), "fault: a character that XML does not have");
}

TEST(SaxParser, PointsAtTheFault) {
    Recorder recorder;
    SaxParser parser(recorder);
    const std::string good = "<r>" + std::string(100'000, 'x') + "\n";
    parser.feed(good);
    try {
        parser.feed("<a>&oops;</a>");
        FAIL();
    } catch (const XmlFault& fault) {
        EXPECT_NEAR(static_cast<double>(fault.at), static_cast<double>(good.size()), 13.0);
    }
}

TEST(SaxParser, DoesNotWaitForTheEndOfAReferenceForEver) {
    Recorder recorder;
    SaxParser parser(recorder);
    parser.feed("<r>a & b");
    const std::string more(1 << 20, 'x');
    EXPECT_THROW(
        {
            for (int i = 0; i < 20; ++i) parser.feed(more);
        },
        XmlFault);
}

TEST(SaxParser, HandsOnWhatItsReaderThrows) {
    Recorder recorder;
    recorder.throw_at = "b";
    SaxParser parser(recorder);
    EXPECT_THROW(parser.feed("<r><a/><b/><c/></r>"), std::runtime_error);
    EXPECT_EQ(recorder.log, "<r><a></>") << "nothing is told after the exception";
}

TEST(SaxParser, ReportsViolationsOfASchemaWhereTheyStand) {
    const XmlSchema schema(
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='r'><xs:complexType><xs:sequence>"
        "<xs:element name='n' type='xs:integer' maxOccurs='unbounded'/></xs:sequence></xs:complexType></xs:element>"
        "</xs:schema>",
        "feed.xsd");
    ASSERT_TRUE(schema.mistakes().empty());
    EXPECT_EQ(read("<r><n>1</n><n>12a</n></r>", 1, &schema),
              "<r><n>1</><n>12a</>[a value that is not of the schema's type]</>");
    EXPECT_EQ(read("<r><n>1</n><m/></r>", 1000, &schema),
              "<r><n>1</><m>[an element that the schema does not have here, or one that it needs before this "
              "place]</></>");
    EXPECT_EQ(read("<r><n>&oops;</n></r>", 1, &schema),
              "fault: an entity other than the five of XML; none can be declared");
}

TEST(XmlSchema, ThatIncludesAnotherFileOrIsNoneIsAMistake) {
    const std::string begin = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n";
    const XmlSchema include(begin + "<xs:include schemaLocation='file:///etc/passwd'/></xs:schema>", "feed.xsd");
    ASSERT_FALSE(include.mistakes().empty());
    const XmlSchema import(begin + "<xs:import namespace='u' schemaLocation='http://localhost/u.xsd'/></xs:schema>",
                           "feed.xsd");
    ASSERT_FALSE(import.mistakes().empty());
    EXPECT_NE(import.mistakes().back().message.find("includes or imports"), std::string::npos);
    const XmlSchema none("<html/>", "feed.xsd");
    ASSERT_FALSE(none.mistakes().empty());
    const XmlSchema wrong(begin + "<xs:element name='a' type='xs:nothing'/></xs:schema>", "feed.xsd");
    ASSERT_FALSE(wrong.mistakes().empty());
    EXPECT_EQ(wrong.mistakes().front().place, (Place{"feed.xsd", 2, 0}));
}

TEST(XmlMarkup, EndsWhereXmlSays) {
    using Kind = XmlMarkup::Kind;
    const auto expect = [](std::string_view bytes, Kind kind, std::string_view markup) {
        const auto found = next_markup(bytes);
        ASSERT_TRUE(found) << bytes;
        EXPECT_EQ(found->kind, kind) << bytes;
        EXPECT_EQ(bytes.substr(0, found->length), markup);
    };
    expect("abc<d>", Kind::text, "abc");
    expect("<a b='>' c=\"'>\">x", Kind::start, "<a b='>' c=\"'>\">");
    expect("<a b='/'>x", Kind::start, "<a b='/'>");
    expect("<a/>>", Kind::empty, "<a/>");
    expect("</a >x", Kind::end, "</a >");
    expect("<!-- > -- > -->x", Kind::comment, "<!-- > -- > -->");
    expect("<![CDATA[ ]> <a> ]]>x", Kind::cdata, "<![CDATA[ ]> <a> ]]>");
    expect("<?a > ?>x", Kind::instruction, "<?a > ?>");
    expect("<!DOCTYPE a>", Kind::declaration, "<!");
    expect("<!ENTITY", Kind::declaration, "<!");
    for (const char* open :
         {"abc", "<", "<a", "<a b='>", "<!", "<!-", "<!--", "<!-- --", "<![CD", "<![CDATA[ ]]", "<? ?", "</a"})
        EXPECT_FALSE(next_markup(open)) << open;
}

// libxml2 gets its memory from here; one allocation can be made to fail.
long allocations_left = -1;
bool may_allocate() { return allocations_left < 0 || allocations_left-- > 0; }
void* sometimes_malloc(std::size_t size) { return may_allocate() ? std::malloc(size) : nullptr; }
void* sometimes_realloc(void* memory, std::size_t size) {
    return may_allocate() ? std::realloc(memory, size) : nullptr;
}
char* sometimes_strdup(const char* text) { return may_allocate() ? strdup(text) : nullptr; }

TEST(SaxParser, TellsLackOfMemoryApartFromABadDocument) {
    ASSERT_EQ(read("<r/>"), "<r></>");  // what is made once is made
    ASSERT_EQ(xmlMemSetup(std::free, sometimes_malloc, sometimes_realloc, sometimes_strdup), 0);
    std::string document = "<r>";
    for (int i = 0; i < 300; ++i)
        document += "<a b='" + std::string(200, 'x') + "&amp;'>" + std::string(500, 'y') + "</a>";
    document += "</r>";
    const std::string whole = read(document, 700);
    std::size_t failed = 0;
    for (long budget = 0; budget < 400; ++budget) {
        allocations_left = budget;
        std::string answer;
        try {
            answer = read(document, 700);
        } catch (const Error& error) {
            EXPECT_EQ(error.error_code(), "memory") << error.what();
            ++failed;
            answer = whole;
        }
        allocations_left = -1;
        ASSERT_EQ(answer, whole) << "a document cut by lack of memory was believed, or blamed, at budget " << budget;
    }
    EXPECT_GT(failed, 10U);
    xmlMemSetup(std::free, std::malloc, std::realloc, strdup);
}

}  // namespace
}  // namespace tilsig::decode::testing
