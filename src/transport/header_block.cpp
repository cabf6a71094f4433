#include "transport/header_block.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tilsig::transport {

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

}  // namespace

HeaderBlock::Line HeaderBlock::feed(std::string_view line) {
    m_bytes += line.size();
    if (m_bytes > m_max_bytes) return Line::too_large;
    if (m_complete) return Line::go_on;  // trailers after a chunked body
    if (line.substr(0, 5) == "HTTP/") {
        start(line);
        return Line::go_on;
    }
    if (!trim(line).empty()) {
        add(line);
        return Line::go_on;
    }
    if (m_status >= 100 && m_status <= 199) return Line::go_on;
    judge();
    m_complete = true;
    return Line::block_ended;
}

void HeaderBlock::start(std::string_view status_line) {
    m_status = 0;
    m_fields.clear();
    m_chunked = false;
    m_length.reset();
    m_contradiction.clear();
    const auto blank = status_line.find(' ');
    if (blank == std::string_view::npos) return;
    for (const char c : status_line.substr(blank + 1, 3)) {
        if (c < '0' || c > '9') break;
        m_status = m_status * 10 + (c - '0');
    }
}

void HeaderBlock::add(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || line[0] == ' ' || line[0] == '\t') {
        m_contradiction = "a header line without a name";
        return;
    }
    const std::string name = lower(trim(line.substr(0, colon)));
    const std::string_view value = trim(line.substr(colon + 1));
    if (name == "set-cookie") return;  // a session secret, and we keep no sessions
    if (name == "content-length") read_length(value);
    auto [place, is_new] = m_fields.try_emplace(name, value);
    if (!is_new) place->second.append(", ").append(value);
}

void HeaderBlock::read_length(std::string_view value) {
    for (const std::string_view item : split(value, ',')) {
        const std::string_view digits = trim(item);
        if (digits.empty() || digits.size() > 18 || digits.find_first_not_of("0123456789") != std::string_view::npos) {
            m_contradiction = "a Content-Length that is not a number";
            return;
        }
        const std::uint64_t length = std::stoull(std::string(digits));
        // The same length twice is allowed (RFC 9110, 8.6); two lengths are two bodies, and nobody can say which was
        // sent.
        if (m_length && *m_length != length) m_contradiction = "two different Content-Length headers";
        m_length = length;
    }
}

void HeaderBlock::judge() {
    const std::string coding = lower(field("transfer-encoding"));
    if (!coding.empty()) {
        m_chunked = coding == "chunked";
        if (!m_chunked) m_contradiction = "a Transfer-Encoding other than chunked";
        if (m_length && m_contradiction.empty()) m_contradiction = "Content-Length together with Transfer-Encoding";
    }
    if (m_status == 0 && m_contradiction.empty()) m_contradiction = "a status line without a status";
}

std::string_view HeaderBlock::field(const std::string& name) const {
    const auto found = m_fields.find(name);
    return found == m_fields.end() ? std::string_view{} : std::string_view(found->second);
}

std::string HeaderBlock::media_type() const {
    const std::string_view value = field("content-type");
    return lower(trim(value.substr(0, value.find(';'))));
}

}  // namespace tilsig::transport
