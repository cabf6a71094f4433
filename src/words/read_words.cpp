#include "words/read_words.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "config/yaml.hpp"

namespace tilsig::words {

using config::Node;

namespace {

std::string shown_name(std::string_view text) { return "'" + display_name(text, 60) + "'"; }

std::set<std::string> placeholders_of(const Text& text) {
    std::set<std::string> names;
    for (const auto& phrases : text.phrases)
        for (const auto& phrase : phrases)
            for (auto& name : phrase.placeholders()) names.insert(std::move(name));
    return names;
}

const char* form_of(Shape shape) {
    switch (shape) {
        case Shape::counted: return "{one: ..., many: ...}";
        case Shape::list: return "a list";
        case Shape::text: break;
    }
    return "one text";
}

class TextReader {
public:
    TextReader(const Text* own, const PersonalField& personal, config::Lints& lints)
        : m_own(own), m_personal(personal), m_lints(lints) {
        if (own != nullptr) m_allowed = placeholders_of(*own);
    }

    /// Whether `text` was read without a mistake.
    bool read(const std::string& key, const Node& node, Text& text) {
        const std::size_t before = m_lints.size();
        config::FieldReader reader(node, "text " + shown_name(key), m_lints);
        bool first = true;
        for (const auto language : languages) {
            const Node said = reader.required_child(language);
            if (said.is(Node::Kind::missing)) continue;
            const Shape shape = shape_of(said);
            if (first && m_own == nullptr) text.shape = shape;
            if (first && m_own != nullptr) text.shape = m_own->shape;
            first = false;
            if (shape != text.shape) {
                m_lints.add(said.place(), "text " + shown_name(key) + " is said in another form here",
                            std::string("write ") + form_of(text.shape));
                continue;
            }
            auto& phrases = text.phrases[language_number(language)];
            each_phrase(said, [&](const Node& phrase) { phrases.push_back(read_phrase(phrase)); });
            if (shape == Shape::list && m_own != nullptr && phrases.size() != m_own->phrases[0].size())
                m_lints.add(said.place(),
                            "text " + shown_name(key) + " has " + std::to_string(phrases.size()) + " items",
                            "write " + std::to_string(m_own->phrases[0].size()));
        }
        reader.finish();
        return m_lints.size() == before;
    }

private:
    static Shape shape_of(const Node& node) {
        if (node.is(Node::Kind::mapping)) return Shape::counted;
        return node.is(Node::Kind::sequence) ? Shape::list : Shape::text;
    }

    template <typename Use>
    void each_phrase(const Node& node, const Use& use) {
        if (node.is(Node::Kind::sequence)) {
            for (const Node& item : node.items()) use(item);
        } else if (node.is(Node::Kind::mapping)) {
            config::FieldReader forms(node, "counted text", m_lints);
            for (const char* form : {"one", "many"}) {
                const Node said = forms.required_child(form);
                if (!said.is(Node::Kind::missing)) use(said);
            }
            forms.finish();
        } else {
            use(node);
        }
    }

    Phrase read_phrase(const Node& node) {
        const std::string& text = node.scalar();
        if (!node.is(Node::Kind::scalar) || trim(text).empty())
            m_lints.add(node.place(), "there is no text", "write it");
        // A subject with a line break would end the head of a mail; a block with one reads otherwise than it looks.
        if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
            m_lints.add(node.place(), "a line break or control character in a text",
                        "write it on one line, or as a folded text (>-)");
        for (const char* link : {"://", "www."})
            if (text.find(link) != std::string::npos)
                m_lints.add(node.place(), "a link in a text",
                            "letters hold none, so that nobody learns to follow one; name where to look");
        std::string mistake;
        Phrase phrase = Phrase::parse(text, mistake);
        if (!mistake.empty()) m_lints.add(node.place(), mistake, "write {name}");
        for (const auto& name : phrase.placeholders()) check(name, node.place());
        return phrase;
    }

    void check(const std::string& name, const Place& place) {
        if (m_own == nullptr || m_allowed.contains(name)) return;
        if (const std::string field = m_personal ? m_personal(name) : ""; !field.empty()) {
            m_lints.add(place, "placeholder {" + name + "} is refused: " + field,
                        "a letter holds no value of a record");
            return;
        }
        std::vector<std::string> known;
        for (const auto& allowed : m_allowed) known.push_back("{" + allowed + "}");
        m_lints.add(place, "placeholder " + shown_name("{" + name + "}") + " is unknown here",
                    known.empty() ? "this text has none" : "this text has " + join(known, ", "));
    }

    const Text* m_own;
    const PersonalField& m_personal;
    config::Lints& m_lints;
    std::set<std::string> m_allowed;
};

}  // namespace

std::string kind_of(std::string_view path) {
    const auto slash = path.rfind('/');
    if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
    return std::string(path.substr(0, path.find('.')));
}

void refuse_kind(const std::string& shown, const std::string& kind, const std::vector<std::string>& known,
                 config::Lints& lints) {
    const std::string near = nearest(kind, known);
    lints.add(Place{shown, 0, 0}, "the program writes no letters of kind " + shown_name(kind),
              near.empty() ? "kinds: " + join(known, ", ") : "did you mean " + near + ".yaml?");
}

std::map<std::string, Text> read_texts(std::string_view bytes, const std::string& shown,
                                       const std::map<std::string, Text>* own, const PersonalField& personal,
                                       config::Lints& lints) {
    std::map<std::string, Text> texts;
    const Node root = config::parse_yaml(bytes, shown, lints);
    if (root.is(Node::Kind::missing)) return texts;
    config::FieldReader reader(root, "file of letters", lints);
    const Node list = reader.required_child("texts");
    reader.finish();
    if (!list.is(Node::Kind::missing) && !list.is(Node::Kind::mapping))
        lints.add(list.place(), "texts must be a mapping of keys");
    for (const auto& [key, node] : list.entries()) {
        const Text* known = nullptr;
        if (own != nullptr) {
            const auto found = own->find(key);
            if (found == own->end()) {
                std::vector<std::string> keys;
                for (const auto& [name, text] : *own) keys.push_back(name);
                const std::string near = nearest(key, keys);
                lints.add(list.key_place(key), "the program has no text " + shown_name(key) + " here",
                          near.empty() ? "" : "did you mean '" + near + "'?");
                continue;
            }
            known = &found->second;
        }
        Text text;
        if (TextReader(known, personal, lints).read(key, node, text)) texts.emplace(key, std::move(text));
    }
    return texts;
}

}  // namespace tilsig::words
