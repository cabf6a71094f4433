#include "daemon/health_server.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>

#include "base/error.hpp"
#include "daemon/listener.hpp"
#include "daemon/signals.hpp"

namespace tilsig::daemon {

namespace {

namespace net = Poco::Net;
using std::chrono::milliseconds;

bool announces_body(const net::HTTPServerRequest& request) {
    if (request.has("Transfer-Encoding")) return true;
    return request.has("Content-Length") && request.get("Content-Length") != "0";
}

Page answer_to(const net::HTTPServerRequest& request, const Pages& pages) {
    const std::string& method = request.getMethod();
    if (method != net::HTTPRequest::HTTP_GET && method != net::HTTPRequest::HTTP_HEAD)
        return refusal(405, "only GET and HEAD are answered");
    if (announces_body(request)) return refusal(400, "a request with a body is not taken");
    const std::string& target = request.getURI();
    const auto page = pages.find(std::string_view(target).substr(0, target.find('?')));
    if (page == pages.end()) return refusal(404, "there is no such page");
    try {
        return page->second();
    } catch (const std::exception&) {
        return refusal(500, "the page could not be made");  // what went wrong is not the client's to know
    }
}

class Handler final : public net::HTTPRequestHandler {
public:
    explicit Handler(const Pages& pages) : m_pages(pages) {}

    void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
        const Page page = answer_to(request, m_pages);
        response.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(page.status),
                                    std::string(status_phrase(page.status)));
        response.setKeepAlive(false);
        response.setContentType(page.content_type);
        if (page.status == 405) response.set("Allow", "GET, HEAD");
        for (const auto& [name, value] : common_headers) response.set(name, value);
        response.sendBuffer(page.body.data(), page.body.size());  // HEAD gets the length without the body
    }

private:
    const Pages& m_pages;
};

class HandlerFactory final : public net::HTTPRequestHandlerFactory {
public:
    explicit HandlerFactory(Pages pages) : m_pages(std::move(pages)) {}
    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
        return new Handler(m_pages);  // NOLINT: Poco takes ownership
    }

private:
    const Pages m_pages;
};

/// A connection that was accepted elsewhere. Poco would wait for each part of an answer anew, so that a client that
/// takes a byte now and then keeps a thread for ever; here the whole answer has one end. And Poco waits by an epoll
/// descriptor of its own for each request; one that waits by poll(2) still answers when descriptors are short.
class AcceptedImpl final : public net::StreamSocketImpl {
public:
    AcceptedImpl(int descriptor, milliseconds answer_time)
        : net::StreamSocketImpl(descriptor), m_answer_time(answer_time) {}

    int sendBytes(const void* buffer, int length, int) override {
        if (!m_until) m_until = std::chrono::steady_clock::now() + m_answer_time;
        std::string_view left(static_cast<const char*>(buffer), static_cast<std::size_t>(length));
        while (!left.empty()) {
            const ssize_t sent = ::send(sockfd(), left.data(), left.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
            if (sent > 0) {
                left.remove_prefix(static_cast<std::size_t>(sent));
            } else if (errno != EAGAIN && errno != EINTR) {
                throw net::ConnectionResetException("health server", errno);
            } else if (!ready(*m_until - std::chrono::steady_clock::now(), POLLOUT)) {
                throw Poco::TimeoutException("health server");
            }
        }
        return length;
    }

    bool poll(const Poco::Timespan& timeout, int mode) override {
        const auto events =
            static_cast<short>(((mode & SELECT_READ) != 0 ? POLLIN : 0) | ((mode & SELECT_WRITE) != 0 ? POLLOUT : 0));
        return ready(std::chrono::microseconds(timeout.totalMicroseconds()), events);
    }

private:
    [[nodiscard]] bool ready(std::chrono::steady_clock::duration wait, short events) const {
        pollfd watched{sockfd(), events, 0};
        const auto left = std::chrono::ceil<milliseconds>(wait).count();
        return left > 0 && ::poll(&watched, 1, static_cast<int>(left)) > 0;
    }

    milliseconds m_answer_time;
    std::optional<std::chrono::steady_clock::time_point> m_until;  ///< from the first byte of the answer
};

class Accepted final : public net::StreamSocket {
public:
    Accepted(UniqueFd& connection, milliseconds answer_time)
        : net::StreamSocket(new AcceptedImpl(connection.release(), answer_time)) {}  // NOLINT: it counts references
};

net::HTTPServerParams::Ptr parameters(const HealthServerOptions& options) {
    net::HTTPServerParams::Ptr params = new net::HTTPServerParams;  // NOLINT: Poco's pointers count references
    params->setKeepAlive(false);
    params->setTimeout(Poco::Timespan(options.answer_time.count() * 1000));
    return params;
}

config::ListenAddress allowed(const HealthServerOptions& options) {
    if (options.address.loopback() || options.remote) return options.address;
    throw Error(ErrorKind::configuration, "the health server would be open to other machines on " +
                                              options.address.text() + ", without a password")
        .remedy("use 127.0.0.1, or allow it with `daemon: {health_remote: true}`");
}

}  // namespace

