// Which addresses may be asked: https with a host, and after a redirect only the same host and port.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tilsig::transport {

/// An address that has passed the policy. Made by `read_url` and `follow_redirect` only.
struct Url {
    std::string text;     ///< normalised, with query; what libcurl is given
    std::string host;     ///< lower case
    std::string port;     ///< always given; "443" when the address has none
    std::string display;  ///< without query and fragment, long numbers blanked: the form for messages and logs

    [[nodiscard]] std::string authority() const { return host + ":" + port; }
};

/// An address, or the reason (without the address's query) why it may not be asked.
struct UrlVerdict {
    std::optional<Url> url;
    std::string problem;
};

/// Rules: scheme https, a host, no user name or password, no control bytes or blanks.
[[nodiscard]] UrlVerdict read_url(std::string_view text);

/// Where a Location header leads from `from`. Relative targets are resolved; another scheme, host or port is refused: a
/// source that moves is a change for a person to see, and credentials must not follow it.
[[nodiscard]] UrlVerdict follow_redirect(const Url& from, std::string_view location);

}  // namespace tilsig::transport
