// One phrase of a letter: text with named places that the program fills in.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilsig::words {

/// What stands in for the placeholders, by name. Only for the length of a call.
using Value = std::pair<std::string_view, std::string_view>;
using Values = std::initializer_list<Value>;

class Phrase {
public:
    Phrase() = default;
    /// `{name}` is a placeholder: small letters, digits and `_`. What is wrong with any other brace goes to `mistake`,
    /// which is empty when all is well.
    [[nodiscard]] static Phrase parse(std::string_view text, std::string& mistake);

    /// Error(internal) that names the placeholder for which `values` has nothing. More values than places are fine: a
    /// language may say it without.
    [[nodiscard]] std::string fill(std::span<const Value> values) const;
    /// The names of its placeholders, in order of appearance.
    [[nodiscard]] std::vector<std::string> placeholders() const;

private:
    struct Piece {
        bool placeholder = false;
        std::string text;  ///< or the placeholder's name
    };
    std::vector<Piece> m_pieces;
};

}  // namespace tilsig::words
