#include "config/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <optional>
#include <streambuf>
#include <unordered_map>

#include "base/files.hpp"
#include "base/text.hpp"
#include "config/scalar_place.hpp"
#include "config/yaml_text.hpp"

namespace tilsig::config {

struct Node::Data {
    Kind kind = Kind::missing;
    bool quoted = false;
    bool reported = false;
    std::uint64_t content_line = 0;
    Place place;
    std::string scalar;
    std::shared_ptr<const std::string> source;  ///< of scalars: the whole text of the file, one for all its nodes
    std::size_t start = 0;                      ///< of scalars: their first byte in `source`
    std::vector<Node> items;
    std::vector<std::pair<std::string, Node>> entries;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> key_places;  ///< line and column, parallel to `entries`

    [[nodiscard]] std::size_t find(std::string_view name) const noexcept {
        const auto hit =
            std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == name; });
        return static_cast<std::size_t>(hit - entries.begin());
    }
};

Node::Node() {
    static const auto nothing = std::make_shared<const Data>();
    m_data = nothing;
}

Node Node::missing(Place place, bool reported) {
    auto data = std::make_shared<Data>();
    data->place = std::move(place);
    data->reported = reported;
    return Node(std::move(data));
}

namespace {

/// What the accessors refer to. A missing node is made where it is asked for and may be gone at the end of the
/// statement, while `for (... : node["list"].items())` goes on: its contents are these empty ones, which stay. Other
/// nodes are kept by their root.
const Node::Data& contents(const Node::Data& data) noexcept {
    static const Node::Data nothing;
    return data.kind == Node::Kind::missing ? nothing : data;
}

}  // namespace

Node::Kind Node::kind() const noexcept { return m_data->kind; }
const Place& Node::place() const noexcept { return m_data->place; }
const std::string& Node::scalar() const noexcept { return contents(*m_data).scalar; }
bool Node::quoted() const noexcept { return m_data->quoted; }
bool Node::reported() const noexcept { return m_data->reported; }
std::uint64_t Node::content_line() const noexcept { return m_data->content_line; }
const std::vector<Node>& Node::items() const noexcept { return contents(*m_data).items; }
const std::vector<std::pair<std::string, Node>>& Node::entries() const noexcept { return contents(*m_data).entries; }

Place Node::key_place(std::string_view name) const {
    const std::size_t at = m_data->find(name);
    if (at == m_data->entries.size()) return m_data->place;
    return {m_data->place.file, m_data->key_places[at].first, m_data->key_places[at].second};
}

Place Node::place_inside(std::size_t offset) const {
    if (!m_data->source) return m_data->place;
    return place_of(*m_data->source, source_of_byte(*m_data->source, m_data->start, m_data->scalar, offset),
                    m_data->place.file);
}

Node Node::operator[](std::string_view name) const {
    const std::size_t at = m_data->find(name);
    return at == m_data->entries.size() ? missing(m_data->place, m_data->reported) : m_data->entries[at].second;
}

namespace {

/// Ends a parse whose lint is already noted; never leaves this file.
struct StopParsing {};

/// A view as an input stream, without the copy that std::istringstream makes.
class ViewBuffer final : public std::streambuf {
public:
    explicit ViewBuffer(std::string_view text) {
        char* begin = const_cast<char*>(text.data());  // NOLINT: the get area is never written to
        setg(begin, begin, begin + text.size());
    }
};

/// Builds our nodes from the parser's events, and notes what we do not allow on the way.
class Builder final : public YAML::EventHandler {
public:
    Builder(std::string_view text, const std::string& file, Lints& lints, int max_depth)
        : m_source(std::make_shared<const std::string>(text)),
          m_text(*m_source),
          m_file(file),
          m_lints(lints),
          m_max_depth(max_depth) {}

