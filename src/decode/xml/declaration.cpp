#include "decode/xml/declaration.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tilsig::decode {

namespace {

/// Takes `key = "value"` from the front of `text`; false when it is not there.
bool take(std::string_view& text, std::string_view key, std::string& value) {
    std::string_view rest = text;
    const auto skip_blanks = [&rest] {
        const auto at = rest.find_first_not_of(" \t\r\n");
        const std::size_t blanks = std::min(at, rest.size());
        rest.remove_prefix(blanks);
        return blanks > 0;
    };
    if (!skip_blanks() || !rest.starts_with(key)) return false;
    rest.remove_prefix(key.size());
    (void)skip_blanks();
    if (!rest.starts_with('=')) return false;
    rest.remove_prefix(1);
    (void)skip_blanks();
    if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return false;
    const auto end = rest.find(rest.front(), 1);
    if (end == std::string_view::npos) return false;
    value = rest.substr(1, end - 1);
    text = rest.substr(end + 1);
    return true;
}

}  // namespace

std::optional<XmlDeclaration> parse_xml_declaration(std::string_view markup) {
    constexpr std::string_view begin = "<?xml";
    constexpr std::string_view end = "?>";
    if (!markup.starts_with(begin) || !markup.ends_with(end)) return std::nullopt;
    std::string_view rest = markup.substr(begin.size(), markup.size() - begin.size() - end.size());
    XmlDeclaration declaration;
    std::string standalone;
    if (!take(rest, "version", declaration.version)) return std::nullopt;
    (void)take(rest, "encoding", declaration.encoding);
    if (take(rest, "standalone", standalone) && standalone != "yes" && standalone != "no") return std::nullopt;
    if (!trim(rest).empty()) return std::nullopt;
    return declaration;
}

bool names_encoding(std::string_view name, catalog::Encoding encoding) {
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c; });
    const auto one_of = [&](auto... names) { return ((lower == names) || ...); };
    if (one_of("us-ascii", "ascii")) return true;
    switch (encoding) {
        case catalog::Encoding::utf8: return one_of("utf-8", "utf8");
        case catalog::Encoding::iso_8859_1: return one_of("iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1");
        case catalog::Encoding::windows_1252: return one_of("windows-1252", "cp1252");
        default: break;  // contracts have none of the others for XML
    }
    return false;
}

}  // namespace tilsig::decode
