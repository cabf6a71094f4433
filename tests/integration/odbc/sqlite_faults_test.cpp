// A full disk, a damaged file, settings that must hold.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "base/files.hpp"
#include "integration/odbc/transaction_support.hpp"
#include "odbc/dialect.hpp"
#include "support/child_process.hpp"

namespace tilsig::odbc {
namespace {

class SqliteFaults : public ::testing::Test {
protected:
    Dsn dsn() { return dsn_for("Driver=SQLite3;Database=" + path().string()); }
    std::filesystem::path path() { return m_folder.path() / "warehouse.db"; }

private:
    TempFolder m_folder;
};

TEST_F(SqliteFaults, settings_that_keep_an_acknowledged_commit_are_on) {
    Connection connection = Connection::open(dsn());
    EXPECT_EQ(connection.query_text("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(connection.query_integer("PRAGMA synchronous"), 2);
    EXPECT_EQ(connection.query_integer("PRAGMA foreign_keys"), 1);
    EXPECT_EQ(connection.query_integer("PRAGMA busy_timeout"), 1000);
    EXPECT_EQ(connection.query_integer("PRAGMA cache_size"), -24576);
    EXPECT_THROW((void)connection.query_text("SELECT load_extension('libm.so.6')"), DatabaseError);
}

TEST_F(SqliteFaults, the_file_is_private) {
    Connection connection = Connection::open(dsn());
    connection.execute("CREATE TABLE t (k bigint)");
    for (const auto& entry : std::filesystem::directory_iterator(path().parent_path())) {
        const auto open_to_others =
            entry.status().permissions() & (std::filesystem::perms::group_all | std::filesystem::perms::others_all);
        EXPECT_EQ(open_to_others, std::filesystem::perms::none) << entry.path().filename();
    }
}

TEST_F(SqliteFaults, a_second_connection_leaves_the_first_its_locks) {
    Connection first = Connection::open(dsn());
    make_table(first);
    { Connection second = Connection::open(dsn()); }
    // Another program may do away with the log only while nobody has the file open.
    EXPECT_THROW(test::run_child({"/usr/bin/sqlite3", path().string(), "PRAGMA journal_mode = DELETE"}), Error);
    EXPECT_TRUE(std::filesystem::exists(path().string() + "-wal"));
}

TEST_F(SqliteFaults, who_closes_writes_the_log_back_while_others_may_read) {
    Connection reader = Connection::open(dsn());
    make_table(reader);
    {
        Connection writer = Connection::open(dsn());
        writer.execute("INSERT INTO t VALUES (1)");
    }
    // What is in the file itself, without its log. The last connection would write it there under a lock that shuts
    // readers out: for ever when its process is frozen just then.
    EXPECT_EQ(test::run_child({"/usr/bin/sqlite3", "file:" + path().string() + "?immutable=1", "SELECT k FROM t"}),
              "1\n");
}

TEST_F(SqliteFaults, a_full_disk_poisons_instead_of_saving_the_rows_after_it) {
    Connection connection = Connection::open(dsn());
    make_table(connection);
    connection.execute("CREATE TABLE big (v text)");
    connection.execute("PRAGMA max_page_count = 30");
    Transaction transaction(connection, write);
    connection.execute("INSERT INTO t VALUES (1)");
    Statement insert = connection.prepare("INSERT INTO big VALUES (?)");
    try {
        for (int i = 0; i < 100; ++i) insert.bind(1, std::string(50'000, 'x')).execute();
        FAIL() << "the disk never filled";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.native(), 13);
        EXPECT_EQ(error.retry_class(), Retry::later);
        EXPECT_NE(error.remedy_text().find("disk space"), std::string::npos);
    }
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
    EXPECT_THROW(connection.execute("INSERT INTO t VALUES (4)"), Error) << "space came back, the transaction did not";
    EXPECT_THROW((void)transaction.commit(), Error);
    EXPECT_EQ(count(dsn().connection_string), 0);
    EXPECT_EQ(count(dsn().connection_string, "big"), 0);
}

TEST_F(SqliteFaults, a_poisoned_transaction_leaves_no_lock_behind) {
    Connection connection = Connection::open(dsn());
    make_table(connection);
    Statement unread = connection.prepare("SELECT 1 UNION ALL SELECT 2");
    unread.execute();
    ASSERT_TRUE(unread.fetch());
    Transaction transaction(connection, write);
    connection.execute("INSERT INTO t VALUES (1)");
    EXPECT_THROW(connection.execute("INSERT INTO t VALUES (1)"), DatabaseError);
    Connection other = Connection::open(dsn());
    Transaction next(other, write);
    other.execute("INSERT INTO t VALUES (1)");
    EXPECT_EQ(next.commit(), TransactionEnd::committed);
    EXPECT_THROW((void)unread.fetch(), Error);
}

TEST_F(SqliteFaults, a_damaged_file_is_named_as_such) {
    {
        Connection connection = Connection::open(dsn());
        make_table(connection);
    }
    std::filesystem::resize_file(path(), 4096 + 100);
    try {
        Connection connection = Connection::open(dsn());
        (void)connection.query_integer("SELECT count(*) FROM t");
        FAIL() << "a truncated file was read";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.native(), 11) << error.what();
        EXPECT_EQ(error.retry_class(), Retry::never);
        EXPECT_NE(error.remedy_text().find("restore"), std::string::npos);
    }
}

TEST_F(SqliteFaults, a_file_that_is_no_database_and_a_missing_folder_are_refused_with_a_remedy) {
    write_file_durably(path(), std::string(8192, 'x'));
    EXPECT_THROW((void)Connection::open(dsn()), Error);
    try {
        (void)Connection::open(dsn_for("Driver=SQLite3;Database=/nonexistent/folder/w.db"));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::storage);
        EXPECT_FALSE(error.remedy_text().empty());
    }
}

/// Also the child of the next test, which breaks one sync of it after the other; then the end is printed and not
/// judged.
TEST(SqliteCommit, says_how_it_ended) {
    const TempFolder folder;
    const char* given = std::getenv("TILSIG_TEST_DATABASE");
    const std::string path = given != nullptr ? given : (folder.path() / "warehouse.db").string();
    Connection connection = Connection::open(dsn_for("Driver=SQLite3;Database=" + path));
    make_table(connection);
    Transaction transaction(connection, write);
    connection.execute("INSERT INTO t VALUES (1)");
    const TransactionEnd end = transaction.commit();
    std::cout << (end == TransactionEnd::in_doubt ? "END:in_doubt" : "END:committed") << std::endl;
    if (given == nullptr) {
        EXPECT_EQ(end, TransactionEnd::committed);
    }
}

TEST_F(SqliteFaults, a_sync_that_fails_is_never_a_commit_that_is_not_there) {
    setenv("TILSIG_TEST_DATABASE", path().c_str(), 1);
    const std::string self = std::filesystem::read_symlink("/proc/self/exe");  // strace would follow the link to itself
    int in_doubt = 0;
    for (int call = 1; call <= 12; ++call) {
        for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path().string() + suffix);
        const std::string output = (path().parent_path() / "output").string();
        std::filesystem::remove(output);
        test::ChildOptions options;
        options.output_path = output;
        test::start_child(
            {"/usr/bin/strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e",
             "inject=fdatasync:error=EIO:when=" + std::to_string(call), self, "--gtest_filter=SqliteCommit.*"},
            options)
            .wait();
        const std::string said = read_file(output);
        Connection witness = Connection::open(dsn());
        const bool there = witness.query_integer(witness.dialect().table_exists_query(), {"t"}) &&
                           witness.query_integer("SELECT count(*) FROM t") == 1;
        const bool committed = said.find("END:committed") != std::string::npos;
        const bool doubt = said.find("END:in_doubt") != std::string::npos;
        in_doubt += doubt ? 1 : 0;
        EXPECT_TRUE(!committed || there) << "sync " << call << ": reported as saved, and is not";
        EXPECT_TRUE(committed || doubt || !there) << "sync " << call << ": " << said;
    }
    unsetenv("TILSIG_TEST_DATABASE");
    EXPECT_GT(in_doubt, 0) << "no sync of the COMMIT itself was hit";
}

}  // namespace
}  // namespace tilsig::odbc
