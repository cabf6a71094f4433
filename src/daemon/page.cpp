#include "daemon/page.hpp"

#include "base/text.hpp"

namespace tilsig::daemon {

std::string_view status_phrase(int status) noexcept {
    switch (status) {
        case 200: return "OK";
        case 400: return "Bad Request";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 414: return "URI Too Long";
        case 431: return "Request Header Fields Too Large";
        case 503: return "Service Unavailable";
        default: return "Internal Server Error";
    }
}

Page refusal(int status, std::string_view reason) {
    return {status, "application/json", R"({"status":"refused","reasons":[")" + json_escape(reason) + "\"]}\n"};
}

std::string plain_answer(int status, std::string_view reason) {
    const Page page = refusal(status, reason);
    std::string answer = "HTTP/1.1 " + std::to_string(status) + " " + std::string(status_phrase(status)) +
                         "\r\nConnection: close\r\nContent-Type: " + page.content_type +
                         "\r\nContent-Length: " + std::to_string(page.body.size()) + "\r\n";
    for (const auto& [name, value] : common_headers) answer.append(name).append(": ").append(value).append("\r\n");
    return answer + "\r\n" + page.body;
}

}  // namespace tilsig::daemon
