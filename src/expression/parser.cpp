#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "expression/syntax.hpp"

namespace tilsig::expression {

namespace {

using Op = Syntax::Op;

constexpr std::array<std::string_view, 15> keywords{"and",  "or",   "not",  "in",  "is",   "null",  "between", "case",
                                                    "when", "then", "else", "end", "true", "false", "date"};
/// Words that could begin nothing: they are no names unless quoted. `date` is one only before a day.
bool is_reserved(const Token& token) {
    return token.kind == Token::Kind::name && token.text != "date" &&
           std::find(keywords.begin(), keywords.end(), token.text) != keywords.end();
}

class Parser {
public:
    Parser(const std::vector<Token>& tokens, std::vector<Mistake>& mistakes) : m_tokens(tokens), m_mistakes(mistakes) {}

    std::optional<Tree> run() {
        const int root = disjunction();
        if (!m_failed && here().kind != Token::Kind::end) unexpected("the end, or and/or");
        if (m_failed) return std::nullopt;
        m_tree.root = root;
        return std::move(m_tree);
    }

private:
    /// Counts one level of nesting for as long as it lives.
    struct Level {
        explicit Level(Parser& p) : parser(p) {
            if (++parser.m_depth > most_depth)
                parser.fail(parser.here().at, "nested deeper than " + std::to_string(most_depth) + " levels",
                            "split it into several rules or columns");
        }
        ~Level() { --parser.m_depth; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        Parser& parser;
    };

    int disjunction() { return chain("or", Op::disjunction, &Parser::conjunction); }
    int conjunction() { return chain("and", Op::conjunction, &Parser::inversion); }
    int inversion() {
        if (!here().is("not")) return test();
        const Level level(*this);
        const std::size_t at = next().at;
        return m_failed ? 0 : add(Op::invert, at, "not", {inversion()});
    }

    int test() {
        const int left = joined();
        if (m_failed) return 0;
        if (here().kind == Token::Kind::symbol && is_comparison(here().text)) {
            const Token& sign = next();
            const int right = joined();
            if (here().kind == Token::Kind::symbol && is_comparison(here().text))
                fail(here().at, "comparisons do not chain", "write a < b and b < c, or b between a and c");
            return add(Op::compare, sign.at, sign.text, {left, right});
        }
        if (here().is("is")) {
            const std::size_t at = next().at;
            const bool negated = take("not");
            if (!take("null")) unexpected("null");
            return add(Op::is_null, at, "is", {left}, negated);
        }
        const bool negated = here().is("not") && (peek().is("in") || peek().is("between"));
        if (negated) next();
        if (here().is("in")) return list(left, negated);
        if (!here().is("between")) return left;
        const std::size_t at = next().at;
        const int low = joined();
        if (!take("and")) unexpected("and");
        const int high = joined();
        return add(Op::between, at, "between", {left, low, high}, negated);
    }

    int list(int left, bool negated) {
        const std::size_t at = next().at;
        std::vector<int> parts{left};
        if (!take("(")) unexpected("( and the values");
        do {
            if (m_failed) return 0;
            parts.push_back(sign());
        } while (take(","));
        if (!take(")")) unexpected(", or )");
        return add(Op::in, at, "in", std::move(parts), negated);
    }

    int joined() { return chain("||", Op::join, &Parser::sum); }
    int sum() {
        int left = product();
        while (!m_failed && (here().is("+") || here().is("-"))) {
            const Token& op = next();
            left = add(op.text == "+" ? Op::add : Op::subtract, op.at, op.text, {left, product()});
        }
        return left;
    }
    int product() {
        int left = sign();
        while (!m_failed && (here().is("*") || here().is("/"))) {
            const Token& op = next();
            left = add(op.text == "*" ? Op::multiply : Op::divide, op.at, op.text, {left, sign()});
        }
        return left;
    }
    int sign() {
        if (!here().is("-")) return primary();
        const Level level(*this);
        const std::size_t at = next().at;
        return m_failed ? 0 : add(Op::negate, at, "-", {sign()});
    }

    int primary() {
        if (m_failed) return 0;
        const Token& token = here();
        switch (token.kind) {
            case Token::Kind::number: return literal(Op::number);
            case Token::Kind::text: return literal(Op::text);
            case Token::Kind::date: return literal(Op::date);
            case Token::Kind::dollar: return literal(Op::dollar);
            case Token::Kind::quoted_name: return literal(Op::name);
            case Token::Kind::end:
            case Token::Kind::symbol:
                if (token.is("(")) return group();
                break;
            case Token::Kind::name:
                if (token.is("true") || token.is("false")) return literal(Op::truth);
                if (token.is("null")) return literal(Op::null);
                if (token.is("case")) return choice();
                if (is_reserved(token)) break;
                if (peek().is("(")) return call();
                return literal(Op::name);
        }
        unexpected("a value");
        return 0;
    }

