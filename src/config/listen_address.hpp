// Where a server of ours listens: a numeric address and a port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tilsig::config {

/// A numeric address, never a host name: a name could come to mean another interface while nobody looks.
struct ListenAddress {
    std::string host = "127.0.0.1";  ///< IPv4, or IPv6 without brackets
    std::uint16_t port = 9464;       ///< 0: any free port, for tests

    /// Whether only programs of this machine can reach it.
    [[nodiscard]] bool loopback() const;
    [[nodiscard]] bool ipv6() const { return host.find(':') != std::string::npos; }
    /// `127.0.0.1:9464` or `[::1]:9464`
    [[nodiscard]] std::string text() const;
    bool operator==(const ListenAddress&) const = default;
};

/// Reads the form that text() writes, port 1 to 65535; nothing when it is anything else.
[[nodiscard]] std::optional<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace tilsig::config
