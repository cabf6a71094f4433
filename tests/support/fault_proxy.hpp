// A TCP proxy on the loopback that breaks a conversation with a database server at a chosen message.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "base/files.hpp"

namespace tilsig::test {

/// Forwards connections to 127.0.0.1:`target_port`. Client messages are forwarded whole, so that a message is either
/// sent or not. Safe to command from the test's thread while connections run.
class FaultProxy {
public:
    enum class Fault {
        drop_request,  ///< the message never reaches the server; the client's connection is cut
        drop_answer,   ///< the message reaches the server, which answers; the answer is thrown away and the connection
                       ///< cut
        stall          ///< from this message on nothing is forwarded in either direction, and nothing is closed
    };

    /// How messages of the client are told apart.
    enum class Protocol { postgresql, mariadb };

    explicit FaultProxy(int target_port, Protocol protocol = Protocol::postgresql);
    ~FaultProxy();
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;

    [[nodiscard]] int port() const noexcept { return m_port; }

    /// Once: the next message with a statement (to run or to prepare) whose text contains `text` meets the fault; with
    /// `after`, the first one behind a message that contains that.
    void on_message(const std::string& text, Fault fault, const std::string& after = {});
    /// Waits until the fault has happened; false when it did not in time.
    [[nodiscard]] bool wait_for_fault(std::chrono::milliseconds patience = std::chrono::seconds(10));
    /// Cuts all open connections now. New ones are served.
    void cut();
    /// New connections are accepted and never answered.
    void accept_and_be_silent();

private:
    struct Pair;
    void run();
    void wake() noexcept;
    void accept_one();
    /// False when the pair is over.
    bool from_client(Pair& pair);
    bool from_server(Pair& pair);
    bool forward_messages(Pair& pair);
    void happened();

    /// Bytes of the first message of what has come from the client; 0 when it is not complete.
    [[nodiscard]] std::size_t message_length(const Pair& pair) const;
    /// Whether the message may hold a statement.
    [[nodiscard]] bool looked_at(Pair& pair, const std::string& message) const;

    int m_target_port;
    Protocol m_protocol;
    int m_port = 0;
    UniqueFd m_listener;
    UniqueFd m_wake;
    std::list<Pair> m_pairs;  // only the proxy's thread touches them
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::string m_trigger;  // guarded by m_mutex, like the four below
    std::string m_after;    // not empty: what must pass before the trigger counts
    Fault m_fault = Fault::drop_request;
    bool m_armed = false;
    bool m_happened = false;
    std::atomic<bool> m_cut{false};
    std::atomic<bool> m_silent{false};
    std::atomic<bool> m_ending{false};
    std::thread m_thread;
};

}  // namespace tilsig::test
