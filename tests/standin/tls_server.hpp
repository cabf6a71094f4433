// A TLS listener on a free port of 127.0.0.1 with a thread per connection, and a connection that can also end badly.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/files.hpp"
#include "standin/certificates.hpp"

namespace tilsig::standin {

struct FreeSession {
    void operator()(SSL* session) const noexcept { SSL_free(session); }
};

/// One accepted connection after its handshake. Reading and writing block; a peer that goes away makes them return
/// false or nothing.
class Connection {
public:
    Connection(UniqueFd socket, std::unique_ptr<SSL, FreeSession> session)
        : m_socket(std::move(socket)), m_session(std::move(session)) {}

    /// The head of the next request with its blank line; empty when the peer has closed or sent too much.
    [[nodiscard]] std::string read_head();
    /// The next `size` bytes (fewer when the peer closes).
    [[nodiscard]] std::string read_body(std::size_t size);
    bool write(std::string_view bytes);

    void close_orderly();  ///< close_notify, then FIN
    void cut();            ///< FIN without close_notify
    void reset();          ///< RST
    /// Waits until the peer closes, at most `seconds`; what it sends meanwhile is dropped. True when it closed.
    bool wait_for_close(int seconds);

private:
    bool fill();

    UniqueFd m_socket;
    std::unique_ptr<SSL, FreeSession> m_session;
    std::string m_buffer;
};

class TlsServer {
public:
    using Serve = std::function<void(Connection&)>;
    /// Starts to listen. Threads run until the process ends: a stand-in has nothing to save, and some of its
    /// connections are silent on purpose.
    TlsServer(Context context, Serve serve);
    [[nodiscard]] int port() const noexcept { return m_port; }

private:
    void accept_all();
    void talk(UniqueFd socket);

    Context m_context;
    Serve m_serve;
    int m_port = 0;  // before the listener, whose making sets it
    UniqueFd m_listener;
};

/// A TCP listener that accepts and never says a word: a handshake that never ends.
class MuteServer {
public:
    MuteServer();
    [[nodiscard]] int port() const noexcept { return m_port; }

private:
    int m_port = 0;  // before the listener, whose making sets it
    UniqueFd m_listener;
};

}  // namespace tilsig::standin
