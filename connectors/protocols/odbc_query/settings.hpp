// What a source of this protocol says about itself: which database, which question, which limits.
#pragma once

#include <string>

#include "spi/connector.hpp"

namespace tilsig::odbc_query {

enum class Engine { sqlite, postgresql, mariadb };

struct Settings {
    Engine engine = Engine::sqlite;
    std::string server, database, user, ssl_mode;
    std::int64_t port = 0;
    std::string query;
    std::string cursor_column;  ///< empty: the whole answer every time
    std::int64_t overlap = 0;   ///< seconds, or units of a counted column
    std::int64_t connect_seconds = 10;
    std::int64_t statement_seconds = 300;
};

/// Tells every mistake: drivers that are not on the list, values that a connection string could read as more than a
/// value, questions that are no single SELECT.
void check_settings(spi::OptionCheck& check);
/// Failure(bad_options) for what only a unit that was not checked can hold.
[[nodiscard]] Settings read_settings(const spi::Options& options);

}  // namespace tilsig::odbc_query
