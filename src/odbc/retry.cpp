// Exponential back-off with full jitter.
#include "odbc/retry.hpp"

#include <random>

namespace tilsig::odbc {

void with_retries(Connection& connection, const Dsn& dsn, std::string_view purpose, Clock& clock,
                  const std::function<void()>& work, RetryPolicy policy) {
    std::mt19937 random(std::random_device{}());
    auto wait = policy.first_wait;
    for (int attempt = 1;; ++attempt) {
        try {
            if (connection.dead()) connection = Connection::open(dsn, purpose);
            work();
            return;
        } catch (Error& error) {
            if (error.retry_class() != Retry::now) throw;
            if (attempt >= policy.attempts) {
                error.while_doing("given up after " + std::to_string(attempt) + " attempts");
                throw;
            }
        }
        std::uniform_int_distribution<std::chrono::milliseconds::rep> jitter(wait.count() / 2, wait.count());
        clock.sleep_for(std::chrono::milliseconds(jitter(random)));
        wait = std::min(wait * 2, policy.longest_wait);
    }
}

}  // namespace tilsig::odbc
