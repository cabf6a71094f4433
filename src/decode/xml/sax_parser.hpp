// libxml2 as an event source, with everything switched off that reads files, resolves entities or grows without bound.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tilsig::decode {

class XmlSchema;

/// A name and its namespace. Both are interned: within one document the same name has the same address.
struct SaxName {
    const char* local = nullptr;
    const char* uri = nullptr;  ///< nullptr: in no namespace

    bool operator==(const SaxName&) const = default;
};

/// An element that begins. Valid during the call.
class SaxElement {
public:
    SaxElement(SaxName name, int attributes, const unsigned char** values) noexcept
        : m_name(name), m_attributes(attributes), m_values(values) {}
    [[nodiscard]] SaxName name() const noexcept { return m_name; }
    [[nodiscard]] std::size_t attributes() const noexcept { return static_cast<std::size_t>(m_attributes); }
    [[nodiscard]] SaxName attribute_name(std::size_t index) const noexcept;
    /// Appends the value (UTF-8, references resolved) to `text`.
    void append_value(std::size_t index, std::string& text) const;

private:
    SaxName m_name;
    int m_attributes;
    const unsigned char** m_values;
};

/// What a document is made of. What an override throws ends the parsing and comes out of feed().
class SaxEvents {
public:
    virtual ~SaxEvents() = default;
    virtual void start(const SaxElement& element) = 0;
    virtual void end() = 0;
    /// A piece of text or CDATA; one text may come in several pieces.
    virtual void text(std::string_view piece) = 0;
    /// The schema is violated here: by the element that has just begun or ended. `message` holds no text of the
    /// document.
    virtual void violation(std::string message) = 0;
};

/// Not well-formed. `at` counts the bytes that were fed before the fault was seen; the message holds no text of the
/// document.
struct XmlFault {
    std::uint64_t at = 0;
    std::string message;
};

/// Rule D6: SAX2 push, no network, no entities but the five, no document type, names resolved to namespaces. It trusts
/// its caller in one thing: only markup that next_markup() has seen may be fed (no declaration, no start tag above 64
/// KiB, depth at most 64), because libxml2 spends quadratic time before it says a word about those.
class SaxParser {
public:
    /// `events` and `schema` (nullptr: none) must outlive the parser.
    explicit SaxParser(SaxEvents& events, const XmlSchema* schema = nullptr);
    ~SaxParser();
    SaxParser(const SaxParser&) = delete;
    SaxParser& operator=(const SaxParser&) = delete;

    /// The next bytes, UTF-8, cut anywhere. An encoding in the XML declaration is not believed: the caller has
    /// transcoded. Throws XmlFault; what an event threw; Error(internal, code "memory") when memory ran out - which
    /// libxml2 would otherwise report as the end of the document.
    void feed(std::string_view utf8);
    /// There is no more. Throws as feed() does; when it returns, the root element was closed.
    void finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::decode
