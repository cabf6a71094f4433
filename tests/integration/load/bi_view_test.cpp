// The views that BI reads: plain numbers on every engine, kept in place, never taken from under somebody's view.
#include "warehouse/bi_view.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "integration/load/load_fixture.hpp"
#include "warehouse/migrate.hpp"
#include "warehouse/plan.hpp"

namespace tilsig::load {
namespace {

class BiViewTest : public LoadFixture {
protected:
    void SetUp() override {
        LoadFixture::SetUp();
        if (IsSkipped()) return;
        deliver(dimension(), {{"A", "Area A", "2000-01-01", std::nullopt}});
        deliver(fact(), {thing("A", "1", "1234567.25")});
        connection().execute(
            "INSERT INTO ops_night (started_at, closed_at, deadline_at, load_seq, verdict) VALUES ('a', 'b', 'c', 2, "
            "'good')");
    }
    std::vector<std::string> columns(const std::string& view) {
        return query(connection().dialect().column_names_query(), view);
    }
    std::vector<std::string> query(const std::string& sql, const std::string& parameter) {
        auto rows = connection().once(sql);
        rows.bind(1, parameter).execute();
        std::vector<std::string> found;
        while (rows.fetch()) found.push_back(rows.text(1).value());
        return found;
    }
    using LoadFixture::query;
    warehouse::RefusedTables migrate() {
        warehouse::RefusedTables refused;
        EXPECT_TRUE(warehouse::migrate_warehouse(connection(), m_model, refused));
        return refused;
    }
    std::string refusal(const std::string& table) {
        const auto refused = migrate();
        const auto found = refused.find(table);
        return found == refused.end() ? std::string() : found->second.what();
    }
};
TILSIG_ON_EVERY_ENGINE(BiViewTest);

/// Where a reader can be in the way of a structure change; those of SQLite are in nobody's.
class BiViewReaderTest : public BiViewTest {};
TILSIG_ON_ENGINES(BiViewReaderTest, test::TestEngine::postgresql, test::TestEngine::mariadb);

/// Where DDL commits by itself; elsewhere a structure change is all of it or nothing.
class BiViewKillTest : public BiViewTest {};
TILSIG_ON_ENGINES(BiViewKillTest, test::TestEngine::mariadb);

TEST_P(BiViewTest, decimals_are_plain_numbers_on_every_engine) {
    EXPECT_EQ(number("SELECT count(*) FROM rpt_thing WHERE amount = 1234567.25"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM rpt_thing WHERE amount * 2 > 2469134 AND amount * 2 < 2469135"), 1);
    if (on_sqlite()) {
        EXPECT_EQ(number("SELECT amount FROM fact_thing"), 123456725) << "facts keep scaled integers";
    }
}

TEST_P(BiViewTest, new_columns_come_behind_the_loaders_own) {
    const auto before = columns("rpt_thing");
    EXPECT_EQ(before.back(), "record_no");
    connection().execute("CREATE VIEW analyst AS SELECT amount, item FROM rpt_thing");
    m_model.tables[1].columns.insert(m_model.tables[1].columns.begin() + 2,
                                     column("remark", model::Type::text, 20, 0, true));
    EXPECT_TRUE(migrate().empty());
    auto wanted = before;
    wanted.push_back("remark");
    EXPECT_EQ(columns("rpt_thing"), wanted);
    EXPECT_EQ(number("SELECT count(*) FROM analyst WHERE amount > 1"), 1);
    EXPECT_TRUE(warehouse::pending_ddl(connection(), m_model).statements.empty());
    EXPECT_TRUE(content(fact()).size() == 1);
}

TEST_P(BiViewTest, what_would_go_names_who_stands_on_it_and_keeps_the_rest_going) {
    connection().execute("CREATE VIEW analyst AS SELECT amount FROM rpt_thing");
    m_model.tables[1].columns[3].scale = 3;
    m_model.tables[0].columns.push_back(column("remark", model::Type::text, 20, 0, true));
    const std::string why = refusal("fact_thing");
    for (const char* part : {"fact_thing.amount: was decimal(scale 2) null", "analyst stands on rpt_thing",
                             "whoever made analyst must let go of rpt_thing"})
        EXPECT_NE(why.find(part), std::string::npos) << part << " in " << why;
    EXPECT_EQ(columns("rpt_area").back(), "remark") << "the other table has its change";
    EXPECT_EQ(number("SELECT count(*) FROM analyst"), 1);
}

TEST_P(BiViewTest, a_table_that_refers_to_what_a_refused_one_lacks_waits_too) {
    m_model.tables[0].columns[0].length = 30;
    m_model.tables[0].columns.push_back(column("other_code", model::Type::code, 20, 0, true));
    m_model.tables[1].references.push_back({"area_other", "area", "dim_area", "other_code", ""});
    const auto refused = migrate();
    EXPECT_TRUE(refused.contains("dim_area"));
    EXPECT_TRUE(refused.contains("fact_thing"));
    m_model.tables[1].references.pop_back();
    EXPECT_EQ(migrate().size(), 1U);
}

TEST_P(BiViewTest, a_retyped_view_is_made_anew_only_when_nobody_stands_on_it) {
    // As after a migration by hand: the table is as declared, the view still shows the old type.
    connection().execute(
        "UPDATE ops_view SET fingerprint = 'old', column_types = replace(column_types, 'amount ', "
        "'amount was ') WHERE view_name = 'rpt_thing'");
    connection().execute("CREATE VIEW analyst AS SELECT amount FROM rpt_thing");
    EXPECT_NE(refusal("fact_thing").find("analyst stands on rpt_thing"), std::string::npos);
    connection().execute("DROP VIEW analyst");
    const bool roles = connection().dialect().engine() == odbc::Engine::postgresql;
    if (roles) connection().execute("GRANT SELECT ON rpt_thing TO pg_monitor");
    // One of ours, which the room report makes, goes and comes back by itself.
    connection().execute("CREATE VIEW rpt_thing_target AS SELECT amount FROM rpt_thing");
    EXPECT_TRUE(migrate().empty());
    EXPECT_EQ(number("SELECT count(*) FROM rpt_thing"), 1);
    if (roles) {
        EXPECT_EQ(number("SELECT CASE WHEN has_table_privilege('pg_monitor', 'rpt_thing', 'SELECT') THEN 1 END"), 1);
        EXPECT_TRUE(columns("rpt_thing_target").empty());
    }
}

TEST_P(BiViewTest, the_view_of_a_withdrawn_table_goes_when_nobody_stands_on_it) {
    connection().execute("CREATE VIEW analyst AS SELECT amount FROM rpt_thing");
    m_model.tables.pop_back();
    EXPECT_TRUE(migrate().empty());
    EXPECT_EQ(number("SELECT count(*) FROM analyst"), 1);
    connection().execute("DROP VIEW analyst");
    EXPECT_TRUE(migrate().empty());
    EXPECT_TRUE(columns("rpt_thing").empty());
    EXPECT_EQ(number("SELECT count(*) FROM fact_thing"), 1) << "what was loaded stays";
    m_model.tables.push_back(fact_table());
    EXPECT_TRUE(migrate().empty());
    EXPECT_EQ(number("SELECT count(*) FROM rpt_thing"), 1);
}

TEST_P(BiViewTest, a_view_that_somebody_dropped_is_made_again) {
    connection().execute("DROP VIEW rpt_thing");
    EXPECT_TRUE(migrate().empty());
    EXPECT_EQ(number("SELECT count(*) FROM rpt_thing"), 1);
}

/// A reader who does not let go costs the table its change tonight, and nothing else.
TEST_P(BiViewReaderTest, a_reader_in_the_way_costs_one_table) {
    odbc::Dsn dsn;
    dsn.connection_string = connection_string();
    auto reader = odbc::Connection::open(dsn);
    odbc::Transaction reading(reader, odbc::Transaction::Mode::read);
    EXPECT_EQ(reader.query_integer("SELECT count(*) FROM rpt_thing"), 1);
    for (auto& table : m_model.tables) table.columns.push_back(column("remark", model::Type::text, 20, 0, true));
    m_options.dsn.lock_timeout = std::chrono::seconds{1};
    m_connection = std::make_unique<odbc::Connection>(odbc::Connection::open(m_options.dsn));
    warehouse::RefusedTables refused;
    EXPECT_FALSE(warehouse::migrate_warehouse(connection(), m_model, refused));
    ASSERT_TRUE(refused.contains("fact_thing"));
    EXPECT_NE(std::string(refused.at("fact_thing").what()).find("the next run tries it again"), std::string::npos);
    m_connection = std::make_unique<odbc::Connection>(odbc::Connection::open(m_options.dsn));
    EXPECT_TRUE(warehouse::migrate_warehouse(connection(), m_model, refused));
    EXPECT_EQ(columns("rpt_area").back(), "remark");
    reading.roll_back();
    refused.clear();
    EXPECT_TRUE(warehouse::migrate_warehouse(connection(), m_model, refused));
    EXPECT_EQ(columns("rpt_thing").back(), "remark");
}

TEST_P(BiViewReaderTest, a_reader_of_a_withdrawn_table_keeps_its_view_and_is_not_waited_for_for_ever) {
    odbc::Dsn dsn;
    dsn.connection_string = connection_string();
    auto reader = odbc::Connection::open(dsn);
    odbc::Transaction reading(reader, odbc::Transaction::Mode::read);
    EXPECT_EQ(reader.query_integer("SELECT count(*) FROM rpt_thing"), 1);
    m_model.tables.pop_back();
    m_options.dsn.lock_timeout = std::chrono::seconds{1};
    warehouse::RefusedTables refused;
    for (const bool done : {false, true}) {
        m_connection = std::make_unique<odbc::Connection>(odbc::Connection::open(m_options.dsn));
        EXPECT_EQ(warehouse::migrate_warehouse(connection(), m_model, refused), done);
        EXPECT_TRUE(refused.contains("fact_thing"));
    }
    EXPECT_FALSE(columns("rpt_thing").empty());
    reading.roll_back();
    EXPECT_TRUE(migrate().empty());
    EXPECT_TRUE(columns("rpt_thing").empty());
}

/// Where DDL commits by itself a kill may leave any part of a change: the next start goes on there.
TEST_P(BiViewKillTest, a_change_that_was_killed_after_any_statement_is_finished) {
    std::size_t longest = 1;
    const auto finished_after = [&](std::size_t most) {
        const auto changes = warehouse::plan_warehouse(connection(), warehouse::all_tables(m_model)).changes;
        ASSERT_EQ(changes.size(), 1U);
        const auto& statements = changes.front().statements;
        longest = std::max(longest, statements.size());
        const std::size_t done = std::min(most, statements.size());
        for (std::size_t i = 0; i < done; ++i) connection().execute(statements[i]);
        connection().execute("INSERT INTO ops_structure_step (area, checksum, step, trying) VALUES ('warehouse " +
                             changes.front().name() + "', '" + sha256_hex(join(statements, ";\n")) + "', " +
                             std::to_string(done) + ", 0)");
        const auto refused = migrate();
        for (const auto& [table, error] : refused) ADD_FAILURE() << most << " " << table << ": " << error.what();
        EXPECT_TRUE(warehouse::pending_ddl(connection(), m_model).statements.empty()) << most;
        EXPECT_EQ(number("SELECT count(*) FROM ops_structure_step"), 0) << most;
    };
    for (std::size_t most = 0; most <= longest && !HasFailure(); ++most) {
        auto table = fact_table();
        table.name = "fact_other" + std::to_string(most);
        m_model.tables.push_back(table);
        finished_after(most);
        // Empty, so it is made anew.
        m_model.tables.back().columns[3].scale = 3;
        finished_after(most);
        EXPECT_EQ(number("SELECT count(*) FROM rpt_other" + std::to_string(most)), 0);
        m_model.tables.pop_back();
        finished_after(most);
        EXPECT_TRUE(columns("rpt_other" + std::to_string(most)).empty());
    }
}

TEST_P(BiViewTest, a_shadow_that_somebody_stands_on_stays_and_costs_nothing_else) {
    auto shadow = fact_table();
    shadow.name = "shadow_fact_thing";
    shadow.shadow = true;
    m_model.shadows.push_back(shadow);
    EXPECT_TRUE(migrate().empty());
    connection().execute("CREATE VIEW analyst AS SELECT amount FROM shadow_fact_thing");
    m_model.shadows.clear();
    m_model.tables[0].columns.push_back(column("remark", model::Type::text, 20, 0, true));
    EXPECT_NE(refusal("shadow_fact_thing").find("analyst stands on shadow_fact_thing"), std::string::npos);
    EXPECT_EQ(columns("rpt_area").back(), "remark");
    EXPECT_EQ(number("SELECT count(*) FROM analyst"), 0);
    connection().execute("DROP VIEW analyst");
    EXPECT_TRUE(migrate().empty());
    EXPECT_TRUE(columns("shadow_fact_thing").empty());
}

}  // namespace
}  // namespace tilsig::load
