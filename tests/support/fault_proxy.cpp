// One thread, poll, and just enough of the protocols to see where a message begins.
#include "support/fault_proxy.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "base/error.hpp"

namespace tilsig::test {

namespace {

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

std::uint32_t big_endian(const char* bytes) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return ntohl(value);
}

bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

}  // namespace

struct FaultProxy::Pair {
    UniqueFd client, server;
    std::string pending;   // bytes of a client message that is not complete yet
    bool started = false;  // the startup message was seen; from now on messages carry a type
    bool stalled = false;
    bool drops_answer = false;  // the next thing the server says is thrown away, then all is cut
};

FaultProxy::FaultProxy(int target_port, Protocol protocol) : m_target_port(target_port), m_protocol(protocol) {
    m_listener = UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    m_wake = UniqueFd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(m_listener.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(m_listener.get(), 16) != 0 ||
        getsockname(m_listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw system_error("listen", "127.0.0.1", errno);
    }
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { run(); });
}

FaultProxy::~FaultProxy() {
    m_ending = true;
    wake();
    m_thread.join();
}

void FaultProxy::wake() noexcept {
    const std::uint64_t one = 1;
    // The counter cannot overflow here, and a failed write would only delay the test until its time limit.
    [[maybe_unused]] const ssize_t written = write(m_wake.get(), &one, sizeof one);
}

void FaultProxy::on_message(const std::string& text, Fault fault, const std::string& after) {
    const std::lock_guard lock(m_mutex);
    m_trigger = text;
    m_after = after;
    m_fault = fault;
    m_armed = true;
    m_happened = false;
}

bool FaultProxy::wait_for_fault(std::chrono::milliseconds patience) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [this] { return m_happened; });
}

void FaultProxy::cut() {
    m_cut = true;
    wake();
}

void FaultProxy::accept_and_be_silent() { m_silent = true; }

void FaultProxy::happened() {
    const std::lock_guard lock(m_mutex);
    m_happened = true;
    m_changed.notify_all();
}

void FaultProxy::run() {
    while (!m_ending) {
        std::vector<pollfd> watched{{m_listener.get(), POLLIN, 0}, {m_wake.get(), POLLIN, 0}};
        for (const Pair& pair : m_pairs) {
            const short events = pair.stalled ? 0 : POLLIN;
            watched.push_back({pair.client.get(), events, 0});
            watched.push_back({pair.server.get(), events, 0});
        }
        if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return;
        std::uint64_t count = 0;
        [[maybe_unused]] const ssize_t cleared = read(m_wake.get(), &count, sizeof count);
        if (m_cut.exchange(false)) {
            m_pairs.clear();
            continue;
        }
        std::size_t index = 2;
        for (auto pair = m_pairs.begin(); pair != m_pairs.end(); index += 2) {
            bool alive = true;
            // A stalled pair is left as it is even when one side hangs up, except that a client that is gone ends it.
            if (watched[index].revents != 0)
                alive = pair->stalled ? (watched[index].revents & (POLLHUP | POLLERR)) == 0 : from_client(*pair);
            if (alive && watched[index + 1].revents != 0 && !pair->stalled) alive = from_server(*pair);
            pair = alive ? std::next(pair) : m_pairs.erase(pair);
        }
        if (watched[0].revents != 0) accept_one();
    }
}

void FaultProxy::accept_one() {
    Pair pair;
    pair.client = UniqueFd(accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    pair.server = UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!pair.client.valid()) return;
    pair.stalled = m_silent;
    const sockaddr_in address = loopback(m_target_port);
    if (!pair.stalled && connect(pair.server.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return;
    // Small messages in turns: without this each waits for the other side's delayed acknowledgement.
    const int on = 1;
    setsockopt(pair.client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(pair.server.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    m_pairs.push_back(std::move(pair));
}

bool FaultProxy::from_client(Pair& pair) {
    char buffer[65536];
    const ssize_t got = recv(pair.client.get(), buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    pair.pending.append(buffer, static_cast<std::size_t>(got));
    return forward_messages(pair);
}

std::size_t FaultProxy::message_length(const Pair& pair) const {
    const std::string& bytes = pair.pending;
    std::size_t length = 0;
    if (m_protocol == Protocol::mariadb) {  // three bytes, the lowest first, and a number
        if (bytes.size() < 4) return 0;
        const auto byte = [&bytes](std::size_t at) {
            return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]));
        };
        length = 4 + byte(0) + (byte(1) << 8U) + (byte(2) << 16U);
    } else {  // type and length; or, at first, length and code
        if (bytes.size() < (pair.started ? 5 : 8)) return 0;
        length = pair.started ? big_endian(bytes.data() + 1) + 1 : big_endian(bytes.data());
    }
    return bytes.size() < length ? 0 : length;
}

bool FaultProxy::looked_at(Pair& pair, const std::string& message) const {
    constexpr std::uint32_t ssl_request = 80877103;
    constexpr std::uint32_t gss_request = 80877104;
    if (m_protocol == Protocol::mariadb) return true;
    if (pair.started) return message.front() == 'Q' || message.front() == 'P';
    const std::uint32_t code = big_endian(message.data() + 4);
    pair.started = code != ssl_request && code != gss_request;
    return false;
}

bool FaultProxy::forward_messages(Pair& pair) {
    for (;;) {
        const std::size_t length = message_length(pair);
        if (length == 0) return true;
        const std::string message = pair.pending.substr(0, length);
        pair.pending.erase(0, length);
        if (looked_at(pair, message)) {
            bool hit = false;
            Fault fault{};
            {
                const std::lock_guard lock(m_mutex);
                if (!m_after.empty()) {
                    if (message.find(m_after) != std::string::npos) m_after.clear();
                } else {
                    hit = m_armed && message.find(m_trigger) != std::string::npos;
                }
                fault = m_fault;
                if (hit) m_armed = false;
            }
            if (hit && fault == Fault::drop_answer) pair.drops_answer = true;
            if (hit && fault == Fault::stall) pair.stalled = true;
            if (hit && fault != Fault::drop_answer) happened();
            if (hit && fault == Fault::drop_request) return false;
            if (hit && fault == Fault::stall) return true;
        }
        if (!send_all(pair.server.get(), message)) return false;
    }
}

bool FaultProxy::from_server(Pair& pair) {
    char buffer[65536];
    const ssize_t got = recv(pair.server.get(), buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    if (pair.drops_answer) {
        happened();
        return false;
    }
    return send_all(pair.client.get(), std::string_view(buffer, static_cast<std::size_t>(got)));
}

}  // namespace tilsig::test
