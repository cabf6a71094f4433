// One fetch of odbc_query in a real fetch child.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>

#include "integration/connectors/fetching.hpp"

namespace tilsig::test {

/// Runs SQL in a SQLite file by the shell, which makes the file.
inline void run_sqlite(const std::filesystem::path& file, const std::string& sql) {
    FILE* shell = ::popen(("sqlite3 -bail '" + file.string() + "'").c_str(), "w");
    ASSERT_NE(shell, nullptr);
    std::fwrite(sql.data(), 1, sql.size(), shell);
    ASSERT_EQ(::pclose(shell), 0);
}

inline Fetched ask(const std::map<std::string, std::string>& options, const std::optional<std::string>& cursor = {},
                   std::chrono::seconds deadline = std::chrono::seconds(60)) {
    catalog::Source source;
    source.name = "register";
    source.protocol = "odbc_query";
    source.options = options;
    source.limits.deadline = deadline;
    fetch::FetchRequest request;
    request.program = TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch";
    request.connector = TILSIG_BINARY_DIR "/lib/tilsig/connectors/odbc_query.so";
    request.source = &source;
    request.unit = {"register.course", "register", "all"};
    request.cursor = cursor;
    KeepingSink sink;
    Fetched fetched;
    fetched.result = fetch::run_fetch(request, sink, Logger::silent());
    fetched.deliveries = std::move(sink.deliveries);
    fetched.abandoned = sink.abandoned;
    return fetched;
}

}  // namespace tilsig::test
