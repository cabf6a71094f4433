#include "decode/xml/schema.hpp"

#include <libxml/xmlschemas.h>

#include "base/text.hpp"
#include "decode/xml/libxml.hpp"

namespace tilsig::decode {

namespace {

struct Collector {
    std::vector<SchemaMistake>& mistakes;
    const std::string& shown;
};

/// The schema is ours, not a delivery: its text may be shown, and libxml2's own words are the best there are.
void collect(void* user, xmlErrorPtr error) noexcept {
    const auto& collector = *static_cast<Collector*>(user);
    try {
        if (error->level < XML_ERR_ERROR) return;
        std::string message = error->message == nullptr ? "the schema is not valid" : error->message;
        while (!message.empty() && (message.back() == '\n' || message.back() == ' ')) message.pop_back();
        collector.mistakes.push_back(
            {{collector.shown, static_cast<std::uint64_t>(error->line), 0}, display_name(message, 300), {}});
    } catch (...) {
        // No memory for a message: the schema will not compile and the constructor says so.
    }
}

}  // namespace

void XmlSchema::Free::operator()(_xmlSchema* schema) const noexcept { xmlSchemaFree(schema); }

XmlSchema::XmlSchema(const std::string& text, const std::string& shown) {
    start_libxml();
    Collector collector{m_mistakes, shown};
    const unsigned long refused_before = refused_loads();
    xmlResetLastError();
    const std::unique_ptr<xmlSchemaParserCtxt, decltype(&xmlSchemaFreeParserCtxt)> parser(
        xmlSchemaNewMemParserCtxt(text.data(), static_cast<int>(text.size())), xmlSchemaFreeParserCtxt);
    if (parser != nullptr) {
        xmlSchemaSetParserStructuredErrors(parser.get(), collect, &collector);
        m_schema.reset(xmlSchemaParse(parser.get()));
    }
    if (refused_loads() != refused_before) {
        m_mistakes.push_back({{shown, 0, 0},
                              "the schema includes or imports another file, or has a document type that does",
                              "put everything into this one file"});
    }
    if (m_schema == nullptr && m_mistakes.empty())
        m_mistakes.push_back({{shown, 0, 0}, "this is not an XML schema", "write a W3C XML schema (xs:schema)"});
}

}  // namespace tilsig::decode
