// What the program says to people outside, in bokmål, nynorsk and English: the words of receipts and letters.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "config/lints.hpp"
#include "words/phrase.hpp"

namespace tilsig::words {

inline constexpr std::array<std::string_view, 3> languages{"nb", "nn", "en"};
/// 0 for anything that is not nn or en.
[[nodiscard]] std::size_t language_number(std::string_view language) noexcept;

/// How a text is said.
enum class Shape {
    text,     ///< one phrase
    counted,  ///< one phrase for one, another for any other number: participles agree in nynorsk and not in bokmål
    list      ///< several phrases, by number: the months
};

struct Text {
    Shape shape = Shape::text;
    std::array<std::vector<Phrase>, languages.size()> phrases;  ///< by language_number()
};

/// Why a field of that name may stand in no letter ("field birth_date of municipal.intro is personal"); empty for every
/// other name.
using PersonalField = std::function<std::string(std::string_view name)>;

/// Kind of letter -> key -> text. Kind `common` is for all of them. Starts with the program's own words
/// (mappings/letters, compiled in); the catalog puts those of the content folder over them, key by key.
class WordBook {
public:
    WordBook();
    /// The words as they were when the program was built. Error(internal) when they cannot be read; a test keeps that
    /// from happening.
    [[nodiscard]] static const WordBook& program();

    /// nullptr when the kind has no such key.
    [[nodiscard]] const Text* find(std::string_view kind, std::string_view key) const noexcept;
    [[nodiscard]] const std::map<std::string, std::map<std::string, Text>, std::less<>>& kinds() const noexcept {
        return m_kinds;
    }

    /// Reads a file of the content folder, `shown` being its path below it. Each key stands there in all three
    /// languages; keys that are left out keep the program's words. Mistakes: a kind, key or placeholder that the
    /// program does not have (a placeholder that is a field of a person says so), another shape, a missing language, a
    /// line break, a link.
    void read(std::string_view bytes, const std::string& shown, const PersonalField& personal, config::Lints& lints);

private:
    struct Empty {};
    explicit WordBook(Empty) {}
    std::map<std::string, std::map<std::string, Text>, std::less<>> m_kinds;
};

/// The words of one kind of letter in one language; what the kind does not have comes from `common`. A plain view: the
/// book outlives it.
class Words {
public:
    Words(const WordBook& book, std::string_view kind, std::string_view language);

    /// Error(internal) for a key that is none, or of another shape.
    [[nodiscard]] std::string operator()(std::string_view key, Values values = {}) const;
    /// The form for that number, which goes in as {count}, written as the language writes numbers.
    [[nodiscard]] std::string counted(std::string_view key, std::uint64_t count, Values more = {}) const;
    [[nodiscard]] std::string item(std::string_view key, std::size_t number) const;
    [[nodiscard]] std::string_view language() const noexcept { return languages[m_language]; }
    /// The same language, another kind.
    [[nodiscard]] Words of(std::string_view kind) const { return {*m_book, kind, language()}; }

private:
    [[nodiscard]] const std::vector<Phrase>& phrases(std::string_view key, Shape shape) const;

    const WordBook* m_book;
    std::string_view m_kind;
    std::size_t m_language;
};

}  // namespace tilsig::words