    void OnDocumentStart(const YAML::Mark& mark) override { m_start = place(mark); }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse(mark, "", anchor);
        if (expects_key()) {
            m_lints.add(place(mark), "a key is missing before ':'", "write a name, in quotes if it is 'null' or '~'");
            take_key(mark, std::string("~"));
            return;
        }
        auto data = make(mark, Node::Kind::null);
        put(std::move(data));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        m_lints.add(place(mark), "an alias (*name) is not allowed", "write the value out where it is used");
        if (expects_key()) {
            take_key(mark, std::string("*"));
        } else {
            put(make(mark, Node::Kind::null));
        }
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse(mark, tag, anchor);
        refuse_open_quote(mark);
        if (expects_key()) {
            take_key(mark, value);
            return;
        }
        auto data = make(mark, Node::Kind::scalar);
        data->scalar = value;
        data->source = m_source;
        data->start = static_cast<std::size_t>(std::max(mark.pos, 0));
        const char first = at(mark);
        data->quoted = first == '"' || first == '\'' || first == '|' || first == '>';
        if (first == '|' || first == '>') {
            ++data->content_line;
            // The lines of a literal block are data: what looks like a tab in the indentation there is content.
            if (first == '|') {
                const auto breaks = static_cast<std::uint64_t>(std::count(value.begin(), value.end(), '\n'));
                m_blocks.emplace_back(data->content_line, data->content_line + breaks);
            }
        }
        put(std::move(data));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        refuse(mark, tag, anchor);
        open(mark, Node::Kind::sequence);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        refuse(mark, tag, anchor);
        open(mark, Node::Kind::mapping);
    }
    void OnMapEnd() override { close(); }

    [[nodiscard]] std::shared_ptr<Node::Data> root() const noexcept { return m_root; }
    /// Where the document begins, as far as it was read.
    [[nodiscard]] const Place& start() const noexcept { return m_root != nullptr ? m_root->place : m_start; }
    [[nodiscard]] bool in_literal_block(std::uint64_t line) const noexcept {
        return std::any_of(m_blocks.begin(), m_blocks.end(),
                           [line](const auto& b) { return line >= b.first && line <= b.second; });
    }
    /// Marks count bytes from 0; people count characters from 1.
    [[nodiscard]] Place place(const YAML::Mark& mark) const {
        const auto column = static_cast<std::size_t>(std::max(mark.column, 0));
        const auto end = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), m_text.size());
        std::size_t characters = 0;
        for (std::size_t i = end - std::min(column, end); i < end; ++i) {
            if ((static_cast<unsigned char>(m_text[i]) & 0xC0U) != 0x80U) ++characters;
        }
        return {m_file, static_cast<std::uint64_t>(mark.line) + 1, characters + 1};
    }

private:
    struct Level {
        std::shared_ptr<Node::Data> data;
        std::optional<std::string> key;
        std::unordered_map<std::string, std::size_t> seen{};  ///< only filled once the mapping is too large to scan
    };

    [[nodiscard]] char at(const YAML::Mark& mark) const noexcept {
        const auto position = static_cast<std::size_t>(std::max(mark.pos, 0));
        return position < m_text.size() ? m_text[position] : '\0';
    }
    [[nodiscard]] bool expects_key() const noexcept {
        return !m_levels.empty() && m_levels.back().data->kind == Node::Kind::mapping && !m_levels.back().key;
    }
    [[nodiscard]] std::shared_ptr<Node::Data> make(const YAML::Mark& mark, Node::Kind kind) const {
        auto data = std::make_shared<Node::Data>();
        data->kind = kind;
        data->place = place(mark);
        data->content_line = data->place.line;
        return data;
    }
    void refuse(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) {
            m_lints.add(place(mark), "an anchor (&name) is not allowed", "write the value out where it is used");
        }
        // "?" and "!" are the parser's own marks for plain and quoted scalars; a written tag starts with '!' in the
        // text.
        if ((!tag.empty() && tag != "?" && tag != "!") || (tag == "!" && at(mark) == '!')) {
            m_lints.add(place(mark), "a tag (!name) is not allowed",
                        "remove it; the type of a field is known from its name");
        }
    }
    /// The parser takes the end of the file for a closing quote when a line break comes just before it, and with that
    /// swallows the rest of the file in silence.
    void refuse_open_quote(const YAML::Mark& mark) {
        const char quote = at(mark);
        if (quote != '"' && quote != '\'') return;
        for (auto i = static_cast<std::size_t>(mark.pos) + 1; i < m_text.size(); ++i) {
            if (m_text[i] == '\\' && quote == '"') {
                ++i;
            } else if (m_text[i] == quote) {
                const bool doubled = quote == '\'' && i + 1 < m_text.size() && m_text[i + 1] == quote;
                if (!doubled) return;
                ++i;
            }
        }
        m_lints.add(place(mark), "the quote that opens here is never closed", "close it on the same line");
    }
    void take_key(const YAML::Mark& mark, std::string key) {
        constexpr std::size_t scan_limit = 16;  // below this a scan is faster than a hash table
        Level& level = m_levels.back();
        Node::Data& data = *level.data;
        std::size_t first = data.entries.size();
        if (first <= scan_limit) {
            first = data.find(key);
        } else {
            for (std::size_t i = level.seen.size(); i < data.entries.size(); ++i)
                level.seen.emplace(data.entries[i].first, i);
            if (const auto hit = level.seen.find(key); hit != level.seen.end()) first = hit->second;
        }
        const Place here = place(mark);
        if (first != data.entries.size()) {
            const auto& [line, column] = data.key_places[first];
            m_lints.add(here, "the key '" + display_name(key, 60) + "' stands twice",
                        "the first is at " + Place{m_file, line, column}.text() + "; keep one");
        }
        level.key = std::move(key);
        data.key_places.emplace_back(here.line, here.column);
    }
    void put(std::shared_ptr<Node::Data> data) {
        if (m_levels.empty()) {
            m_root = std::move(data);
            return;
        }
        Level& level = m_levels.back();
        if (level.data->kind == Node::Kind::sequence) {
            level.data->items.emplace_back(std::move(data));
        } else {
            level.data->entries.emplace_back(std::move(*level.key), Node(std::move(data)));
            level.key.reset();
        }
    }
    void open(const YAML::Mark& mark, Node::Kind kind) {
        if (expects_key()) {
            m_lints.add(place(mark), "a key must be a name, not a list or a mapping", "write 'name: value'");
            throw StopParsing{};
        }
        if (static_cast<int>(m_levels.size()) >= m_max_depth) {
            m_lints.add(place(mark), "nested deeper than " + std::to_string(m_max_depth) + " levels",
                        "no file of ours is that deep; check the brackets");
            throw StopParsing{};
        }
        m_levels.push_back({make(mark, kind), std::nullopt});
    }
    void close() {
        auto data = std::move(m_levels.back().data);
        m_levels.pop_back();
        put(std::move(data));
    }

    std::shared_ptr<const std::string> m_source;  // shared: the nodes outlive the builder
    std::string_view m_text;
    const std::string& m_file;
    Lints& m_lints;
    int m_max_depth;
    std::vector<Level> m_levels;
    std::shared_ptr<Node::Data> m_root;
    Place m_start;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> m_blocks;  ///< first and last line of each literal block
};

