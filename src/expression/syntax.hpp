// Inside the room only: the grammar. One tree per expression, its nodes in one vector.
//
//   or      and { "or" and }                       and     not { "and" not }
//   not     "not" not | test
//   test    joined [ ("=" | "!=" | "<" | "<=" | ">" | ">=") joined | "is" ["not"] "null"
//                  | ["not"] "in" "(" literal { "," literal } ")" | ["not"] "between" joined "and" joined ]
//   joined  sum { "||" sum }      sum  product { ("+" | "-") product }      product  sign { ("*" | "/") sign }
//   sign    "-" sign | primary
//   primary number | 'text' | date yyyy-mm-dd | "true" | "false" | "null" | $name | name | "name" | name "(" [or { ","
//   or }] ")"
//           | "case" "when" or "then" or { "when" or "then" or } ["else" or] "end" | "(" or ")"
#pragma once

#include <optional>
#include <vector>

#include "expression/lexer.hpp"

namespace tilsig::expression {

struct Syntax {
    enum class Op : std::uint8_t {
        number,
        text,
        date,
        truth,
        null,
        dollar,
        name,
        call,
        negate,
        add,
        subtract,
        multiply,
        divide,
        join,
        compare,
        is_null,
        in,
        between,
        invert,
        conjunction,
        disjunction,
        choice
    };
    Op op = Op::null;
    std::size_t at = 0;      ///< where a mistake about it is told: an operator's own place, else where it begins
    std::string text;        ///< number, text, day, name or operator
    bool negated = false;    ///< is not null, not in, not between; choice: it has an else
    std::vector<int> parts;  ///< indices of its parts; of a choice: when, then, when, then ... else
};

struct Tree {
    std::vector<Syntax> nodes;
    int root = 0;
};

/// Reads the tokens; the first mistake of the grammar is noted and gives nothing.
[[nodiscard]] std::optional<Tree> parse(const std::vector<Token>& tokens, std::vector<Mistake>& mistakes);

}  // namespace tilsig::expression
