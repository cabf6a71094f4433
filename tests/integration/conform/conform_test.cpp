// Conform on databases that keep their word, and on one that lies.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "conform/conform.hpp"
#include "odbc/dialect.hpp"
#include "support/databases.hpp"

namespace tilsig::conform {
namespace {

class Conform : public test::OnEveryEngine {
protected:
    Report run() {
        Options options;
        options.dsn.connection_string = connection_string();
        options.work_folder = database().folder() / "cache";
        options.rows = 2500;
        return conform(options);
    }
    odbc::Connection open() {
        odbc::Dsn dsn;
        dsn.connection_string = connection_string();
        return odbc::Connection::open(dsn, "test");
    }
    int tables() {
        odbc::Connection connection = open();
        auto names = connection.once(connection.dialect().table_names_query());
        names.execute();
        int found = 0;
        while (names.fetch()) found += names.text(1)->starts_with("sqlite_") ? 0 : 1;
        return found;
    }
    static std::string shown(const Report& report) {
        std::string text;
        for (const auto& check : report.checks) {
            if (check.verdict != Verdict::ok) text += check.promise + ": " + check.detail + "\n";
        }
        return text;
    }
};

TEST_P(Conform, holds_on_an_engine_with_a_dialect_and_leaves_nothing) {
    const Report report = run();
    EXPECT_TRUE(report.holds()) << shown(report);
    EXPECT_GT(report.checks.size(), 20U);
    EXPECT_FALSE(report.facts.driver.empty());
    EXPECT_FALSE(report.facts.server_version.empty());
    EXPECT_EQ(tables(), 0);
}

TEST_P(Conform, touches_no_database_that_holds_anything_else) {
    open().execute("CREATE TABLE fact_of_somebody (k bigint)");
    try {
        (void)run();
        FAIL() << "was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        EXPECT_NE(std::string(error.what()).find("fact_of_somebody"), std::string::npos);
    }
    EXPECT_EQ(tables(), 1);
}

TEST_P(Conform, clears_away_what_an_interrupted_one_left) {
    {
        odbc::Connection connection = open();
        connection.execute("CREATE TABLE tilsig_conform (made bigint)");
        connection.execute("CREATE TABLE conform_rows (k bigint PRIMARY KEY)");
        connection.execute("CREATE TABLE ops_unit (id bigint)");
    }
    EXPECT_TRUE(run().holds());
    EXPECT_EQ(tables(), 0);
}

TILSIG_ON_EVERY_ENGINE(Conform);

/// PostgreSQL can be made to lie: a trigger on every new fact table that swallows or changes a row.
class LyingDatabase : public ::testing::Test {
protected:
    void SetUp() override { TILSIG_NEED_POSTGRES(); }
    Report run_with(const std::string& table, const std::string& body) {
        const std::string database = test::TestPostgres::shared().fresh_database();
        test::TestPostgres::shared().sql(
            database, "CREATE SCHEMA lie; CREATE FUNCTION lie.row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " +
                          body +
                          " RETURN NEW; END $$; CREATE FUNCTION lie.attach() RETURNS event_trigger LANGUAGE plpgsql AS "
                          "$$ DECLARE o record; BEGIN FOR o IN "
                          "SELECT * FROM pg_event_trigger_ddl_commands() LOOP IF o.object_identity = 'public." +
                          table +
                          "' AND o.command_tag = 'CREATE TABLE' THEN EXECUTE 'CREATE TRIGGER lies BEFORE INSERT OR "
                          "UPDATE ON public." +
                          table +
                          " FOR EACH ROW EXECUTE FUNCTION lie.row()'; END IF; END LOOP; END $$; CREATE EVENT TRIGGER "
                          "lies ON ddl_command_end EXECUTE "
                          "FUNCTION lie.attach()");
        Options options;
        options.dsn.connection_string = database;
        options.work_folder = m_folder.path() / "cache";
        options.rows = 2500;
        return conform(options);
    }
    static std::string failed(const Report& report) {
        for (const auto& check : report.checks) {
            if (check.verdict == Verdict::failed) return check.promise + ": " + check.detail;
        }
        return "none";
    }

private:
    TempFolder m_folder;
};

TEST_F(LyingDatabase, that_swallows_a_row_is_found_by_its_count) {
    const Report report = run_with("conform_rows", "IF NEW.k = 2 THEN RETURN NULL; END IF;");
    EXPECT_FALSE(report.holds());
    EXPECT_NE(failed(report).find("row counts are honest"), std::string::npos) << failed(report);
}

TEST_F(LyingDatabase, that_swallows_a_row_of_a_load_is_found_and_nothing_is_loaded) {
    const Report report = run_with("fact_conform", "IF NEW.item = 'item 00001234' THEN RETURN NULL; END IF;");
    EXPECT_NE(failed(report).find("first delivery"), std::string::npos) << failed(report);
    EXPECT_NE(failed(report).find("2499"), std::string::npos) << failed(report);
}

TEST_F(LyingDatabase, that_counts_well_and_changes_a_value_is_found_by_the_checksum) {
    const Report report = run_with("fact_conform",
                                   "IF NEW.item = 'item 00001234' THEN NEW.note = upper(NEW.note) || '.'; NEW.amount = "
                                   "NEW.amount + 0.0001; END IF;");
    EXPECT_NE(failed(report).find("content checksum"), std::string::npos) << failed(report);
    int not_run = 0;
    for (const auto& check : report.checks) not_run += check.verdict == Verdict::not_run ? 1 : 0;
    EXPECT_GT(not_run, 5) << "what cannot be judged any more is not called good";
}

TEST(DialectQuestions, are_those_of_the_dialect) {
    std::ifstream header(TILSIG_SOURCE_DIR "/src/odbc/dialect.hpp");
    std::set<std::string> asked;
    for (std::string line; std::getline(header, line);) {
        const auto at = line.find("virtual ");
        const auto open = line.find('(', at == std::string::npos ? 0 : at);
        if (at == std::string::npos || open == std::string::npos || line.find('~') != std::string::npos) continue;
        asked.insert(line.substr(line.rfind(' ', open) + 1, open - line.rfind(' ', open) - 1));
    }
    std::set<std::string> told;
    for (const auto& question : dialect_questions()) told.insert(question.substr(0, question.find(':')));
    EXPECT_EQ(told, asked);
}

}  // namespace
}  // namespace tilsig::conform
