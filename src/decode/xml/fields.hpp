// The paths of a contract's fields as a tree that is walked along with the elements of a record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/layout.hpp"
#include "decode/xml/sax_parser.hpp"

namespace tilsig::catalog {
struct Contract;
}

namespace tilsig::decode {

/// A declared name, compared with the names of a document by address once it was met there.
class XmlName {
public:
    explicit XmlName(const catalog::XmlStep& step) : m_uri(step.uri), m_local(step.local) {}
    [[nodiscard]] bool is(SaxName name) noexcept {
        if (m_met.local != nullptr) return m_met == name;
        if (m_local != name.local || m_uri != (name.uri == nullptr ? "" : name.uri)) return false;
        m_met = name;
        return true;
    }
    [[nodiscard]] bool is(const catalog::XmlStep& step) const noexcept {
        return m_uri == step.uri && m_local == step.local;
    }
    [[nodiscard]] const std::string& local() const noexcept { return m_local; }
    [[nodiscard]] const std::string& uri() const noexcept { return m_uri; }

private:
    std::string m_uri, m_local;
    SaxName m_met;
};

/// What is read from one place: the text of an element, or an attribute.
struct XmlValue {
    std::vector<std::size_t> fields;    ///< of the contract; none: nothing is read here
    std::optional<std::string> joiner;  ///< repeated values are joined by it; otherwise a second one is a fault
    std::uint64_t last_record = 0;      ///< the record in which it was met last
    std::string joined;                 ///< what was joined in that record so far
};

/// An element of a record, or the record itself.
struct XmlNode {
    struct Attribute {
        XmlName name;
        XmlValue value;
    };
    explicit XmlNode(const catalog::XmlStep& step, std::string shown) : name(step), path(std::move(shown)) {}
    XmlName name;
    std::string path;  ///< from the record, as the contract writes it; empty for the record
    std::vector<XmlNode> children;
    std::vector<Attribute> attributes;
    XmlValue text;
    std::size_t expected = 0;  ///< the child after the one met last: records have their elements in one order

    /// nullptr when there is none. Elements in the order of the contract cost one comparison.
    [[nodiscard]] XmlNode* child(SaxName name) noexcept;
    [[nodiscard]] XmlValue* attribute(SaxName name) noexcept;
};

/// The tree of a contract's columns; `record` is the record's own step. Error(configuration) for a column that is no
/// path (the catalog refuses those first).
[[nodiscard]] XmlNode plan_xml_fields(const catalog::Contract& contract, const catalog::XmlLayout& layout);

}  // namespace tilsig::decode
