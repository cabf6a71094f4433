#include "words/word_book.hpp"

#include "words/embedded.hpp"
#include "words/format.hpp"
#include "words/read_words.hpp"

namespace tilsig::words {

std::size_t language_number(std::string_view language) noexcept {
    if (language == "nn") return 1;
    return language == "en" ? 2 : 0;
}

WordBook::WordBook() : WordBook(program()) {}

const WordBook& WordBook::program() {
    static const WordBook book = [] {
        WordBook read{Empty{}};
        config::Lints lints;
        for (const auto& file : embedded_files())
            read.m_kinds[kind_of(file.path)] = read_texts(file.text, std::string(file.path), nullptr, {}, lints);
        if (!lints.empty())
            throw Error(ErrorKind::internal, "the words that are compiled in cannot be read: " + lints.lines().front());
        return read;
    }();
    return book;
}

const Text* WordBook::find(std::string_view kind, std::string_view key) const noexcept {
    const auto texts = m_kinds.find(kind);
    if (texts == m_kinds.end()) return nullptr;
    const auto text = texts->second.find(std::string(key));
    return text == texts->second.end() ? nullptr : &text->second;
}

void WordBook::read(std::string_view bytes, const std::string& shown, const PersonalField& personal,
                    config::Lints& lints) {
    // Most content folders say what the program says: then there is nothing to read twice.
    for (const auto& file : embedded_files())
        if (file.path == shown && file.text == bytes) return;
    const std::string kind = kind_of(shown);
    const auto own = program().m_kinds.find(kind);
    if (own == program().m_kinds.end()) {
        std::vector<std::string> known;
        for (const auto& [name, texts] : program().m_kinds) known.push_back(name);
        refuse_kind(shown, kind, known, lints);
        return;
    }
    for (auto& [key, text] : read_texts(bytes, shown, &own->second, personal, lints))
        m_kinds[kind].insert_or_assign(key, std::move(text));
}

Words::Words(const WordBook& book, std::string_view kind, std::string_view language)
    : m_book(&book), m_kind(kind), m_language(language_number(language)) {}

const std::vector<Phrase>& Words::phrases(std::string_view key, Shape shape) const {
    const Text* text = m_book->find(m_kind, key);
    if (text == nullptr) text = m_book->find("common", key);
    if (text == nullptr || text->shape != shape)
        throw Error(ErrorKind::internal,
                    "letters of kind " + std::string(m_kind) + " have no words of that form for " + std::string(key));
    return text->phrases.at(m_language);
}

std::string Words::operator()(std::string_view key, Values values) const {
    return phrases(key, Shape::text).front().fill({values.begin(), values.size()});
}

std::string Words::counted(std::string_view key, std::uint64_t count, Values more) const {
    const auto& forms = phrases(key, Shape::counted);
    const std::string number = number_text(count, *this);
    std::vector<Value> values(more);
    values.emplace_back("count", number);
    return (count == 1 ? forms.front() : forms.back()).fill(values);
}

std::string Words::item(std::string_view key, std::size_t number) const {
    return phrases(key, Shape::list).at(number).fill({});
}

}  // namespace tilsig::words
