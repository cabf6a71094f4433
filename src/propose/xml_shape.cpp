// XML: which element is the record, which paths lead to its values, and what states how many records there are.
#include <algorithm>

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "decode/first_bytes.hpp"
#include "decode/xml/declaration.hpp"
#include "propose/shapes.hpp"
#include "propose/xml_tree.hpp"

namespace tilsig::propose {

namespace {

constexpr std::string_view instance_uri = "http://www.w3.org/2001/XMLSchema-instance";
constexpr std::string_view workbook_uri = "urn:schemas-microsoft-com:office:spreadsheet";

/// The declaration wins over what was seen in the bytes: the decoder holds both against each other.
catalog::Encoding declared_encoding(const Sample& sample, catalog::Encoding seen) {
    std::string_view head = sample.head();
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    const auto end = head.find("?>");
    if (!head.starts_with("<?xml") || end == std::string_view::npos) return seen;
    const auto declaration = decode::parse_xml_declaration(head.substr(0, end + 2));
    if (!declaration || declaration->encoding.empty()) return seen;
    for (const auto encoding :
         {seen, catalog::Encoding::utf8, catalog::Encoding::iso_8859_1, catalog::Encoding::windows_1252})
        if (decode::names_encoding(declaration->encoding, encoding)) return encoding;
    throw unusable(sample.shown(), 1,
                   "the XML declaration names the encoding '" + display_name(declaration->encoding) +
                       "', which no layout of tilsig reads",
                   "ask the sender for UTF-8");
}

bool holds_values(const XmlNode& node) { return !node.children.empty() || !node.attributes.empty() || node.texts > 0; }

/// The outermost element that repeats; of several the one that occurs most.
const XmlNode* find_record(const XmlNode& node) {
    const XmlNode* best = nullptr;
    for (const auto& child : node.children) {
        const XmlNode* found = child->most_in_parent > 1 ? child.get() : find_record(*child);
        if (found != nullptr && holds_values(*found) && (best == nullptr || found->count > best->count)) best = found;
    }
    return best;
}

class Paths {
public:
    Paths(const XmlNode& record, catalog::Layout& layout) : m_layout(layout) { layout.xml.default_uri = record.uri; }

    [[nodiscard]] std::string step(const std::string& local, const std::string& uri, bool attribute) {
        if (attribute ? uri.empty() : uri == m_layout.xml.default_uri) return local;
        for (const auto& [prefix, known] : m_layout.xml.namespaces)
            if (known == uri) return prefix + ":" + local;
        const std::string prefix = "n" + std::to_string(m_layout.xml.namespaces.size() + 1);
        m_layout.xml.namespaces[prefix] = uri;
        return prefix + ":" + local;
    }
    [[nodiscard]] std::string absolute(const XmlNode& node) {
        return (node.parent == nullptr ? std::string() : absolute(*node.parent)) + "/" +
               step(node.local, node.uri, false);
    }
    [[nodiscard]] std::vector<catalog::XmlStep> steps(const XmlNode& node) const {
        std::vector<catalog::XmlStep> steps;
        if (node.parent != nullptr) steps = this->steps(*node.parent);
        steps.push_back({node.uri, node.local, false});
        return steps;
    }

private:
    catalog::Layout& m_layout;
};

class Columns {
public:
    /// `cut`: records that may end where the head does.
    Columns(const XmlNode& record, std::uint64_t cut, Paths& paths, Shape& shape)
        : m_record(record), m_cut(cut), m_paths(paths), m_shape(shape) {}

    void take(const XmlNode& node, const std::string& before, const std::string& title) {
        for (const auto& attribute : node.attributes) {
            if (attribute.uri == instance_uri) continue;
            add(before + "@" + m_paths.step(attribute.local, attribute.uri, true), title + attribute.local,
                attribute.count);
        }
        if (&node == &m_record && node.is_leaf() && node.texts > 0) add(".", node.local, node.texts);
        for (const auto& child : node.children) take_child(*child, before, title);
    }

private:
    void take_child(const XmlNode& child, const std::string& before, const std::string& title) {
        const std::string path = before + m_paths.step(child.local, child.uri, false);
        const bool told = std::any_of(child.attributes.begin(), child.attributes.end(),
                                      [](const auto& attribute) { return attribute.uri != instance_uri; });
        if (child.is_leaf() && child.most_in_parent > 1 && told)
            m_shape.unread.push_back("attributes of element " + path + ", which stands up to " +
                                     grouped(child.most_in_parent) +
                                     " times in one record: they need a feed of their own");
        if (child.is_leaf() && child.most_in_parent > 1 && told && child.texts == 0) return;
        if (child.is_leaf()) {
            if (child.most_in_parent > 1) {
                m_shape.layout.xml.join[path] = ", ";
                m_shape.evidence.push_back("element " + path + " stands up to " + grouped(child.most_in_parent) +
                                           " times in one record: its texts are joined with a comma");
            }
            add(path, title + child.local, child.most_in_parent > 1 ? 0 : child.count);
            for (const auto& attribute : child.attributes)
                if (attribute.uri != instance_uri && child.most_in_parent == 1)
                    add(path + "/@" + m_paths.step(attribute.local, attribute.uri, true),
                        title + child.local + " " + attribute.local, attribute.count);
        } else if (child.most_in_parent > 1) {
            m_shape.unread.push_back("element " + path + " with elements of its own stands up to " +
                                     grouped(child.most_in_parent) +
                                     " times in one record: it needs a feed of its own");
        } else {
            take(child, path + "/", title + child.local + " ");
        }
    }
    void add(const std::string& path, const std::string& title, std::uint64_t count) {
        m_shape.columns.push_back({path, title, count + m_cut >= m_record.count});
    }

