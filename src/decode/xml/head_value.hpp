// What a document says of itself outside its records: how many they are, what kind of delivery it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "decode/xml/fields.hpp"
#include "decode/xml/sax_parser.hpp"

namespace tilsig::decode {

/// Follows the way to one element or attribute. Told of everything that lies outside the records.
class XmlHeadValue {
public:
    explicit XmlHeadValue(const std::vector<catalog::XmlStep>& steps)
        : m_path(steps.begin(), steps.end()), m_attribute(!steps.empty() && steps.back().attribute) {}

    /// `depth` is that of the element: 1 for the root.
    void start(const SaxElement& element, std::size_t depth) {
        if (m_on + 1 != depth || m_on == m_path.size() || !m_path[m_on].is(element.name())) return;
        ++m_on;
        m_text.clear();
        if (m_on + 1 != m_path.size() || !m_attribute) return;
        for (std::size_t i = 0; i < element.attributes(); ++i) {
            if (!m_path.back().is(element.attribute_name(i))) continue;
            element.append_value(i, m_text);
            take();
        }
    }
    void text(std::string_view piece, std::size_t depth) {
        if (m_on > 0 && m_on == depth && m_on == m_path.size() && m_text.size() < longest) m_text.append(piece);
    }
    void end(std::size_t depth) {
        if (m_on != depth || depth == 0) return;
        if (m_on == m_path.size()) take();
        --m_on;
    }

    [[nodiscard]] bool met() const noexcept { return m_met; }
    /// As it was met last, without whitespace around it.
    [[nodiscard]] const std::string& value() const noexcept { return m_value; }

private:
    static constexpr std::size_t longest = 40;  // bytes of a text; what is longer is none of these

    void take() {
        m_met = true;
        m_value = trim(m_text);
    }

    std::vector<XmlName> m_path;
    bool m_attribute;
    std::size_t m_on = 0;  ///< open elements that lie on the way
    std::string m_text, m_value;
    bool m_met = false;
};

}  // namespace tilsig::decode
