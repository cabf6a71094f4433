#include "standin/message.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"

namespace tilsig::standin {

namespace {

std::string decode(std::string_view text, bool plus_is_blank) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            result += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            result += text[i] == '+' && plus_is_blank ? ' ' : text[i];
        }
    }
    return result;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

}  // namespace

Request parse_head(const std::string& head) {
    const std::vector<std::string_view> lines = split(head, '\n');
    const std::vector<std::string_view> first = split(trim(lines.front()), ' ');
    if (first.size() != 3) throw std::invalid_argument("not a request line");
    Request request;
    request.method = first[0];
    const auto question = first[1].find('?');
    request.path = decode(first[1].substr(0, question), false);
    if (question != std::string_view::npos) {
        request.raw_query = first[1].substr(question);
        for (const std::string_view pair : split(first[1].substr(question + 1), '&')) {
            const auto equals = pair.find('=');
            const std::string value = equals == std::string_view::npos ? "" : decode(pair.substr(equals + 1), true);
            request.query[decode(pair.substr(0, equals), true)] = value;
        }
    }
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto colon = lines[i].find(':');
        if (colon != std::string_view::npos) {
            request.headers[lower(trim(lines[i].substr(0, colon)))] = trim(lines[i].substr(colon + 1));
        }
    }
    return request;
}

const char* reason_of(int status) {
    switch (status) {
        case 200: return "OK";
        case 204: return "No Content";
        case 302: return "Found";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 400: return "Bad Request";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 429: return "Too Many Requests";
        case 503: return "Service Unavailable";
        default: return "Status";
    }
}

std::string head_of(const Response& response) {
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " + reason_of(response.status) + "\r\n";
    if (!response.content_type.empty()) head += "Content-Type: " + response.content_type + "\r\n";
    for (const auto& [name, value] : response.headers) head += name + ": " + value + "\r\n";
    return head + "Connection: close\r\n";
}

}  // namespace tilsig::standin
