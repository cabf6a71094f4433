// A ledger that is missing, damaged, too new or behind its data is refused, with the repair; never a silent start from
// zero.
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "ledger/ledger.hpp"
#include "ledger/migrations.hpp"
#include "support/databases.hpp"

namespace tilsig::ledger {
namespace {

using odbc::Connection;
using odbc::Transaction;

const model::UnitName unit{"ssb.population", "ssb", "2026"};
const std::string cursor_text = "next-page-after-2026-11-21T23:59:59";

odbc::Dsn dsn_for(const std::string& connection_string) {
    odbc::Dsn dsn;
    dsn.connection_string = connection_string;
    return dsn;
}

/// A small warehouse as the loader would make it: one loaded run with a row that points at its load and delivery.
void fill(Connection& connection, const Clock& clock) {
    Ledger ledger(connection, clock);
    ledger.migrate();
    connection.execute(
        "CREATE TABLE fact_population (fact_population_key bigint PRIMARY KEY, load_seq bigint, delivery_id bigint)");
    connection.execute(
        "CREATE TABLE fact_population_history (fact_population_key bigint, load_seq bigint, delivery_id bigint)");
    Transaction transaction(connection, Transaction::Mode::write);
    const auto unit_id = ledger.unit_id(unit);
    const auto delivery = ledger.record_delivery(unit_id, std::string(64, 'a'), 100, to_text(clock.now()),
                                                 model::DeliveryKind::snapshot, "P1Y");
    ledger::Run run;
    run.unit_id = unit_id;
    run.delivery_id = delivery.id;
    run.cause = model::RunCause::command;
    run.id = ledger.begin_run(run);
    run.load_seq = ledger.begin_load(run.id);
    connection.execute("INSERT INTO fact_population VALUES (1, 1, " + std::to_string(delivery.id) + ")");
    ledger.set_cursor(unit_id, cursor_text);
    run.outcome = model::Outcome::loaded;
    ledger.finish_run(run, {});
    ASSERT_EQ(transaction.commit(), odbc::TransactionEnd::committed);
}

class Damage : public test::OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        m_connection = std::make_unique<Connection>(Connection::open(dsn_for(connection_string())));
    }
    Connection& connection() { return *m_connection; }
    /// Runs verify() and expects Error(state) whose text holds `what` and which names a repair.
    void expect_refused(const std::string& what) {
        try {
            Ledger(connection(), clock).verify({"fact_population", "dim_not_there_yet"});
            FAIL() << "was not refused";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::state) << error.what();
            EXPECT_NE(std::string(error.what()).find(what), std::string::npos) << error.what();
            EXPECT_NE(error.remedy_text().find("restore"), std::string::npos) << error.remedy_text();
        }
    }

    ManualClock clock{parse_instant("2026-11-22T03:00:00Z")};

private:
    std::unique_ptr<Connection> m_connection;
};

TEST_P(Damage, a_whole_ledger_is_accepted) {
    fill(connection(), clock);
    EXPECT_NO_THROW(Ledger(connection(), clock).verify({"fact_population", "dim_not_there_yet"}));
    EXPECT_NO_THROW(Ledger(connection(), clock).migrate());
    EXPECT_NO_THROW(Ledger(connection(), clock).require_current());
}

TEST_P(Damage, facts_without_a_ledger_are_refused_and_nothing_is_made) {
    connection().execute("CREATE TABLE fact_population (k bigint)");
    try {
        Ledger(connection(), clock).migrate();
        FAIL() << "started from zero";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::state);
        EXPECT_NE(error.remedy_text().find("restore"), std::string::npos);
    }
    EXPECT_EQ(connection().query_integer(connection().dialect().table_exists_query(), {"ops_migration"}), std::nullopt);
}

TEST_P(Damage, an_emptied_ledger_beside_rows_is_refused) {
    fill(connection(), clock);
    connection().execute("UPDATE ops_run SET load_seq = NULL");
    connection().execute("DELETE FROM ops_load");
    expect_refused("ends with load 0");
}

