#include "propose/xml_tree.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "decode/transcode.hpp"
#include "decode/xml/scan.hpp"
#include "propose/forms.hpp"

namespace tilsig::propose {

namespace {

constexpr std::size_t most_nodes = 10'000;
constexpr std::size_t number_digits = 12;

class TreeEvents final : public decode::SaxEvents {
public:
    explicit TreeEvents(const std::string& shown) : m_shown(shown) {}

    void start(const decode::SaxElement& element) override {
        XmlNode& node = child(element.name());
        ++node.count;
        node.most_in_parent = std::max(node.most_in_parent, ++node.in_this_parent);
        for (const auto& inner : node.children) inner->in_this_parent = 0;
        for (std::size_t i = 0; i < element.attributes(); ++i) take_attribute(node, element, i);
        m_open.push_back(&node);
        m_text.clear();
        m_filled = false;
    }
    void end() override {
        XmlNode& node = *m_open.back();
        if (m_filled) {
            ++node.texts;
            node.number = number_in(m_text);
        }
        m_open.pop_back();
        m_text.clear();
        m_filled = false;
    }
    void text(std::string_view piece) override {
        m_filled = m_filled || !trim(piece).empty();
        if (m_text.size() <= number_digits) m_text += piece.substr(0, number_digits + 1);
    }
    void violation(std::string) override {}

    [[nodiscard]] std::unique_ptr<XmlNode> take() { return std::move(m_root); }

private:
    static std::string text_of(const char* name) { return name == nullptr ? std::string() : std::string(name); }
    static std::string number_in(std::string_view text) {
        text = trim(text);
        return is_digits(text) && text.size() <= number_digits ? std::string(text) : std::string();
    }

    XmlNode& child(decode::SaxName name) {
        auto fresh = std::make_unique<XmlNode>();
        fresh->local = text_of(name.local);
        fresh->uri = text_of(name.uri);
        if (m_open.empty()) {
            m_root = std::move(fresh);
            return *m_root;
        }
        XmlNode& parent = *m_open.back();
        for (const auto& known : parent.children)
            if (known->local == fresh->local && known->uri == fresh->uri) return *known;
        if (++m_nodes > most_nodes)
            throw unusable(m_shown, 0, "more than " + grouped(most_nodes) + " different elements",
                           "take a sample of one kind of record");
        fresh->parent = &parent;
        parent.children.push_back(std::move(fresh));
        return *parent.children.back();
    }

    void take_attribute(XmlNode& node, const decode::SaxElement& element, std::size_t index) {
        const auto name = element.attribute_name(index);
        const std::string local = text_of(name.local);
        const std::string uri = text_of(name.uri);
        auto found = std::find_if(node.attributes.begin(), node.attributes.end(),
                                  [&](const auto& known) { return known.local == local && known.uri == uri; });
        if (found == node.attributes.end()) {
            if (++m_nodes > most_nodes)
                throw unusable(m_shown, 0, "more than " + grouped(most_nodes) + " different attributes",
                               "take a sample of one kind of record");
            node.attributes.push_back({local, uri, 0, {}});
            found = std::prev(node.attributes.end());
        }
        ++found->count;
        std::string value;
        element.append_value(index, value);
        found->number = number_in(value);
    }

    const std::string& m_shown;
    std::unique_ptr<XmlNode> m_root;
    std::vector<XmlNode*> m_open;
    std::size_t m_nodes = 0;
    std::string m_text;
    bool m_filled = false;
};

}  // namespace

XmlTree read_tree(const Sample& sample, const catalog::Layout& layout) {
    // No element is that deep: everything is looked at as what stands around records.
    decode::XmlScan scan(bytes_of(sample.head()), decode::Limits::depth + 1, layout, false, sample.shown());
    TreeEvents events(sample.shown());
    decode::SaxParser parser(events);
    decode::XmlScan::Piece piece;
    XmlTree tree;
    model::Arena arena;
    try {
        while (scan.next(piece)) {
            arena.clear();
            const auto text = decode::to_utf8(layout.encoding, piece.bytes, arena);
            if (text.fault)
                scan.refuse_in(
                    piece, *text.fault, decode::code::encoding,
                    decode::encoding_message(layout.encoding, static_cast<unsigned char>(piece.bytes[*text.fault])));
            try {
                parser.feed(text.text);
            } catch (const decode::XmlFault& fault) {
                scan.refuse_in(piece, 0, decode::code::format, "not well-formed XML: " + fault.message);
            }
        }
        parser.finish();
    } catch (const decode::DeliveryRefused&) {
        if (sample.head_is_all()) throw;
        tree.whole = false;
    } catch (const decode::XmlFault& fault) {
        throw unusable(sample.shown(), 0, "not well-formed XML: " + fault.message, "take a whole delivery");
    }
    tree.root = events.take();
    if (!tree.root) throw unusable(sample.shown(), 1, "no element was found", "take a delivery that has records");
    return tree;
}

}  // namespace tilsig::propose
