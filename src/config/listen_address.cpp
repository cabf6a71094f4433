#include "config/listen_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>

namespace tilsig::config {

namespace {

std::optional<std::uint16_t> port_of(std::string_view digits) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return std::nullopt;
    return port;
}

bool is_address(int family, const std::string& host) {
    in6_addr address{};  // the larger of the two
    return ::inet_pton(family, host.c_str(), &address) == 1;
}

}  // namespace

bool ListenAddress::loopback() const {
    in_addr v4{};
    if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24U) == 127;
    in6_addr v6{};
    return ::inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6) != 0;
}

std::string ListenAddress::text() const { return (ipv6() ? "[" + host + "]" : host) + ":" + std::to_string(port); }

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = port_of(text.substr(colon + 1));
    std::string_view host = text.substr(0, colon);
    const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (brackets) host = host.substr(1, host.size() - 2);
    ListenAddress address{std::string(host), port.value_or(0)};
    if (!port || !is_address(brackets ? AF_INET6 : AF_INET, address.host)) return std::nullopt;
    return address;
}

}  // namespace tilsig::config
