// Time as a parameter: whoever decides anything by the time is handed a Clock, so that a test can set it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace tilsig {

/// A moment in UTC with microseconds: what every stored timestamp is made of.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;
/// A calendar day.
using Day = std::chrono::sys_days;

class Clock {
public:
    virtual ~Clock() = default;
    /// Wall time in UTC.
    [[nodiscard]] virtual Instant now() const = 0;
    /// Monotonic time for durations and deadlines; never compared between processes.
    [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;
    /// Waits; a ManualClock only moves.
    virtual void sleep_for(std::chrono::milliseconds duration) = 0;
    /// The longest that a loop may wait before it looks at now() again: the wall clock may be set meanwhile.
    [[nodiscard]] virtual std::chrono::milliseconds longest_wait() const;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override;
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override;
    void sleep_for(std::chrono::milliseconds duration) override;
};

/// For tests: stands still until told.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Instant start) : m_now(start) {}
    [[nodiscard]] Instant now() const override { return m_now; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override;
    void sleep_for(std::chrono::milliseconds duration) override { m_now += duration; }

private:
    Instant m_now;
};

/// `2026-11-22T03:00:00.000000Z`: the one form written to the warehouse, manifests and logs. Sorts as text.
[[nodiscard]] std::string to_text(Instant instant);
/// Reads the form above (fraction and Z optional). Throws Error(data) naming the value's shape, not the value.
[[nodiscard]] Instant parse_instant(std::string_view text);
/// `2026-11-22`
[[nodiscard]] std::string to_text(Day day);

}  // namespace tilsig
