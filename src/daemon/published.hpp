// A value that one thread replaces and many read, whole.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace tilsig::daemon {

/// The writer publishes whole values; a reader keeps the one it took, unchanged, for as long as it likes.
template <typename Value>
class Published {
public:
    void publish(Value value) {
        auto next = std::make_shared<const Value>(std::move(value));
        const std::lock_guard lock(m_mutex);
        m_latest.swap(next);
    }  // the old value dies here, out of the lock

    /// Null until something was published.
    [[nodiscard]] std::shared_ptr<const Value> latest() const {
        const std::lock_guard lock(m_mutex);
        return m_latest;
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const Value> m_latest;
};

}  // namespace tilsig::daemon
