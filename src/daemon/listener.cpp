#include "daemon/listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/error.hpp"

namespace tilsig::daemon {

namespace {

/// sockaddr's two forms in one, so that the calls below need to know neither.
struct SocketAddress {
    explicit SocketAddress(const config::ListenAddress& address) {
        if (address.ipv6()) {
            sockaddr_in6 v6{};
            v6.sin6_family = AF_INET6;
            v6.sin6_port = htons(address.port);
            valid = ::inet_pton(AF_INET6, address.host.c_str(), &v6.sin6_addr) == 1;
            fill(v6);
        } else {
            sockaddr_in v4{};
            v4.sin_family = AF_INET;
            v4.sin_port = htons(address.port);
            valid = ::inet_pton(AF_INET, address.host.c_str(), &v4.sin_addr) == 1;
            fill(v4);
        }
    }
    template <typename Form>
    void fill(const Form& form) {
        std::memcpy(&storage, &form, sizeof form);
        size = sizeof form;
    }
    /// bind and getsockname take their address by this pointer type, whatever its form.
    [[nodiscard]] sockaddr* pointer() { return static_cast<sockaddr*>(static_cast<void*>(&storage)); }
    [[nodiscard]] std::uint16_t port() const {
        std::uint16_t network = 0;  // at the same offset in both forms
        std::memcpy(&network, static_cast<const char*>(static_cast<const void*>(&storage)) + 2, sizeof network);
        return ntohs(network);
    }

    sockaddr_storage storage{};
    socklen_t size = 0;
    bool valid = false;
};

Error refused(const config::ListenAddress& address, int error_number) {
    Error error(ErrorKind::configuration,
                "cannot listen on " + address.text() + ": " + std::generic_category().message(error_number));
    if (error_number == EADDRINUSE)
        error.remedy("another program, or another daemon of tilsig, has the port; give `daemon.health` another one");
    else
        error.remedy("give daemon.health an address of this machine and a port this user may open");
    return error;
}

}  // namespace

UniqueFd listen_on(config::ListenAddress& address) {
    SocketAddress where(address);
    if (!where.valid) throw refused(address, EADDRNOTAVAIL);
    UniqueFd listener(::socket(address.ipv6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int on = 1;  // a port whose last connections are not forgotten yet can be had again after a restart
    if (!listener.valid() || ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(listener.get(), where.pointer(), where.size) != 0 || ::listen(listener.get(), SOMAXCONN) != 0 ||
        ::getsockname(listener.get(), where.pointer(), &where.size) != 0)
        throw refused(address, errno);
    address.port = where.port();
    return listener;
}

}  // namespace tilsig::daemon
