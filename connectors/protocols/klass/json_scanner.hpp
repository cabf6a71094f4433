// Proves that a streamed JSON document is closed, and counts what its root holds, without keeping it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace tilsig::klass {

/// A member of the root object.
struct RootMember {
    char kind = '\0';            ///< '[', '{', '"' or 'v' (number, true, false, null)
    std::uint64_t elements = 0;  ///< of an array or object
    std::string text;            ///< raw text of the value as far as it is short (see `text_kept` and keep())
};

/// Fed piece by piece. Looks at brackets, strings and commas only: whether the values are JSON is the decoder's
/// business; what is proven here is that the root object was opened, closed, and nothing came after it.
class JsonScanner {
public:
    static constexpr std::size_t text_kept = 1024;
    static constexpr std::size_t deepest = 64;

    /// Keeps up to so many bytes of this member's text, before the first feed().
    void keep(const std::string& key, std::size_t bytes) { m_kept[key] = bytes; }
    void feed(std::string_view bytes);
    /// Empty when the document is one closed object, else what is wrong with it.
    [[nodiscard]] std::string problem() const;
    /// Null when the root has no such member. A member that stands twice counts as a problem.
    [[nodiscard]] const RootMember* member(const std::string& key) const;

private:
    enum class Expect { key, colon, value, comma };

    void take(char c);
    void take_in_string(char c);
    void open(char c);
    void close(char c);
    void begin_value(char kind);
    void count_element();
    void fail(const char* what);

    std::string m_problem;
    std::array<char, deepest> m_open{};
    std::size_t m_depth = 0;
    bool m_closed = false;
    bool m_in_string = false;
    bool m_escaped = false;
    Expect m_expect = Expect::key;  // in the root object only
    bool m_element_open = false;    // inside the current root member's own brackets, before its next comma
    std::string m_key;
    RootMember* m_current = nullptr;
    std::map<std::string, RootMember> m_members;
    std::map<std::string, std::size_t> m_kept;
    std::size_t m_keep_now = text_kept;  // of the current member
    std::uint64_t m_bytes = 0;
};

}  // namespace tilsig::klass