TEST_P(Damage, rows_of_an_unknown_load_are_refused) {
    fill(connection(), clock);
    connection().execute("INSERT INTO fact_population VALUES (2, 2, 1)");
    expect_refused("rows of load 2");
}

TEST_P(Damage, history_of_an_unknown_load_is_refused) {
    fill(connection(), clock);
    connection().execute("INSERT INTO fact_population_history VALUES (2, 7, 1)");
    expect_refused("fact_population_history");
}

TEST_P(Damage, rows_of_an_unknown_delivery_are_refused) {
    fill(connection(), clock);
    connection().execute("UPDATE fact_population SET delivery_id = 99");
    expect_refused("delivery 99");
}

TEST_P(Damage, a_loaded_run_without_its_marker_is_refused) {
    fill(connection(), clock);
    connection().execute("DELETE FROM fact_population");
    connection().execute("DELETE FROM ops_load");
    expect_refused("without its marker");
}

TEST_P(Damage, a_missing_ledger_table_is_refused) {
    fill(connection(), clock);
    connection().execute("DROP TABLE ops_cursor");
    expect_refused("ops_cursor");
}

TEST_P(Damage, a_changed_cursor_is_refused_where_it_is_read_too) {
    fill(connection(), clock);
    connection().execute("UPDATE ops_cursor SET position = 'next-page-after-2027-11-21T23:59:59'");
    expect_refused("cursor");
    EXPECT_THROW((void)Ledger(connection(), clock).cursor(1), Error);
}

TEST_P(Damage, a_changed_marker_is_refused) {
    fill(connection(), clock);
    connection().execute("UPDATE ops_load SET loaded_at = '2026-11-22T03:00:01.000000Z'");
    expect_refused("marker of load 1");
}

TEST_P(Damage, a_ledger_of_a_newer_program_is_refused) {
    fill(connection(), clock);
    record_migration(connection(), clock, "ledger", "from the future", "CREATE TABLE ops_future (v bigint)");
    for (const auto& attempt : {&Ledger::migrate, &Ledger::require_current}) {
        Ledger ledger(connection(), clock);
        try {
            (ledger.*attempt)();
            FAIL() << "was not refused";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::state);
            EXPECT_NE(error.remedy_text().find("newer program"), std::string::npos);
        }
    }
}

TEST_P(Damage, a_known_version_made_from_another_text_is_refused) {
    fill(connection(), clock);
    connection().execute("UPDATE ops_migration SET checksum = 'x'");
    EXPECT_THROW(Ledger(connection(), clock).migrate(), Error);
}

TEST_P(Damage, an_older_ledger_is_upgraded_in_one_transaction_or_not_at_all) {
    fill(connection(), clock);
    auto migrations = ledger_migrations(connection().dialect());
    const auto next = static_cast<std::int64_t>(migrations.size()) + 1;
    migrations.push_back({next,
                          "a note for each unit",
                          {"ALTER TABLE ops_unit ADD COLUMN note text", "INSERT INTO no_such_table VALUES (1)"}});
    EXPECT_THROW(apply_migrations(connection(), clock, "ledger", migrations), odbc::DatabaseError);
    {
        Connection again = Connection::open(dsn_for(connection_string()));
        if (!again.dialect().transactional_ddl()) {
            // structure_test.cpp says what happens instead.
            EXPECT_NO_THROW(Ledger(again, clock).migrate()) << "the old program still works";
            return;
        }
        EXPECT_THROW((void)again.query_integer("SELECT count(note) FROM ops_unit"), odbc::DatabaseError)
            << "half of it stayed";
        EXPECT_NO_THROW(Ledger(again, clock).migrate()) << "the old program still works";
        migrations.back().statements.pop_back();
        apply_migrations(again, clock, "ledger", migrations);
        EXPECT_EQ(again.query_integer("SELECT count(*) FROM ops_unit WHERE note IS NULL"), 1);
        EXPECT_THROW(Ledger(again, clock).migrate(), Error) << "and back: the old program refuses the new ledger";
        EXPECT_NO_THROW(apply_migrations(again, clock, "ledger", migrations)) << "nothing is done twice";
    }
}

