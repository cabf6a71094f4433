// Migrations of the warehouse: additive changes are done and recorded, destructive ones are named and refused.
#include "warehouse/migrate.hpp"
#include "integration/load/load_fixture.hpp"

namespace tilsig::load {
namespace {

class MigrateTest : public LoadFixture {
protected:
    std::string refusal() {
        try {
            warehouse::migrate_warehouse(connection(), m_model);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::state);
            return error.what();
        }
        return "";
    }
};
TILSIG_ON_EVERY_ENGINE(MigrateTest);

TEST_P(MigrateTest, the_second_time_there_is_nothing_to_do) {
    const auto before = number("SELECT count(*) FROM ops_migration");
    EXPECT_TRUE(warehouse::pending_ddl(connection(), m_model).statements.empty());
    warehouse::migrate_warehouse(connection(), m_model);
    EXPECT_EQ(number("SELECT count(*) FROM ops_migration"), before);
    EXPECT_EQ(number("SELECT count(*) FROM ops_migration WHERE area = 'warehouse'"), 3)
        << "dim_date, dim_area, fact_thing";
}

TEST_P(MigrateTest, a_plan_changes_nothing) {
    model::Table more = fact_table();
    more.name = "fact_more";
    m_model.tables.push_back(more);
    const auto ddl = warehouse::pending_ddl(connection(), m_model).statements;
    EXPECT_EQ(ddl.size(), 6U) << "two tables, three indexes, one view";
    EXPECT_EQ(number("SELECT count(*) FROM ops_table WHERE table_name = 'fact_more'"), 0);
    EXPECT_EQ(warehouse::pending_ddl(connection(), m_model).statements, ddl);
    warehouse::migrate_warehouse(connection(), m_model);
    EXPECT_TRUE(warehouse::pending_ddl(connection(), m_model).statements.empty());
}

TEST_P(MigrateTest, a_new_nullable_column_and_reference_are_added_with_rows_in_place) {
    deliver(dimension(), {{"A", "Area A", "2000-01-01", std::nullopt}});
    deliver(fact(), {thing("A", "1"), thing("X", "2")});
    auto& table = m_model.tables[1];
    table.columns.push_back(column("remark", model::Type::text, 20, 0, true));
    table.references.push_back({"area_again", "area", "dim_area", "code", ""});
    table.references.push_back({"day", "happened", "dim_date", "calendar_date", ""});
    warehouse::migrate_warehouse(connection(), m_model);
    EXPECT_EQ(query("SELECT area, remark, CASE WHEN area_again_key > 0 THEN 'found' ELSE 'not' END, area_again_key - "
                    "area_now_key, day_key "
                    "FROM fact_thing ORDER BY area"),
              (std::vector<std::string>{"A|~|found|0|20200501", "X|~|not|0|20200501"}));
    // And a delivery in the new layout: the old snapshot and staging tables do not fit any more.
    auto row = thing("A", "1");
    row.push_back("hello");
    auto other = thing("X", "2");
    other.push_back(std::nullopt);
    for (const std::size_t small : {std::size_t{2000}, std::size_t{1}}) {
        How how;
        how.small_unit_rows = small;
        how.mapping = "m" + std::to_string(small);
        const auto loaded = deliver(fact(), {row, other}, how);
        EXPECT_EQ(loaded.delta.rows.updated + loaded.delta.rows.unchanged, 2U);
    }
    EXPECT_EQ(query("SELECT remark FROM fact_thing ORDER BY area"), (std::vector<std::string>{"hello", "~"}));
    EXPECT_EQ(number("SELECT count(*) FROM rpt_thing WHERE remark IS NOT NULL"), 0) << "no night has closed yet";
}

TEST_P(MigrateTest, destructive_changes_are_refused_by_name_all_at_once) {
    deliver(fact(), {thing("A", "1")});  // an empty table follows its declaration
    auto& columns = m_model.tables[1].columns;
    columns[3].scale = 3;
    columns[6].length = 10;
    columns[5].nullable = false;
    columns.erase(columns.begin() + 4);
    columns.push_back(column("must", model::Type::integer));
    const std::string message = refusal();
    for (const char* part :
         {"fact_thing.amount: was decimal(scale 2) null, is now declared decimal(scale 3) null", "fact_thing.note",
          "fact_thing.open", "fact_thing.persons: was integer null, is no longer declared", "fact_thing.must"}) {
        EXPECT_NE(message.find(part), std::string::npos) << part << " in " << message;
    }
    EXPECT_TRUE(warehouse::pending_ddl(connection(), m_model).refused.contains("fact_thing"));
}

TEST_P(MigrateTest, another_key_or_a_dropped_reference_is_destructive) {
    deliver(fact(), {thing("A", "1")});  // an empty table follows its declaration
    m_model.tables[1].key = {"item", "area"};
    EXPECT_NE(refusal().find("fact_thing.area"), std::string::npos);
    m_model.tables[1] = fact_table();
    m_model.tables[1].references.pop_back();
    EXPECT_NE(refusal().find("fact_thing.area_now_key"), std::string::npos);
    m_model.tables[1] = fact_table();
    EXPECT_EQ(refusal(), "");
}

TEST_P(MigrateTest, mistakes_of_the_model_are_configuration_errors) {
    const auto kind = [this] {
        try {
            warehouse::migrate_warehouse(connection(), m_model);
        } catch (const Error& error) {
            return error.kind();
        }
        return ErrorKind::internal;
    };
    m_model.tables[1].references[0].dimension = "dim_nowhere";
    EXPECT_EQ(kind(), ErrorKind::configuration);
    m_model.tables[1] = fact_table();
    m_model.tables[1].references[0].as_of = "persons";
    EXPECT_EQ(kind(), ErrorKind::configuration);
    m_model.tables[1] = fact_table();
    m_model.tables[0].name = "dim_date";
    EXPECT_EQ(kind(), ErrorKind::configuration);
    m_model.tables[0] = dimension_table();
    m_model.tables[1].columns[2].name = "load_seq";
    EXPECT_EQ(kind(), ErrorKind::configuration);
    m_model.tables[1] = fact_table();
    m_model.tables[1].name = "fact_" + std::string(50, 'x');
    EXPECT_EQ(kind(), ErrorKind::configuration);
}

TEST_P(MigrateTest, the_calendar_has_whole_years_and_iso_weeks) {
    EXPECT_EQ(number("SELECT count(*) FROM dim_date WHERE dim_date_key > 0"), 22280);
    const std::string day = connection().dialect().canonical_text("calendar_date", model::Type::date, 0);
    EXPECT_EQ(query("SELECT min(" + day + "), max(" + day + "), count(DISTINCT calendar_date) FROM rpt_date"),
              std::vector<std::string>{"1990-01-01|2050-12-31|22280"});
    EXPECT_EQ(
        query("SELECT dim_date_key, iso_year, iso_week, iso_weekday, weekday_name_nb, month_name_en, is_working_day "
              "FROM dim_date "
              "WHERE dim_date_key IN (20210103, 20210104, 20201231, 20260228) ORDER BY dim_date_key"),
        (std::vector<std::string>{"20201231|2020|53|4|torsdag|December|1", "20210103|2020|53|7|s\xC3\xB8ndag|January|0",
                                  "20210104|2021|1|1|mandag|January|1", "20260228|2026|9|6|l\xC3\xB8rdag|February|0"}));
}

TEST_P(MigrateTest, every_dimension_has_its_special_members) {
    for (const char* table : {"dim_area", "dim_date"}) {
        EXPECT_EQ(number("SELECT count(*) FROM " + std::string(table) + " WHERE " + table +
                         "_key IN (-1, -2, -3) AND load_seq = 0"),
                  3);
    }
    EXPECT_EQ(query("SELECT name FROM dim_area ORDER BY dim_area_key DESC"),
              (std::vector<std::string>{"Ukjent", "Ikke aktuelt", "Ugyldig"}));
    EXPECT_TRUE(content(dimension()).empty());
    deliver(dimension(), {}, {.unit = 0});
    EXPECT_EQ(number("SELECT count(*) FROM dim_area"), 3) << "no unit closes them";
}

TEST_P(MigrateTest, the_view_reads_as_of_the_last_closed_night) {
    deliver(fact(), {thing("A", "1")});
    ledger::Ledger ledger(connection(), m_clock);
    EXPECT_EQ(number("SELECT count(*) FROM rpt_thing"), 0);
    connection().execute(
        "INSERT INTO ops_night (started_at, closed_at, deadline_at, load_seq, verdict) VALUES ('a', 'b', 'c', 1, "
        "'good')");
    EXPECT_EQ(number("SELECT count(*) FROM rpt_thing"), 1);
    deliver(fact(), {thing("A", "1", "2.00"), thing("A", "2")});
    EXPECT_EQ(number("SELECT count(*) FROM rpt_thing WHERE amount = 1"), 1);
    connection().execute(
        "INSERT INTO ops_night (started_at, closed_at, deadline_at, load_seq, verdict) VALUES ('a', NULL, 'c', 2, "
        "'good')");
    EXPECT_EQ(number("SELECT count(*) FROM rpt_thing"), 1) << "an open night shows nothing new";
    connection().execute("UPDATE ops_night SET closed_at = 'd' WHERE closed_at IS NULL");
    EXPECT_EQ(number("SELECT count(*) FROM rpt_thing"), 2);
}

}  // namespace
}  // namespace tilsig::load
