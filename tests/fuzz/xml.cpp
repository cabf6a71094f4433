// The XML decoder: the first byte chooses encoding, schema and joining, the second the size of the pieces; the rest is
// the document.
#include "fuzz/delivery.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tilsig;
    static const catalog::Contract contract = fuzz::contract_of({"@id", "a", "b/c", "b/@d"});
    if (size < 2) return 0;
    catalog::Layout layout;
    layout.format = catalog::FormatKind::xml;
    layout.encoding = static_cast<catalog::Encoding>(data[0] % 3);
    layout.allow_bom = layout.encoding == catalog::Encoding::utf8;
    layout.xml.records = {{"", "r", false}, {"", "v", false}};
    layout.xml.count = {{"", "r", false}, {"", "n", true}};
    if ((data[0] & 0x40) != 0) layout.xml.join = {{"a", ","}};
    if ((data[0] & 0x80) != 0) {
        layout.xml.schema = "fuzz.xsd";
        layout.xml.schema_text =
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='r'><xs:complexType><xs:sequence>"
            "<xs:element name='v' minOccurs='0' maxOccurs='unbounded'><xs:complexType><xs:sequence><xs:element "
            "name='a' "
            "type='xs:integer' maxOccurs='3'/></xs:sequence><xs:attribute name='id'/></xs:complexType></xs:element>"
            "</xs:sequence><xs:attribute name='n'/></xs:complexType></xs:element></xs:schema>";
    }
    fuzz::check_delivery(contract, layout, {reinterpret_cast<const char*>(data) + 2, size - 2}, data[1] + 1U);
    return 0;
}