/// The front's connections go to a few threads that let Poco read the request and write the answer. Poco's own server
/// is left out: it gives a thread to each connection before anything has come, so that a few silent clients stop it.
class HealthServer::Impl {
public:
    Impl(const HealthServerOptions& options, Pages pages)
        : m_address(allowed(options)),
          m_room(static_cast<std::size_t>(options.queue)),
          m_answer_time(options.answer_time),
          m_params(parameters(options)),
          m_handlers(new HandlerFactory(std::move(pages))) {  // NOLINT: as above
        UniqueFd listener = listen_on(m_address);
        {
            const AllSignalsBlocked blocked;  // a thread inherits the mask of its maker
            for (int i = 0; i < options.threads; ++i)
                m_threads.emplace_back([this](const std::stop_token& stop) { answer_requests(stop); });
        }
        m_front.emplace(std::move(listener), options.front,
                        [this](UniqueFd& connection) { return enqueue(connection); });
    }
    ~Impl() {
        m_front.reset();
        for (auto& thread : m_threads) thread.request_stop();  // all at once; each is joined by its destructor
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] const config::ListenAddress& address() const noexcept { return m_address; }

private:
    bool enqueue(UniqueFd& connection) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_queue.size() >= m_room) return false;
            m_queue.push_back(std::move(connection));
        }
        m_changed.notify_one();
        return true;
    }

    /// The next connection; nothing when the server ends.
    [[nodiscard]] UniqueFd next(const std::stop_token& stop) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, stop, [this] { return !m_queue.empty(); });
        if (stop.stop_requested()) return {};
        UniqueFd connection = std::move(m_queue.front());
        m_queue.pop_front();
        return connection;
    }

    void answer_requests(const std::stop_token& stop) {
        for (UniqueFd connection = next(stop); connection.valid(); connection = next(stop)) {
            try {
                net::HTTPServerConnection(Accepted(connection, m_answer_time), m_params, m_handlers).run();
            } catch (const std::exception&) {  // the client went away, or was too slow: its own loss, and no news
            }
        }
    }

    config::ListenAddress m_address;
    std::size_t m_room;
    milliseconds m_answer_time;
    net::HTTPServerParams::Ptr m_params;
    net::HTTPRequestHandlerFactory::Ptr m_handlers;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<UniqueFd> m_queue;
    std::vector<std::jthread> m_threads;
    std::optional<RequestFront> m_front;  ///< last: it hands on to the threads
};

HealthServer::HealthServer(const HealthServerOptions& options, Pages pages)
    : m_impl(std::make_unique<Impl>(options, std::move(pages))) {}

HealthServer::~HealthServer() = default;

const config::ListenAddress& HealthServer::address() const noexcept { return m_impl->address(); }

}  // namespace tilsig::daemon
