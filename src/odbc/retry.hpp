// A whole transaction again, when the database says that trying again can help.
#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "base/clock.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::odbc {

struct RetryPolicy {
    int attempts = 5;
    std::chrono::milliseconds first_wait{50};  ///< doubled each time, with jitter: two losers must not meet again
    std::chrono::milliseconds longest_wait{2000};
};

/// Runs `work` - a whole transaction from BEGIN to its end, with everything it reads - again while it throws an Error
/// with Retry::now (deadlock, serialization failure, lock timeout, SQLite busy), at most `attempts` times in all; then
/// the last error is thrown. A connection that is dead before an attempt is replaced in place, so references to it stay
/// good; statements prepared on the old one do not. Anything else, a lost connection above all, is thrown at once.
void with_retries(Connection& connection, const Dsn& dsn, std::string_view purpose, Clock& clock,
                  const std::function<void()>& work, RetryPolicy policy = {});

}  // namespace tilsig::odbc
