// Driver and engine by themselves: row counts, values, arrays, names.
#include "conform/checks.hpp"
#include "odbc/bulk_rows.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::conform {

namespace {

std::int64_t count(odbc::Connection& connection, const std::string& relation) {
    return connection.query_integer("SELECT count(*) FROM " + relation).value();
}

std::string row_counts(odbc::Connection& connection) {
    connection.execute("CREATE TABLE conform_rows (k bigint PRIMARY KEY, v bigint)");
    expect_equal("rows reported by an INSERT of 3",
                 connection.execute("INSERT INTO conform_rows VALUES (1, 1), (2, 2), (3, 3)"), 3);
    expect_equal("rows counted after it", count(connection, "conform_rows"), 3);
    expect_equal("rows reported by an UPDATE of 2",
                 connection.execute("UPDATE conform_rows SET v = v + 10 WHERE k > 1"), 2);
    expect_equal("rows counted after it", count(connection, "conform_rows WHERE v > 10"), 2);
    expect_equal("rows reported by INSERT .. SELECT of 3",
                 connection.execute("INSERT INTO conform_rows (k, v) SELECT r.k + 10, r.v FROM conform_rows r"), 3);
    expect_equal("rows reported by a DELETE of 6", connection.execute("DELETE FROM conform_rows"), 6);
    expect_equal("rows counted after it", count(connection, "conform_rows"), 0);
    expect_equal("rows reported by a DELETE of none", connection.execute("DELETE FROM conform_rows WHERE k = 1"), 0);
    return "INSERT, UPDATE, INSERT .. SELECT and DELETE report what is counted";
}

std::string damaged_text(odbc::Connection& connection) {
    odbc::Statement insert =
        connection.prepare("INSERT INTO conform_rows (k, v) SELECT 1, 1 FROM conform_rows WHERE ? = 'x'");
    for (const std::string_view bad :
         {std::string_view("a\0b", 3), std::string_view("\xff"), std::string_view("\xed\xa0\x80")}) {
        bool refused = false;
        try {
            insert.bind(1, bad);
        } catch (const Error& error) {
            refused = error.kind() == ErrorKind::data;
        }
        if (!refused) throw Error(ErrorKind::internal, "text with a NUL or with bytes that are not UTF-8 was bound");
    }
    return "NUL and broken UTF-8 never reach the driver";
}

std::string arrays(odbc::Connection& connection) {
    if (!connection.dialect().array_binding()) return "not used on this engine";
    const auto row = [](odbc::BulkRows& rows, const std::string& key) {
        rows.cell(key);
        rows.cell("7");
    };
    odbc::BulkRows rows(2);
    for (int key = 1; key <= 500; ++key) row(rows, std::to_string(key));
    odbc::Statement insert = connection.prepare("INSERT INTO conform_rows VALUES (?, ?)");
    expect_equal("rows reported by an array of 500", insert.execute_rows(rows, 0, 500), 500);
    expect_equal("rows counted after it", count(connection, "conform_rows"), 500);
    odbc::BulkRows again(2);
    for (int key = 900; key > 490; --key) row(again, std::to_string(key));  // ten of them are there already
    bool refused = false;
    try {
        insert.execute_rows(again, 0, again.rows());
    } catch (const odbc::DatabaseError& error) {
        refused = error.duplicate_key();
    }
    if (!refused) throw Error(ErrorKind::internal, "an array with duplicate keys was not refused as such");
    expect_equal("rows counted after a refused array", count(connection, "conform_rows"), 500);
    return "500 rows at once; a bad row saves none of its array";
}

std::string transactional_ddl(odbc::Connection& connection) {
    if (!connection.dialect().transactional_ddl())
        return "DDL commits by itself here; changes of structure are resumable instead";
    {
        odbc::Transaction transaction(connection, odbc::Transaction::Mode::write);
        connection.execute("CREATE TABLE conform_ddl (k bigint)");
        transaction.roll_back();
    }
    const auto found = connection.query_integer(connection.dialect().table_exists_query(), {"conform_ddl"});
    if (found) throw Error(ErrorKind::internal, "a table that was rolled back is there");
    return "DDL is rolled back like rows";
}

}  // namespace

void check_driver(Checks& checks, odbc::Connection& connection, const Options& /*options*/) {
    checks.run("row counts are honest", [&] { return row_counts(connection); });
    checks.run("text that would be damaged is refused", [&] { return damaged_text(connection); });
    checks.run("array binding is all or nothing", [&] { return arrays(connection); });
    checks.run("DDL belongs to its transaction", [&] { return transactional_ddl(connection); });
}

}  // namespace tilsig::conform
