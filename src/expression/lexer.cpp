#include "expression/lexer.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"

namespace tilsig::expression {

namespace {

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr std::size_t most_mistakes = 8;  // a pasted document is one mistake, not a thousand

/// What people write who come from elsewhere, and what is written here.
struct Foreign {
    std::string_view written, message, remedy;
};
constexpr std::array<Foreign, 18> foreign{{
    {"\xE2\x80\x98", "a typographic quote", "write ' around texts"},
    {"\xE2\x80\x99", "a typographic quote", "write ' around texts"},
    {"\xE2\x80\x9C", "a typographic quote", "write ' around texts"},
    {"\xE2\x80\x9D", "a typographic quote", "write ' around texts"},
    {"\xE2\x80\x9E", "a typographic quote", "write ' around texts"},
    {"\xC2\xAB", "a typographic quote", "write ' around texts"},
    {"\xC2\xBB", "a typographic quote", "write ' around texts"},
    {"\xC2\xB4", "an accent used as quote", "write ' around texts"},
    {"`", "an accent used as quote", "write ' around texts"},
    {"\xC2\xA0", "a no-break space", "write an ordinary space"},
    {"\xE2\x80\x93", "a dash", "write - for minus"},
    {"\xE2\x88\x92", "a minus sign outside ASCII", "write -"},
    {"\xE2\x89\xA4", "the sign for less or equal", "write <="},
    {"\xE2\x89\xA5", "the sign for greater or equal", "write >="},
    {"\xE2\x89\xA0", "the sign for not equal", "write !="},
    {"==", "'=='", "write ="},
    {"<>", "'<>'", "write !="},
    {"&&", "'&&'", "write and"},
}};

constexpr std::array<std::string_view, 17> symbols{"!=", "<=", ">=", "||", "=", "<", ">", "(", ")",
                                                   ",",  "+",  "-",  "*",  "/", ".", "[", "]"};

class Lexer {
public:
    Lexer(std::string_view text, std::vector<Mistake>& mistakes) : m_text(text), m_mistakes(mistakes) {}

    std::vector<Token> run() {
        while (m_at < m_text.size() && m_mistakes.size() < most_mistakes) {
            if (is_blank(m_text[m_at]))
                ++m_at;
            else
                next();
        }
        m_tokens.push_back({Token::Kind::end, m_text.size(), ""});
        return std::move(m_tokens);
    }

private:
    void next() {
        const char c = m_text[m_at];
        const std::size_t start = m_at;
        if (is_letter(c)) {
            const std::string word = take(start, [](char x) { return is_letter(x) || is_digit(x); });
            if (word != "date" || !date(start)) m_tokens.push_back({Token::Kind::name, start, word});
        } else if (is_digit(c)) {
            number();
        } else if (c == '\'' || c == '"') {
            quoted(c);
        } else if (c == '$') {
            ++m_at;
            m_tokens.push_back({Token::Kind::dollar, start, take(m_at, [](char x) { return is_letter(x); })});
        } else if (!symbol()) {
            strange();
        }
    }

    template <typename Test>
    std::string take(std::size_t from, Test test) {
        while (m_at < m_text.size() && test(m_text[m_at])) ++m_at;
        return std::string(m_text.substr(from, m_at - from));
    }

    /// `date 2008-12-31`; false when no digit follows, then `date` is a name.
    bool date(std::size_t start) {
        std::size_t at = m_at;
        while (at < m_text.size() && is_blank(m_text[at])) ++at;
        if (at == m_text.size() || !is_digit(m_text[at])) return false;
        m_at = at;
        std::string day = take(at, [](char x) { return is_digit(x) || x == '-'; });
        if (!model::parse_iso_date(day))
            note(at, "not a day of the calendar", "write date and year-month-day: date 2008-12-31");
        m_tokens.push_back({Token::Kind::date, start, std::move(day)});
        return true;
    }

    void number() {
        const std::size_t start = m_at;
        std::string digits = take(start, is_digit);
        if (m_at + 1 < m_text.size() && m_text[m_at] == '.' && is_digit(m_text[m_at + 1])) {
            ++m_at;
            digits = take(start, is_digit);
        }
        if (m_at < m_text.size() && (is_letter(m_text[m_at]) || m_text[m_at] == '.')) {
            (void)take(start, [](char x) { return is_letter(x) || is_digit(x) || x == '.'; });
            note(start, "not a number", "write digits with a point: 0.25; texts and codes stand in quotes");
        } else if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) {
            const std::string shown = display_name(digits, 20);
            note(start, "the number " + shown + " has a leading zero", "a code stands in quotes: '" + shown + "'");
        }
        m_tokens.push_back({Token::Kind::number, start, std::move(digits)});
    }

    void quoted(char quote) {
        const std::size_t start = m_at++;
        std::string content;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == quote) {
                if (m_at == m_text.size() || m_text[m_at] != quote) {
                    m_tokens.push_back({quote == '"' ? Token::Kind::quoted_name : Token::Kind::text, start, content});
                    return;
                }
                ++m_at;  // a quote in a text is written twice
            }
            if (static_cast<unsigned char>(c) < 0x20 && !is_blank(c))
                note(m_at - 1, "a control character", "remove it");
            content += c;
        }
        note(start, "the quote that opens here is never closed", "close it; a quote inside is written twice: ''");
    }

    bool symbol() {
        for (const auto& other : foreign) {
            if (m_text.substr(m_at).starts_with(other.written)) return false;
        }
        for (const auto candidate : symbols) {
            if (!m_text.substr(m_at).starts_with(candidate)) continue;
            m_tokens.push_back({Token::Kind::symbol, m_at, std::string(candidate)});
            m_at += candidate.size();
            return true;
        }
        return false;
    }

    void strange() {
        for (const auto& other : foreign) {
            if (!m_text.substr(m_at).starts_with(other.written)) continue;
            note(m_at, std::string(other.message) + " stands here", std::string(other.remedy));
            m_at += other.written.size();
            return;
        }
        const auto byte = static_cast<unsigned char>(m_text[m_at]);
        const std::size_t start = m_at++;
        while (m_at < m_text.size() && (static_cast<unsigned char>(m_text[m_at]) & 0xC0U) == 0x80U) ++m_at;
        if (byte < 0x20 || byte == 0x7F)
            note(start, "a control character", "remove it");
        else
            note(start, "the character '" + display_name(m_text.substr(start, m_at - start)) + "' has no meaning here",
                 "texts stand in ' quotes, names of fields are a-z, 0-9 and _");
    }

    void note(std::size_t at, std::string message, std::string remedy) {
        m_mistakes.push_back({at, std::move(message), std::move(remedy)});
    }

    std::string_view m_text;
    std::vector<Mistake>& m_mistakes;
    std::size_t m_at = 0;
    std::vector<Token> m_tokens;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text, std::vector<Mistake>& mistakes) {
    return Lexer(text, mistakes).run();
}

}  // namespace tilsig::expression