    int group() {
        const Level level(*this);
        const std::size_t open = next().at;
        const int inside = m_failed ? 0 : disjunction();
        if (!m_failed && !take(")")) {
            if (here().kind == Token::Kind::end)
                fail(open, "the bracket that opens here is never closed", "close it");
            else
                unexpected("and, or, or )");
        }
        return inside;
    }

    int call() {
        const Level level(*this);
        const Token& name = next();
        const std::size_t open = next().at;
        std::vector<int> parts;
        if (!here().is(")")) {
            do {
                if (m_failed) return 0;
                parts.push_back(disjunction());
            } while (take(","));
        }
        if (!m_failed && !take(")")) {
            if (here().kind == Token::Kind::end)
                fail(open, "the bracket that opens here is never closed", "close it");
            else
                unexpected(", or )");
        }
        return add(Op::call, name.at, name.text, std::move(parts));
    }

    int choice() {
        const Level level(*this);
        const std::size_t at = next().at;
        std::vector<int> parts;
        if (!here().is("when")) unexpected("when");
        while (!m_failed && take("when")) {
            parts.push_back(disjunction());
            if (!m_failed && !take("then")) unexpected("then");
            if (!m_failed) parts.push_back(disjunction());
        }
        const bool otherwise = !m_failed && take("else");
        if (otherwise) parts.push_back(disjunction());
        if (!m_failed && !take("end")) unexpected(otherwise ? "end" : "when, else or end");
        return add(Op::choice, at, "case", std::move(parts), otherwise);
    }

    int chain(std::string_view sign, Op op, int (Parser::*part)()) {
        int left = (this->*part)();
        while (!m_failed && here().is(sign)) {
            const Token& token = next();
            left = add(op, token.at, token.text, {left, (this->*part)()});
        }
        return left;
    }

    int literal(Op op) {
        const Token& token = next();
        return add(op, token.at, token.text, {});
    }

    int add(Op op, std::size_t at, std::string text, std::vector<int> parts, bool negated = false) {
        if (m_failed) return 0;
        if (m_tree.nodes.size() == most_parts) {
            fail(at, "more than " + std::to_string(most_parts) + " parts", "a list of codes belongs into a code list");
            return 0;
        }
        m_tree.nodes.push_back({op, at, std::move(text), negated, std::move(parts)});
        return static_cast<int>(m_tree.nodes.size()) - 1;
    }

    static bool is_comparison(std::string_view s) {
        return s == "=" || s == "!=" || s == "<" || s == "<=" || s == ">" || s == ">=";
    }
    [[nodiscard]] const Token& here() const { return m_tokens[m_at]; }
    [[nodiscard]] const Token& peek() const { return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)]; }
    const Token& next() { return m_tokens[m_at + 1 < m_tokens.size() ? m_at++ : m_at]; }
    bool take(std::string_view word) {
        if (m_failed || !here().is(word)) return false;
        next();
        return true;
    }
    void unexpected(const std::string& wanted) {
        const Token& token = here();
        if (token.kind == Token::Kind::end) {
            fail(token.at, "the expression ends too early", "expected " + wanted);
        } else if (is_reserved(token)) {
            fail(token.at, "'" + token.text + "' stands where it has no meaning",
                 "expected " + wanted + "; a field of that name is written \"" + token.text + "\"");
        } else {
            fail(token.at, "'" + display_name(token.text, 40) + "' is not expected here", "expected " + wanted);
        }
    }
    void fail(std::size_t at, std::string message, std::string remedy) {
        if (!m_failed) m_mistakes.push_back({at, std::move(message), std::move(remedy)});
        m_failed = true;
    }

    const std::vector<Token>& m_tokens;
    std::vector<Mistake>& m_mistakes;
    std::size_t m_at = 0;
    int m_depth = 0;
    bool m_failed = false;
    Tree m_tree;
};

}  // namespace

std::optional<Tree> parse(const std::vector<Token>& tokens, std::vector<Mistake>& mistakes) {
    return Parser(tokens, mistakes).run();
}

}  // namespace tilsig::expression
