// Staging connections of a large unit: threads that take chunks from a bounded queue.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "load/stage.hpp"

namespace tilsig::load {

/// Calls send(from, to) for all items; where a part is refused because of a row, for its halves, and at last
/// refuse(index) for the single row. Each call of `send` is a transaction of its own.
template <typename Send, typename Refuse>
void send_bisecting(std::size_t from, std::size_t to, const Send& send, const Refuse& refuse) {
    try {
        send(from, to);
    } catch (const Error& error) {
        if (!is_row_fault(error)) throw;
        if (to - from == 1) return refuse(from);
        const std::size_t middle = from + (to - from) / 2;
        send_bisecting(from, middle, send, refuse);
        send_bisecting(middle, to, send, refuse);
    }
}

/// The first failure ends all threads and comes out of put() or finish().
template <typename Chunk>
class Senders {
public:
    using Take = std::function<bool(Chunk&)>;
    /// Sends chunks until there is none left; returns the refused records.
    using Work = std::function<std::vector<std::uint64_t>(odbc::Connection&, const Take&)>;

    Senders(odbc::Dsn dsn, int connections, Work work) : m_dsn(std::move(dsn)), m_work(std::move(work)) {
        const int count = std::max(1, connections);
        m_limit = static_cast<std::size_t>(count) + 1;
        for (int i = 0; i < count; ++i) m_threads.emplace_back([this] { run(); });
    }
    ~Senders() {
        {
            const std::lock_guard lock(m_mutex);
            m_queue.clear();
            m_closed = true;
        }
        m_changed.notify_all();
        for (auto& thread : m_threads) {
            if (thread.joinable()) thread.join();
        }
    }
    Senders(const Senders&) = delete;
    Senders& operator=(const Senders&) = delete;

    void put(Chunk chunk) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_queue.size() < m_limit || m_failure; });
        if (m_failure) std::rethrow_exception(m_failure);
        m_queue.push_back(std::move(chunk));
        lock.unlock();
        m_changed.notify_all();
    }

    [[nodiscard]] std::vector<std::uint64_t> finish() {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_changed.notify_all();
        for (auto& thread : m_threads) thread.join();
        if (m_failure) std::rethrow_exception(m_failure);
        return std::move(m_refused);
    }

private:
    void run() noexcept {
        try {
            auto connection = odbc::Connection::open(m_dsn, "tilsig-stage");
            const auto refused = m_work(connection, [this](Chunk& chunk) { return take(chunk); });
            const std::lock_guard lock(m_mutex);
            m_refused.insert(m_refused.end(), refused.begin(), refused.end());
        } catch (...) {
            const std::lock_guard lock(m_mutex);
            if (!m_failure) m_failure = std::current_exception();
        }
        m_changed.notify_all();
    }

    bool take(Chunk& chunk) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_queue.empty() || m_closed || m_failure; });
        if (m_queue.empty() || m_failure) return false;
        chunk = std::move(m_queue.front());
        m_queue.pop_front();
        lock.unlock();
        m_changed.notify_all();
        return true;
    }

    odbc::Dsn m_dsn;
    Work m_work;
    std::size_t m_limit = 0;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Chunk> m_queue;
    bool m_closed = false;
    std::exception_ptr m_failure;
    std::vector<std::uint64_t> m_refused;
    std::vector<std::thread> m_threads;
};

}  // namespace tilsig::load
