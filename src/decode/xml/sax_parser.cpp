#include "decode/xml/sax_parser.hpp"

#include <libxml/xmlschemas.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "decode/xml/libxml.hpp"
#include "decode/xml/schema.hpp"

namespace tilsig::decode {

namespace {

constexpr std::size_t parts_of_attribute = 5;  // local name, prefix, namespace, begin and end of the value
// libxml2 copies what it is fed; larger pieces would only make it hold more.
constexpr std::size_t piece_bytes = 32 * 1024;

// libxml2 keeps what it cannot take yet: a comment until it ends, and everything behind an & until there is a
// semicolon.
constexpr std::uint64_t most_waiting = 9 * 1024 * 1024;

const char* text_of(const unsigned char* bytes) noexcept { return reinterpret_cast<const char*>(bytes); }

struct FreeValidator {
    void operator()(xmlSchemaValidCtxtPtr context) const noexcept { xmlSchemaFreeValidCtxt(context); }
};

}  // namespace

SaxName SaxElement::attribute_name(std::size_t index) const noexcept {
    const auto* const parts = m_values + parts_of_attribute * index;
    return {text_of(parts[0]), text_of(parts[2])};
}

void SaxElement::append_value(std::size_t index, std::string& text) const {
    const auto* const parts = m_values + parts_of_attribute * index;
    std::string_view value(text_of(parts[3]), static_cast<std::size_t>(parts[4] - parts[3]));
    // Without NOENT libxml2 hands over every & of a value as &#38;, whatever way it was written.
    constexpr std::string_view ampersand = "&#38;";
    for (auto at = value.find(ampersand); at != std::string_view::npos; at = value.find(ampersand)) {
        text.append(value.substr(0, at + 1));
        value.remove_prefix(at + ampersand.size());
    }
    text.append(value);
}

struct SaxParser::State {
    explicit State(SaxEvents& handler) : events(handler) {
        sax.initialized = XML_SAX2_MAGIC;
        sax.startElementNs = on_start;
        sax.endElementNs = on_end;
        // The same function for both: then libxml2 does not ask itself which white space matters.
        sax.characters = on_text;
        sax.ignorableWhitespace = on_text;
        sax.cdataBlock = on_text;
        sax.serror = on_error;
    }
    ~State() {
        if (plug != nullptr) xmlSchemaSAXUnplug(plug);
        if (context != nullptr) {
            if (context->myDoc != nullptr) xmlFreeDoc(context->myDoc);
            xmlFreeParserCtxt(context);
        }
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    /// No exception may cross the C code: it is parked, libxml2 calls nobody any more, feed() throws it again.
    template <typename Event>
    void guard(const Event& event) noexcept {
        if (parked != nullptr || fault) return;
        try {
            event();
        } catch (...) {
            parked = std::current_exception();
            context->disableSAX = 1;
        }
    }

    static void on_start(void* user, const xmlChar* local, const xmlChar*, const xmlChar* uri, int, const xmlChar**,
                         int attributes, int, const xmlChar** values) noexcept {
        State& state = *static_cast<State*>(user);
        state.guard([&] {
            ++state.depth;
            state.events.start(SaxElement({text_of(local), text_of(uri)}, attributes, values));
        });
    }
    static void on_end(void* user, const xmlChar*, const xmlChar*, const xmlChar*) noexcept {
        State& state = *static_cast<State*>(user);
        state.guard([&] {
            --state.depth;
            state.root_closed = state.depth == 0;
            state.events.end();
        });
    }
    static void on_text(void* user, const xmlChar* text, int length) noexcept {
        State& state = *static_cast<State*>(user);
        state.guard([&] { state.events.text({text_of(text), static_cast<std::size_t>(length)}); });
    }
    static void on_violation(void* user, xmlErrorPtr error) noexcept {
        State& state = *static_cast<State*>(user);
        if (error->code == XML_ERR_NO_MEMORY) state.out_of_memory = true;
        if (error->level < XML_ERR_ERROR) return;
        state.guard([&] { state.events.violation(violation_text(error->code)); });
    }
    /// With a schema libxml2 passes the plug's own user data, so the way back goes through the parser.
    static void on_error(void*, xmlErrorPtr error) noexcept {
        auto* const parser = static_cast<xmlParserCtxtPtr>(error->ctxt);
        if (parser == nullptr || parser->_private == nullptr) return;
        State& state = *static_cast<State*>(parser->_private);
        if (error->code == XML_ERR_NO_MEMORY) state.out_of_memory = true;
        if (error->level < XML_ERR_ERROR || state.fault || state.parked != nullptr) return;
        state.guard([&] {
            const long at = xmlByteConsumed(parser);
            state.fault = XmlFault{std::min(state.fed, at < 0 ? state.fed : static_cast<std::uint64_t>(at)),
                                   fault_text(error->code)};
        });
        parser->disableSAX = 1;
    }

    void parse(const char* bytes, std::size_t size, bool last) {
        start_libxml();  // a large delivery goes on in another thread than it began
        xmlResetLastError();
        fed += size;
        const int result = xmlParseChunk(context, bytes, static_cast<int>(size), last ? 1 : 0);
        if (parked != nullptr) std::rethrow_exception(std::exchange(parked, nullptr));
        const xmlErrorPtr global = xmlGetLastError();
        if (out_of_memory || result == XML_ERR_NO_MEMORY || context->errNo == XML_ERR_NO_MEMORY ||
            (global != nullptr && global->code == XML_ERR_NO_MEMORY)) {
            throw Error(ErrorKind::internal, "out of memory while reading XML")
                .remedy("the delivery is not at fault; run again with more memory")
                .retry(Retry::later)
                .code("memory");
        }
        if (fault) throw XmlFault(*fault);
        if (const long used = xmlByteConsumed(context);
            used >= 0 && fed > static_cast<std::uint64_t>(used) + most_waiting)
            throw XmlFault{static_cast<std::uint64_t>(used), "markup or a reference that does not end"};
        if (result != XML_ERR_OK || context->wellFormed == 0) throw XmlFault{fed, fault_text(result)};
    }

    SaxEvents& events;
    xmlSAXHandler sax{};
    xmlParserCtxtPtr context = nullptr;
    std::unique_ptr<xmlSchemaValidCtxt, FreeValidator> validator;
    xmlSchemaSAXPlugPtr plug = nullptr;
    std::exception_ptr parked;
    std::optional<XmlFault> fault;
    std::uint64_t fed = 0;
    std::size_t depth = 0;
    bool root_closed = false;
    bool out_of_memory = false;
};

SaxParser::SaxParser(SaxEvents& events, const XmlSchema* schema) : m_state(std::make_unique<State>(events)) {
    start_libxml();
    State& state = *m_state;
    const auto no_memory = [] {
        return Error(ErrorKind::internal, "out of memory for an XML parser").retry(Retry::later).code("memory");
    };
    state.context = xmlCreatePushParserCtxt(&state.sax, &state, nullptr, 0, nullptr);
    if (state.context == nullptr) throw no_memory();
    state.context->_private = &state;
    xmlCtxtUseOptions(state.context, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    if (schema == nullptr) return;
    state.validator.reset(xmlSchemaNewValidCtxt(schema->get()));
    if (state.validator == nullptr) throw no_memory();
    xmlSchemaSetValidStructuredErrors(state.validator.get(), State::on_violation, &state);
    state.plug = xmlSchemaSAXPlug(state.validator.get(), &state.context->sax, &state.context->userData);
    if (state.plug == nullptr) throw no_memory();
    state.context->sax->serror = State::on_error;
}

SaxParser::~SaxParser() = default;

void SaxParser::feed(std::string_view utf8) {
    while (!utf8.empty()) {
        const std::size_t size = std::min(utf8.size(), piece_bytes);
        m_state->parse(utf8.data(), size, false);
        utf8.remove_prefix(size);
    }
}

void SaxParser::finish() {
    m_state->parse(nullptr, 0, true);
    if (!m_state->root_closed) throw XmlFault{m_state->fed, fault_text(XML_ERR_DOCUMENT_END)};
}

}  // namespace tilsig::decode
