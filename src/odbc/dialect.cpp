// Names and literals: the only places where text of ours becomes SQL.
#include "odbc/dialect.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::odbc {

std::string quoted(std::string_view identifier) {
    const auto lower = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    bool good = !identifier.empty() && identifier.size() <= 63 && lower(identifier.front());
    for (const char c : identifier) good = good && (lower(c) || (c >= '0' && c <= '9'));
    if (!good) {
        throw Error(ErrorKind::configuration, "'" + display_name(identifier, 70) + "' cannot name a table or column")
            .remedy("use lower-case letters, digits and _, starting with a letter, at most 63 of them");
    }
    return '"' + std::string(identifier) + '"';
}

std::string literal(std::string_view text) {
    if (text.find('\0') != std::string_view::npos || text.find('\\') != std::string_view::npos ||
        find_invalid_utf8(text) != std::string_view::npos) {
        // A backslash means something else to a server with standard_conforming_strings off.
        throw Error(ErrorKind::configuration,
                    "a constant for SQL holds a NUL, a backslash or bytes that are not UTF-8");
    }
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

}  // namespace tilsig::odbc