/// What stands behind the first document is a mistake, also when it cannot be read itself.
void refuse_second_document(YAML::Parser& parser, std::string_view text, const std::string& file, Lints& lints,
                            int depth) {
    Lints ignored;
    Builder second(text, file, ignored, depth);
    bool there = true;
    try {
        there = parser.HandleNextDocument(second) && second.root() != nullptr;
    } catch (const StopParsing&) {
        // Its own mistake does not matter: it may not be there at all.
    }
    if (there) {
        lints.add(second.start(), "a second document starts here ('---', or a line further left than the first)",
                  "one file holds one document");
    }
}

}  // namespace

Node parse_yaml(std::string_view text, const std::string& shown_path, Lints& lints, YamlLimits limits) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const Node nothing = Node::missing({shown_path, 0, 0}, true);
    if (!readable(text, shown_path, lints, limits.bytes)) return nothing;

    Builder builder(text, shown_path, lints, limits.depth);
    bool whole = false;
    try {
        ViewBuffer buffer(text);
        std::istream stream(&buffer);
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
        whole = true;
        if (parser) refuse_second_document(parser, text, shown_path, lints, limits.depth);
    } catch (const YAML::Exception& error) {
        lints.add(error.mark.is_null() ? Place{shown_path, 0, 0} : builder.place(error.mark),
                  "not valid YAML: " + error.msg,
                  "check indentation, quotes and the space after ':' here and just above");
        whole = false;
    } catch (const StopParsing&) {
        whole = false;
    }
    // A line of nothing but blanks has no indentation that could matter, unless the parser stumbled over one.
    for (auto& tab : indentation_tabs(text, shown_path, !whole)) {
        if (!builder.in_literal_block(tab.line))
            lints.add(std::move(tab), "a tab stands in the indentation", "indent with spaces");
    }
    if (!whole) return nothing;
    if (builder.root() == nullptr) {
        lints.add({shown_path, 1, 1}, "the file is empty", "write its content or remove it");
        return nothing;
    }
    return Node(builder.root());
}

Node load_yaml(const std::string& path, const std::string& shown_path, Lints& lints, YamlLimits limits) {
    try {
        return parse_yaml(read_file(path), shown_path, lints, limits);
    } catch (const Error& error) {
        lints.add({shown_path, 0, 0}, "the file cannot be read: " + error.message(), error.remedy_text());
        return Node::missing({shown_path, 0, 0}, true);
    }
}

}  // namespace tilsig::config
