// How much memory SQLite takes to build an index over many rows, by its own account.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/unit_state.hpp"

namespace tilsig::load {
namespace {

constexpr std::int64_t mebibyte = 1 << 20;

/// The greatest amount that SQLite has held since it was asked last. The library is the one that the driver has loaded.
std::int64_t most_held_since() {
    void* const library = ::dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_NOLOAD);
    if (library == nullptr) throw std::runtime_error("the driver has not loaded libsqlite3.so.0");
    const auto ask = reinterpret_cast<std::int64_t (*)(int)>(::dlsym(library, "sqlite3_memory_highwater"));
    const std::int64_t most = ask(1);
    ::dlclose(library);
    return most;
}

TEST(IndexMemory, an_index_over_many_rows_is_sorted_on_disk) {
    const TempFolder folder;
    odbc::Dsn dsn;
    dsn.connection_string = "Driver=SQLite3;Database=" + (folder.path() / "warehouse.db").string();
    odbc::Connection connection = odbc::Connection::open(dsn);
    connection.execute("CREATE TABLE t (k integer PRIMARY KEY, v text)");
    // The keys alone are 28 MB. They come in no order.
    connection.execute(
        "INSERT INTO t WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 400000) "
        "SELECT i, printf('%060d', (i * 7919) % 400009) FROM c");
    const std::int64_t usual = connection.query_integer("PRAGMA cache_size").value();
    (void)most_held_since();
    warehouse::kit_of(connection.dialect()).build_index(connection, "CREATE UNIQUE INDEX by_value ON t (v)");
    EXPECT_LT(most_held_since(), 40 * mebibyte) << "the cache of 24 MiB, and 8 to sort in";
    EXPECT_EQ(connection.query_integer("PRAGMA cache_size"), usual);
    EXPECT_EQ(connection.query_integer("SELECT count(*) FROM t WHERE v = printf('%060d', 7919)"), 1);
}

}  // namespace
}  // namespace tilsig::load
