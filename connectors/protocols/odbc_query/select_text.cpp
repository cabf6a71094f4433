#include "select_text.hpp"

namespace tilsig::odbc_query {

namespace {

bool is_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The upper-case word at `at`.
std::string word_at(std::string_view text, std::size_t at) {
    std::string word;
    for (; at < text.size() && is_word(text[at]); ++at) {
        word += text[at] >= 'a' && text[at] <= 'z' ? static_cast<char>(text[at] - 'a' + 'A') : text[at];
    }
    return word;
}

}  // namespace

std::string not_a_select(std::string_view text) {
    const auto start = text.find_first_not_of(" \t\r\n");
    const std::string first = start == std::string_view::npos ? std::string() : word_at(text, start);
    if (first != "SELECT" && first != "WITH")
        return "does not begin with SELECT or WITH; only questions are asked, nothing is changed";
    if (text.find_first_of(std::string_view("\0\\", 2)) != std::string_view::npos) {
        return "holds a NUL or a backslash, which engines read in different ways";
    }
    int depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\'' || c == '"' || c == '`') {
            at = text.find(c, at + 1);
            if (at == std::string_view::npos) return "a quote is not closed";
            continue;
        }
        if (c == ';') return "holds a semicolon; write one statement without it";
        // A comment would swallow what is put behind the question.
        if (c == '#' || text.substr(at, 2) == "--" || text.substr(at, 2) == "/*")
            return "holds a comment; write it in the YAML file beside the query";
        if (c == '(') ++depth;
        if (c == ')' && --depth < 0) return "closes a parenthesis that it did not open";
        if (is_word(c) && (at == 0 || !is_word(text[at - 1])) && word_at(text, at) == "INTO")
            return "holds INTO, which writes; select without it";
    }
    return depth > 0 ? "a parenthesis is not closed" : "";
}

bool is_column_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > 63 || (name[0] >= '0' && name[0] <= '9')) return false;
    for (const char c : name) {
        if (!is_word(c)) return false;
    }
    return true;
}

}  // namespace tilsig::odbc_query
