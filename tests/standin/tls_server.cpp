#include "standin/tls_server.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <thread>

#include "base/error.hpp"

namespace tilsig::standin {

namespace {

constexpr std::size_t largest_head = 1U << 20;

UniqueFd listen_on_free_port(int& port) {
    UniqueFd listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!listener.valid()) throw system_error("socket", "127.0.0.1", errno);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener.get(), raw, size) != 0 || listen(listener.get(), 128) != 0 ||
        getsockname(listener.get(), raw, &size) != 0) {
        throw system_error("listen", "127.0.0.1", errno);
    }
    port = ntohs(address.sin_port);
    return listener;
}

}  // namespace

bool Connection::fill() {
    std::array<char, 16384> block{};
    const int got = SSL_read(m_session.get(), block.data(), static_cast<int>(block.size()));
    if (got <= 0) return false;
    m_buffer.append(block.data(), static_cast<std::size_t>(got));
    return true;
}

std::string Connection::read_head() {
    for (;;) {
        const auto end = m_buffer.find("\r\n\r\n");
        if (end != std::string::npos) {
            std::string head = m_buffer.substr(0, end + 4);
            m_buffer.erase(0, end + 4);
            return head;
        }
        if (m_buffer.size() > largest_head || !fill()) return {};
    }
}

std::string Connection::read_body(std::size_t size) {
    while (m_buffer.size() < size && fill()) {
    }
    std::string body = m_buffer.substr(0, size);
    m_buffer.erase(0, body.size());
    return body;
}

bool Connection::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t piece = std::min<std::size_t>(bytes.size(), 1U << 20);
        const int put = SSL_write(m_session.get(), bytes.data(), static_cast<int>(piece));
        if (put <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

void Connection::close_orderly() {
    SSL_shutdown(m_session.get());
    shutdown(m_socket.get(), SHUT_WR);
    // Closing with unread bytes in the buffer would send RST and could take our last bytes away from the peer.
    wait_for_close(5);
}

void Connection::cut() {
    shutdown(m_socket.get(), SHUT_WR);
    wait_for_close(5);
}

void Connection::reset() {
    // Time for the peer to take what was written before the reset overtakes it.
    const linger at_once{1, 0};
    setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    m_socket.reset();
}

bool Connection::wait_for_close(int seconds) {
    std::array<char, 4096> block{};
    for (;;) {
        pollfd wait{m_socket.get(), POLLIN, 0};
        if (poll(&wait, 1, seconds * 1000) <= 0) return false;
        if (recv(m_socket.get(), block.data(), block.size(), 0) <= 0) return true;
    }
}

TlsServer::TlsServer(Context context, Serve serve)
    : m_context(std::move(context)), m_serve(std::move(serve)), m_listener(listen_on_free_port(m_port)) {
    std::thread([this] { accept_all(); }).detach();
}

void TlsServer::accept_all() {
    for (;;) {
        UniqueFd socket(accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!socket.valid()) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            std::cerr << "stand-in: accept failed, errno " << errno << '\n';
            return;
        }
        std::thread([this, taken = std::move(socket)]() mutable { talk(std::move(taken)); }).detach();
    }
}

void TlsServer::talk(UniqueFd socket) {
    try {
        std::unique_ptr<SSL, FreeSession> session(SSL_new(m_context.get()));
        if (!session || SSL_set_fd(session.get(), socket.get()) != 1) return;
        if (SSL_accept(session.get()) != 1) return;  // a client that refuses us: often the very thing under test
        Connection connection(std::move(socket), std::move(session));
        m_serve(connection);
    } catch (const std::exception& error) {
        std::cerr << "stand-in: " << error.what() << '\n';
    }
}

MuteServer::MuteServer() : m_listener(listen_on_free_port(m_port)) {
    // The kernel completes the TCP handshake out of the backlog; nobody ever calls accept.
}

}  // namespace tilsig::standin
