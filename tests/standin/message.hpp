// A request as the stand-in reads it, and the honest answer to it; how the answer is then spoilt is another file's
// business.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tilsig::standin {

struct Request {
    std::string method;
    std::string path;                            ///< decoded, without query
    std::map<std::string, std::string> query;    ///< decoded; the last one wins
    std::string raw_query;                       ///< as asked, with its '?'; "" when there was none
    std::map<std::string, std::string> headers;  ///< lower-case names
    std::string body;

    [[nodiscard]] std::string parameter(const std::string& name) const {
        const auto found = query.find(name);
        return found == query.end() ? std::string{} : found->second;
    }
    [[nodiscard]] std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string{} : found->second;
    }
};

struct Response {
    int status = 200;
    std::string content_type;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers{};
};

[[nodiscard]] inline Response json_response(int status, std::string body) {
    return {status, "application/json;charset=UTF-8", std::move(body)};
}

/// One imitated source. Gives nothing when the path is not its own.
using Site = std::function<std::optional<Response>(const Request&)>;

/// `path` after `prefix`, when it begins with it.
[[nodiscard]] inline std::optional<std::string> below(const std::string& path, const std::string& prefix) {
    if (path.compare(0, prefix.size(), prefix) != 0) return std::nullopt;
    return path.substr(prefix.size());
}

/// Reads the head of a request (up to the blank line) and its query. Throws std::invalid_argument on nonsense.
[[nodiscard]] Request parse_head(const std::string& head);
/// The status line's words.
[[nodiscard]] const char* reason_of(int status);
/// Status line and headers, with the blank line; no Content-Length - the caller decides what to say about the body.
[[nodiscard]] std::string head_of(const Response& response);

}  // namespace tilsig::standin
