#include "daemon/request_head.hpp"

#include <algorithm>

namespace tilsig::daemon {

namespace {

constexpr std::string_view line_end = "\r\n";

HeadVerdict refused(int status, std::string_view reason) { return {HeadVerdict::State::refused, status, reason}; }

bool upper(char c) { return c >= 'A' && c <= 'Z'; }

bool visible(char c) { return c > ' ' && c < '\x7f'; }

/// A character of a method or a field name (RFC 9110, token).
bool of_token(char c) {
    return visible(c) && std::string_view("\"(),/:;<=>?@[\\]{}").find(c) == std::string_view::npos;
}

bool is_request_line(std::string_view line) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return false;
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    return !method.empty() && method.size() <= 16 && std::all_of(method.begin(), method.end(), upper) &&
           target.starts_with('/') && std::all_of(target.begin(), target.end(), visible) &&
           (version == "HTTP/1.0" || version == "HTTP/1.1");
}

bool is_field(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const auto name = line.substr(0, colon);
    const auto value = line.substr(colon + 1);
    return std::all_of(name.begin(), name.end(), of_token) &&
           std::all_of(value.begin(), value.end(), [](char c) { return visible(c) || c == ' ' || c == '\t'; });
}

}  // namespace

HeadVerdict judge_head(std::string_view bytes, const HeadLimits& limits) {
    if (bytes.empty()) return {};
    // A TLS client, or line breaks before the request.
    if (!upper(bytes.front())) return refused(400, "no HTTP request");
    const auto line = bytes.find(line_end);
    if (std::min(line, bytes.size()) > limits.line) return refused(414, "the request line is too long");
    if (line == std::string_view::npos) return {};
    if (!is_request_line(bytes.substr(0, line))) return refused(400, "no request line of HTTP/1.1");

    std::size_t fields = 0;
    for (std::size_t at = line + line_end.size();;) {
        const auto end = bytes.find(line_end, at);
        if (std::min(end, bytes.size()) > limits.head) return refused(431, "the head of the request is too large");
        if (end == std::string_view::npos) return {};
        if (end == at) return {HeadVerdict::State::whole, 0, {}};
        if (!is_field(bytes.substr(at, end - at))) return refused(400, "a header line is no 'name: value'");
        if (++fields > limits.fields) return refused(431, "the request has too many header fields");
        at = end + line_end.size();
    }
}

}  // namespace tilsig::daemon