    const XmlNode& m_record;
    std::uint64_t m_cut;
    Paths& m_paths;
    Shape& m_shape;
};

/// An attribute or element outside the records that states their number.
void find_count(const XmlNode& node, const XmlNode& record, Paths& paths, Shape& shape) {
    if (&node == &record || node.count != 1 || !shape.layout.xml.count.empty()) return;
    const std::string number = std::to_string(record.count);
    auto steps = paths.steps(node);
    const auto found =
        std::find_if(node.attributes.begin(), node.attributes.end(), [&](const auto& a) { return a.number == number; });
    if (found != node.attributes.end()) {
        steps.push_back({found->uri, found->local, true});
        shape.trailer = paths.absolute(node) + "/@" + paths.step(found->local, found->uri, true);
    } else if (node.is_leaf() && node.number == number) {
        shape.trailer = paths.absolute(node);
    } else {
        for (const auto& child : node.children) find_count(*child, record, paths, shape);
        return;
    }
    shape.layout.xml.count = steps;
}

/// What programs save as a web page and name .xls.
void refuse_web_table(const Sample& sample) {
    std::string begin(trim(sample.head()).substr(0, 4096));
    std::transform(begin.begin(), begin.end(), begin.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const bool page = begin.starts_with("<html") || begin.starts_with("<table") || begin.starts_with("<!doctype html");
    if (!page || begin.find("<table") == std::string::npos) return;
    throw unusable(sample.shown(), 1,
                   "this is a web page (HTML) with a table, as some programs save under the name .xls",
                   "open it in a spreadsheet program and save it as .xlsx or CSV UTF-8");
}

}  // namespace

Shape xml_shape(const Sample& sample, catalog::Encoding encoding) {
    refuse_web_table(sample);
    // A page with a document type cannot be XML of a delivery; without one it may be.
    if (const auto kind = decode::other_kind(sample.head(), catalog::Layout{});
        kind && kind->code == decode::code::web_page && trim(sample.head()).starts_with("<!"))
        throw unusable(sample.shown(), 1, "this is a web page (HTML), perhaps of a login or of an error",
                       "fetch it anew, and look at the address and the sign-in");
    Shape shape;
    shape.layout.format = catalog::FormatKind::xml;
    shape.layout.encoding = declared_encoding(sample, encoding);
    shape.layout.allow_bom = shape.layout.encoding == catalog::Encoding::utf8;
    const XmlTree tree = read_tree(sample, shape.layout);
    // Its cells have neither names nor places: whatever is taken for a record, no column can be made of it.
    if (tree.root->uri == workbook_uri)
        throw unusable(sample.shown(), 1, "this is a workbook saved as XML (\"XML Spreadsheet 2003\")",
                       "save it as .xlsx, then propose again");
    const XmlNode* record = find_record(*tree.root);
    if (record == nullptr)
        throw unusable(sample.shown(), 0,
                       "no record recognised: no element below the root stands twice inside one parent",
                       "take a delivery with at least two records");
    Paths paths(*record, shape.layout);
    shape.layout.xml.records = paths.steps(*record);
    shape.records_path = paths.absolute(*record);
    shape.evidence.push_back("records: element " + shape.records_path + ", " + grouped(record->count) +
                             (tree.whole ? " of them" : " of them as far as it was looked at") +
                             ", the outermost element that repeats");
    Columns(*record, tree.whole ? 0 : 1, paths, shape).take(*record, "", "");
    if (shape.columns.empty())
        throw unusable(sample.shown(), 0,
                       "no record has a plain value: elements " + display_name(shape.records_path) +
                           " hold only repeated elements that have elements of their own",
                       "ask the sender for records whose values stand in attributes, or in elements that stand once in "
                       "each record");
    if (tree.whole) find_count(*tree.root, *record, paths, shape);
    return shape;
}

}  // namespace tilsig::propose
