// The code of a rule: a word of fixed form, checked wherever one is made.
#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace tilsig::model {

/// The name of a rule for ever, AREA-Lnnn: an area of two to four letters, the letter of its kind, three digits
/// (SYS-E010). There are two ways to one: a literal, which is checked while compiling and stands in a room's list
/// (src/*/codes.hpp, nowhere else), and parse() for what a contract or a database says. Owns no memory: findings are
/// copied by the million.
class RuleCode {
public:
    constexpr RuleCode() noexcept = default;  ///< no code
    consteval RuleCode(const char* text)  // NOLINT(google-explicit-constructor): `code == "SYS-E010"` shall be checked
        : RuleCode(checked(text)) {}

    /// Nothing when the text is not AREA-Lnnn. The empty text is no code either.
    [[nodiscard]] static constexpr std::optional<RuleCode> parse(std::string_view text) noexcept {
        const std::size_t dash = text.find('-');
        if (dash == std::string_view::npos || dash < 2 || dash > 4 || text.size() != dash + 5) return std::nullopt;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool upper = text[i] >= 'A' && text[i] <= 'Z';
            const bool digit = text[i] >= '0' && text[i] <= '9';
            if (i != dash && !(i < dash + 2 ? upper : digit)) return std::nullopt;
        }
        RuleCode code;
        for (const char c : text) code.m_text[code.m_size++] = c;
        return code;
    }

    [[nodiscard]] constexpr std::string_view text() const noexcept { return {m_text.data(), m_size}; }
    constexpr operator std::string_view() const noexcept { return text(); }  // NOLINT(google-explicit-constructor)
    [[nodiscard]] std::string str() const { return std::string(text()); }
    [[nodiscard]] constexpr bool empty() const noexcept { return m_size == 0; }
    /// `E` of SYS-E010, '\0' of none.
    [[nodiscard]] constexpr char letter() const noexcept { return empty() ? '\0' : m_text[m_size - 4U]; }

    friend constexpr bool operator==(const RuleCode& a, const RuleCode& b) noexcept { return a.text() == b.text(); }
    friend constexpr std::strong_ordering operator<=>(const RuleCode& a, const RuleCode& b) noexcept {
        return a.text() <=> b.text();
    }
    template <typename Text>
    requires std::convertible_to<const Text&, std::string_view> &&(!std::same_as<Text, RuleCode>)friend constexpr bool
    operator==(const RuleCode& code, const Text& text) noexcept {
        return code.text() == std::string_view(text);
    }
    friend std::string operator+(std::string_view before, const RuleCode& code) {
        return std::string(before).append(code.text());
    }
    friend std::string operator+(const RuleCode& code, std::string_view after) { return code.str().append(after); }
    friend std::ostream& operator<<(std::ostream& out, const RuleCode& code) { return out << code.text(); }

private:
    static consteval RuleCode checked(const char* text) {
        const auto code = parse(text);
        if (!code) throw "a rule code has the form AREA-Lnnn";
        return *code;
    }

    std::array<char, 9> m_text{};
    unsigned char m_size = 0;
};

}  // namespace tilsig::model

template <>
struct std::hash<tilsig::model::RuleCode> {
    std::size_t operator()(const tilsig::model::RuleCode& code) const noexcept {
        return std::hash<std::string_view>{}(code.text());
    }
};
