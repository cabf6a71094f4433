// Makes the next turns on a thread of its own while the caller works on the one before.
#pragma once

#include <array>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace tilsig::run {

/// Turns come out in the order in which they were made; what making one threw comes out after all turns before it. At
/// most `ahead` turns are made ahead of the caller's, in memory that is used again. The first two are made by the
/// caller: a small delivery needs no thread. `Turn` is made empty once per slot; `produce` fills one (clearing what is
/// in it) and answers false when there are none left. It is called by one thread at a time.
template <typename Turn>
class ReadAhead {
public:
    using Produce = std::function<bool(Turn&)>;
    explicit ReadAhead(Produce produce) : m_produce(std::move(produce)) {}
    /// Waits for the turn that is being made; turns made ahead are dropped.
    ~ReadAhead() {
        {
            const std::lock_guard lock(m_mutex);
            m_stopped = true;
        }
        m_changed.notify_all();
        if (m_thread.joinable()) m_thread.join();
    }
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    /// The next turn, valid until the next call; null at the end.
    Turn* next() {
        if (m_taken < made_by_caller) {
            Turn& turn = slot(m_taken);
            if (m_ended || !m_produce(turn)) {
                m_ended = true;
                return nullptr;
            }
            ++m_made;
            ++m_taken;
            return &turn;
        }
        if (!m_thread.joinable() && !m_ended) m_thread = std::thread([this] { run(); });
        std::unique_lock lock(m_mutex);
        m_wanted = m_taken;
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return m_made > m_taken || m_ended; });
        if (m_made > m_taken) return &slot(m_taken++);
        if (m_failure) std::rethrow_exception(m_failure);
        return nullptr;
    }

private:
    static constexpr std::size_t ahead = 2;
    static constexpr std::size_t made_by_caller = 2;

    Turn& slot(std::size_t number) noexcept { return m_slots[number % m_slots.size()]; }

    void run() noexcept {
        try {
            for (std::size_t number = made_by_caller;; ++number) {
                {
                    std::unique_lock lock(m_mutex);
                    // The caller has given back all turns before the one it wants.
                    m_changed.wait(lock, [&] { return m_stopped || number < m_wanted + m_slots.size(); });
                    if (m_stopped) return;
                }
                const bool made = m_produce(slot(number));
                const std::lock_guard lock(m_mutex);
                if (!made) break;
                m_made = number + 1;
                m_changed.notify_all();
            }
            end(nullptr);
        } catch (...) {
            end(std::current_exception());
        }
    }

    void end(std::exception_ptr failure) {
        const std::lock_guard lock(m_mutex);
        m_failure = std::move(failure);
        m_ended = true;
        m_changed.notify_all();
    }

    Produce m_produce;
    std::array<Turn, ahead + 1> m_slots{};
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_made = 0;    // turns that are finished
    std::size_t m_taken = 0;   // turns handed out; the caller's own
    std::size_t m_wanted = 0;  // the turn the caller waits for: all before it are free
    bool m_ended = false;
    bool m_stopped = false;
    std::exception_ptr m_failure;
    std::thread m_thread;
};

}  // namespace tilsig::run