TEST_P(Damage, outside_names_of_an_older_ledger_are_emptied_and_gone) {
    auto migrations = ledger_migrations(connection().dialect());
    migrations.resize(1);
    apply_migrations(connection(), clock, "ledger", migrations);
    connection().execute("INSERT INTO ops_unit (feed, sender, period) VALUES ('a.b', 'a', 'all')");
    connection().execute(
        "INSERT INTO ops_delivery (unit_id, seq, hash, bytes, received_at, recorded_at, kind, state, state_at, "
        "records, "
        "outside_name, retention) SELECT id, 1, 'h', 1, 'r', 'r', 'snapshot', 'loaded', 's', 7, 'Ym9zYXR0ZS0w', '90d' "
        "FROM ops_unit");
    Ledger ledger(connection(), clock);
    ledger.migrate();
    EXPECT_EQ(ledger.delivery(1).value().records, 7U) << "the rest of the row stays";
    EXPECT_THROW((void)connection().query_integer("SELECT count(outside_name) FROM ops_delivery"), odbc::DatabaseError);
}

TEST_P(Damage, an_empty_database_has_no_ledger_to_look_at) {
    EXPECT_THROW(Ledger(connection(), clock).require_current(), Error);
}

TILSIG_ON_EVERY_ENGINE(Damage);

/// Damage below the database: bytes of the file.
class DamagedFile : public ::testing::Test {
protected:
    void SetUp() override {
        Connection connection = Connection::open(dsn());
        fill(connection, clock);
    }
    odbc::Dsn dsn() { return dsn_for("Driver=SQLite3;Database=" + path().string()); }
    std::filesystem::path path() { return m_folder.path() / "warehouse.db"; }
    void change(std::size_t offset, char byte) {
        std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(offset));
        file.put(byte);
    }
    /// True when opening, migrating and verifying refuse it; false when all went well.
    bool refused() {
        try {
            Connection connection = Connection::open(dsn());
            Ledger ledger(connection, clock);
            ledger.migrate();
            ledger.verify({"fact_population"});
            return false;
        } catch (const Error& error) {
            EXPECT_TRUE(error.kind() == ErrorKind::state || error.kind() == ErrorKind::database) << error.what();
            return true;
        }
    }

    ManualClock clock{parse_instant("2026-11-22T03:00:00Z")};

private:
    TempFolder m_folder;
};

TEST_F(DamagedFile, a_flipped_bit_in_the_cursor_is_noticed) {
    const std::string bytes = read_file(path());
    const auto at = bytes.find(cursor_text);
    ASSERT_NE(at, std::string::npos);
    change(at + 5, static_cast<char>(bytes[at + 5] ^ 4));
    EXPECT_TRUE(refused());
}

TEST_F(DamagedFile, flipped_bits_are_noticed_or_leave_what_steers_the_program_as_it_was) {
    const std::string whole = read_file(path());
    std::mt19937 random(20261122);
    std::uniform_int_distribution<std::size_t> offsets(0, whole.size() - 1);
    int noticed = 0;
    for (int i = 0; i < 60; ++i) {
        const std::size_t at = offsets(random);
        change(at, static_cast<char>(whole[at] ^ (1 << (i % 8))));
        if (refused()) {
            ++noticed;
        } else {
            Connection connection = Connection::open(dsn());
            Ledger ledger(connection, clock);
            EXPECT_EQ(ledger.cursor(1), cursor_text) << "byte " << at;
            EXPECT_EQ(ledger.marker(1), 1) << "byte " << at;
        }
        write_file_durably(path(), whole);
    }
    RecordProperty("noticed", noticed);
}

TEST_F(DamagedFile, a_truncated_file_is_refused_at_every_length) {
    const std::string whole = read_file(path());
    for (std::size_t pages = 1; pages * 4096 < whole.size(); pages += 5) {
        write_file_durably(path(), whole.substr(0, pages * 4096));
        EXPECT_TRUE(refused()) << pages << " pages";
    }
    write_file_durably(path(), whole);
    EXPECT_FALSE(refused());
}

}  // namespace
}  // namespace tilsig::ledger
