// What a server of ours answers, and the headers that every answer carries.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace tilsig::daemon {

struct Page {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
};

/// Makes a page from values in memory; called by threads of the server, several at once.
using PageMaker = std::function<Page()>;
/// By path, like `/healthz`.
using Pages = std::map<std::string, PageMaker, std::less<>>;

struct HeaderField {
    const char* name;
    const char* value;
};
/// A browser that is led here must neither keep, frame nor run what it gets.
inline constexpr std::array common_headers{
    HeaderField{"Cache-Control", "no-store"},
    HeaderField{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    HeaderField{"Referrer-Policy", "no-referrer"},
    HeaderField{"X-Content-Type-Options", "nosniff"},
    HeaderField{"X-Frame-Options", "DENY"},
};

/// `{"status":"refused","reasons":["..."]}`
[[nodiscard]] Page refusal(int status, std::string_view reason);
/// The same as bytes of a whole HTTP/1.1 answer that ends the connection.
[[nodiscard]] std::string plain_answer(int status, std::string_view reason);
/// The phrase beside a status code, e.g. `Not Found`.
[[nodiscard]] std::string_view status_phrase(int status) noexcept;

}  // namespace tilsig::daemon
