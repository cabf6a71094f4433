// Names, literals and error classes.
#include "odbc/dialect.hpp"

#include <gtest/gtest.h>

#include "odbc/odbc.hpp"

namespace tilsig::odbc {
namespace {

TEST(Names, are_lower_snake_case_or_refused) {
    EXPECT_EQ(odbc::quoted("fact_population"), "\"fact_population\"");
    EXPECT_EQ(odbc::quoted("_x9"), "\"_x9\"");
    EXPECT_EQ(odbc::quoted(std::string(63, 'a')).size(), 65U);
    for (const std::string& bad :
         {std::string(), std::string(64, 'a'), std::string("9a"), std::string("Fact"), std::string("a b"),
          std::string("a\"b"), std::string("a;drop"), std::string("å"), std::string("a\0b", 3), std::string("a.b"),
          std::string("a-b"), std::string("\"a\"")}) {
        EXPECT_THROW((void)odbc::quoted(bad), Error) << bad;
    }
}

TEST(Names, quoting_twice_is_refused) { EXPECT_THROW((void)odbc::quoted(odbc::quoted("a")), Error); }

TEST(Literals, double_their_quotes_and_refuse_what_servers_read_differently) {
    EXPECT_EQ(literal("it's"), "'it''s'");
    EXPECT_EQ(literal(""), "''");
    EXPECT_EQ(literal("æ; --"), "'æ; --'");
    EXPECT_THROW((void)literal("a\\'b"), Error);
    EXPECT_THROW((void)literal(std::string_view("a\0b", 3)), Error);
    EXPECT_THROW((void)literal("\xff"), Error);
}

DatabaseError sqlite(int native, const std::string& text = "") {
    return {"loading", "HY000", native, text, Engine::sqlite, false};
}
DatabaseError postgresql(const std::string& state, bool dead = false) {
    return {"loading", state, 1, "", Engine::postgresql, dead};
}

TEST(DatabaseErrors, sqlite_is_classed_by_its_native_code) {
    EXPECT_EQ(sqlite(5).retry_class(), Retry::now);
    EXPECT_EQ(sqlite(6).retry_class(), Retry::now);
    EXPECT_EQ(sqlite(13).retry_class(), Retry::later);
    EXPECT_EQ(sqlite(11).retry_class(), Retry::never);
    EXPECT_EQ(sqlite(19).retry_class(), Retry::never);
    EXPECT_FALSE(sqlite(19, "NOT NULL constraint failed: t.a").duplicate_key());
    EXPECT_TRUE(sqlite(19, "UNIQUE constraint failed: t.a").duplicate_key());
    EXPECT_FALSE(sqlite(5).connection_lost());
    EXPECT_TRUE(sqlite(10).outcome_unknown()) << "a failed write of the log: the commit may be on the disk";
    EXPECT_FALSE(sqlite(13).outcome_unknown());
    EXPECT_EQ(sqlite(5).error_code(), "sqlite-5");
}

TEST(DatabaseErrors, postgresql_is_classed_by_sqlstate) {
    for (const char* state : {"08S01", "08003", "57P01", "57P02", "57P03"}) {
        EXPECT_TRUE(postgresql(state).connection_lost()) << state;
        EXPECT_EQ(postgresql(state).retry_class(), Retry::later) << state;
        EXPECT_TRUE(postgresql(state).outcome_unknown()) << state;
    }
    for (const char* state : {"40001", "40P01", "55P03"}) {
        EXPECT_EQ(postgresql(state).retry_class(), Retry::now) << state;
        EXPECT_FALSE(postgresql(state).connection_lost()) << state;
    }
    EXPECT_EQ(postgresql("53100").retry_class(), Retry::later);
    EXPECT_EQ(postgresql("57014").retry_class(), Retry::later);
    EXPECT_FALSE(postgresql("57014").connection_lost());
    EXPECT_TRUE(postgresql("23505").duplicate_key());
    EXPECT_EQ(postgresql("42P01").retry_class(), Retry::never);
    EXPECT_TRUE(postgresql("HY000", true).connection_lost()) << "the driver says the connection is dead";
}

TEST(DatabaseErrors, mariadb_is_classed_by_its_native_code) {
    const auto mariadb = [](int native, const std::string& state = "HY000") {
        return DatabaseError("loading", state, native, "", Engine::mariadb, false);
    };
    for (const int native : {1213, 1205, 1020}) EXPECT_EQ(mariadb(native).retry_class(), Retry::now) << native;
    for (const int native : {2006, 2013, 1927, 1053, 2055}) {
        EXPECT_TRUE(mariadb(native).connection_lost()) << native;
        EXPECT_TRUE(mariadb(native).outcome_unknown()) << native;
        EXPECT_EQ(mariadb(native).retry_class(), Retry::later) << native;
    }
    EXPECT_TRUE(mariadb(1, "08S01").connection_lost());
    EXPECT_TRUE(mariadb(1062, "23000").duplicate_key());
    EXPECT_FALSE(mariadb(1048, "23000").duplicate_key()) << "a missing value";
    EXPECT_FALSE(mariadb(1969).connection_lost()) << "a statement that took too long";
    for (const int native : {1264, 1366, 1406}) EXPECT_EQ(mariadb(native).error_code().substr(0, 2), "22") << native;
    EXPECT_EQ(mariadb(1205).error_code(), "mariadb-1205");
    EXPECT_TRUE(mariadb(1050, "42S01").structure_as_wanted());
    EXPECT_FALSE(DatabaseError("x", "42P07", 1050, "", Engine::postgresql, false).structure_as_wanted());
}

TEST(DatabaseErrors, driver_text_stays_out_of_the_message) {
    const DatabaseError error("loading", "23505", 1, "Key (id)=(canary) already exists", Engine::postgresql, false);
    EXPECT_EQ(std::string(error.what()).find("canary"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("23505"), std::string::npos);
    EXPECT_NE(error.driver_text().find("canary"), std::string::npos);
}

}  // namespace
}  // namespace tilsig::odbc
