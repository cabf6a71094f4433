#include "decode/xml/markup.hpp"

#include <algorithm>

namespace tilsig::decode {

namespace {

using Kind = XmlMarkup::Kind;

std::optional<XmlMarkup> until(Kind kind, std::string_view bytes, std::size_t from, std::string_view end) noexcept {
    const std::size_t at = bytes.find(end, from);
    if (at == std::string_view::npos) return std::nullopt;
    return XmlMarkup{kind, at + end.size()};
}

std::optional<XmlMarkup> start_tag(std::string_view bytes) noexcept {
    // Most tags have no attribute: then the first `>` is the end, and memchr finds it at once.
    std::size_t at = 1;
    std::size_t end = 0;
    for (;;) {
        if (end < at) end = bytes.find('>', at);
        if (end == std::string_view::npos) return std::nullopt;
        const std::size_t quote = bytes.substr(0, end).find_first_of("\"'", at);
        if (quote == std::string_view::npos) break;
        const std::size_t close = bytes.find(bytes[quote], quote + 1);
        if (close == std::string_view::npos) return std::nullopt;
        at = close + 1;
    }
    return XmlMarkup{bytes[end - 1] == '/' ? Kind::empty : Kind::start, end + 1};
}

}  // namespace

std::optional<XmlMarkup> next_markup(std::string_view bytes) noexcept {
    if (bytes.front() != '<') {
        const std::size_t end = bytes.find('<');
        if (end == std::string_view::npos) return std::nullopt;
        return XmlMarkup{Kind::text, end};
    }
    if (bytes.size() < 2) return std::nullopt;
    switch (bytes[1]) {
        case '/': return until(Kind::end, bytes, 2, ">");
        case '?': return until(Kind::instruction, bytes, 2, "?>");
        case '!': break;
        default: return start_tag(bytes);
    }
    constexpr std::string_view comment = "<!--";
    constexpr std::string_view cdata = "<![CDATA[";
    if (bytes.starts_with(comment)) return until(Kind::comment, bytes, comment.size(), "-->");
    if (bytes.starts_with(cdata)) return until(Kind::cdata, bytes, cdata.size(), "]]>");
    if (comment.starts_with(bytes) || cdata.starts_with(bytes)) return std::nullopt;
    return XmlMarkup{Kind::declaration, 2};
}

bool is_xml_space(std::string_view bytes) noexcept {
    return std::all_of(bytes.begin(), bytes.end(),
                       [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
}

}  // namespace tilsig::decode
