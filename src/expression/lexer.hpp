// Inside the room only: the words of an expression.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "expression/program.hpp"

namespace tilsig::expression {

struct Token {
    enum class Kind : std::uint8_t { end, name, quoted_name, number, text, date, dollar, symbol };
    Kind kind = Kind::end;
    std::size_t at = 0;  ///< byte in the expression
    std::string text;    ///< without quotes, `$` and the word `date`; a symbol as written

    [[nodiscard]] bool is(std::string_view symbol_or_word) const noexcept {
        return (kind == Kind::symbol || kind == Kind::name) && text == symbol_or_word;
    }
};

/// Splits the text; the last token is `end`. What cannot be read is noted (the first few) and left out.
[[nodiscard]] std::vector<Token> tokens_of(std::string_view text, std::vector<Mistake>& mistakes);

}  // namespace tilsig::expression
