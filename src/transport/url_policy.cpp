#include "transport/url_policy.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "base/text.hpp"

namespace tilsig::transport {

namespace {

struct FreeUrl {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, FreeUrl>;

/// One part of an address; empty when it has none.
std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
    char* raw = nullptr;
    if (curl_url_get(url, which, &raw, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, void (*)(void*)> held(raw, curl_free);
    return raw;
}

bool has_forbidden_bytes(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20U || byte == 0x7fU;
    });
}

UrlVerdict refuse(std::string problem) { return {std::nullopt, std::move(problem)}; }

/// The policy on an address that libcurl has parsed.
UrlVerdict judge(CURLU* url) {
    const std::string scheme = part(url, CURLUPART_SCHEME);
    if (scheme != "https") {
        return refuse("scheme '" + display_name(scheme, 20) + "' is not allowed; only https is");
    }
    if (!part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty()) {
        return refuse("the address holds a user name or password; give credentials as a secret instead");
    }
    Url result;
    result.host = part(url, CURLUPART_HOST);
    if (result.host.empty()) return refuse("the address has no host");
    std::transform(result.host.begin(), result.host.end(), result.host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    result.port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    // A fragment is never sent; dropping it here keeps it out of the text libcurl is given.
    curl_url_set(url, CURLUPART_FRAGMENT, nullptr, 0);
    result.text = part(url, CURLUPART_URL);
    result.display = "https://" + result.host + (result.port == "443" ? "" : ":" + result.port) +
                     display_name(part(url, CURLUPART_PATH), 200);
    return {std::move(result), {}};
}

}  // namespace

UrlVerdict read_url(std::string_view text) {
    if (has_forbidden_bytes(text)) return refuse("the address holds a space, line break or control byte; escape it");
    const auto slashes = text.find("://");
    // libcurl forgives a third slash and takes the first folder for the host.
    if (slashes == std::string_view::npos || text.substr(slashes + 3, 1) == "/") {
        return refuse("not an address of the form https://host/path");
    }
    const UrlHandle url(curl_url());
    if (!url ||
        curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        return refuse("not an address of the form https://host/path");
    }
    return judge(url.get());
}

UrlVerdict follow_redirect(const Url& from, std::string_view location) {
    if (location.empty()) return refuse("redirect without a Location");
    if (has_forbidden_bytes(location)) return refuse("redirect to an address that holds a space or control byte");
    const UrlHandle url(curl_url());
    if (!url || curl_url_set(url.get(), CURLUPART_URL, from.text.c_str(), 0) != CURLUE_OK ||
        curl_url_set(url.get(), CURLUPART_URL, std::string(location).c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        return refuse("redirect to something that is not an address");
    }
    UrlVerdict verdict = judge(url.get());
    if (!verdict.url) return refuse("redirect refused: " + verdict.problem);
    if (verdict.url->authority() != from.authority()) {
        return refuse("redirect from " + from.authority() + " to " + display_name(verdict.url->authority(), 80) +
                      " refused; if the source has moved, change its address in source.yaml");
    }
    return verdict;
}

}  // namespace tilsig::transport
