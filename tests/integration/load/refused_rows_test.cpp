// A row that only the database refuses, in the middle of a chunk whose first rows it may have taken already.
#include "integration/load/load_fixture.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::load {
namespace {

class RefusedRowsTest : public LoadFixture {
protected:
    void SetUp() override {
        LoadFixture::SetUp();
        if (IsSkipped()) return;
        m_table.name = "fact_named";
        m_table.columns = {column("area", model::Type::code, 20), column("name", model::Type::text),
                           column("amount", model::Type::decimal, 0, 2, true)};
        m_table.key = {"name"};
        m_model.tables = {m_table};
        warehouse::migrate_warehouse(connection(), m_model);
    }
    /// MariaDB has no key of any length: it takes 255 characters.
    [[nodiscard]] bool takes_long_keys() { return connection().dialect().engine() != odbc::Engine::mariadb; }
    [[nodiscard]] static Row named(int number, Cell amount = "1.00") {
        return {"A", "n" + std::to_string(1000 + number), std::move(amount)};
    }

    model::Table m_table;
};
TILSIG_ON_EVERY_ENGINE(RefusedRowsTest);

TEST_P(RefusedRowsTest, cost_no_other_row_and_leave_none_twice) {
    for (const std::size_t small : {std::size_t{2000}, std::size_t{10}}) {
        How how;
        how.small_unit_rows = small;
        how.unit = static_cast<std::int64_t>(small);
        std::vector<Row> rows;
        for (int i = 0; i < 200; ++i) rows.push_back(named(i));
        ASSERT_EQ(deliver(m_table, rows, how).delta.rows.fresh, 200U);
        const auto before = content(m_table);

        for (int i = 200; i < 300; ++i) rows.push_back(named(i));
        const std::string too_long(300, 'x');
        rows[90] = {"A", too_long, "1.00"};
        rows[250] = {"A", too_long + "y", "1.00"};
        rows[40] = named(40, "no number");  // present by its key only
        how.mapping = "m2";                 // no snapshot fits: every row is staged
        const auto loaded = deliver(m_table, rows, how);
        if (takes_long_keys()) {
            EXPECT_EQ(loaded.delta.clashes.size(), 1U);
            EXPECT_EQ(loaded.delta.rows.fresh, 101U);
            EXPECT_EQ(loaded.delta.rows.closed, 1U) << "n1090 is missing";
        } else {
            ASSERT_EQ(loaded.delta.clashes.size(), 3U);
            EXPECT_EQ(loaded.delta.clashes[1].record, 91U);
            EXPECT_EQ(loaded.delta.clashes[1].code, "SYS-U002");
            EXPECT_EQ(loaded.delta.clashes[2].record, 251U);
            EXPECT_EQ(loaded.delta.rows.fresh, 99U);
            EXPECT_EQ(loaded.delta.rows.closed, 1U)
                << "n1090 is missing; a refused record is present by its key, which no row has";
        }
        EXPECT_EQ(loaded.delta.rows.unchanged, 198U);
        EXPECT_EQ(content(m_table).size(), 200 + loaded.delta.rows.fresh - loaded.delta.rows.closed);
        deliver(m_table, {}, how);
    }
}

TEST_P(RefusedRowsTest, in_a_first_load_of_several_chunks) {
    std::vector<Row> rows;
    for (int i = 0; i < 7000; ++i) rows.push_back(named(i));
    for (const std::size_t bad : {std::size_t{3000}, std::size_t{3001}, std::size_t{6500}})
        rows[bad][1] = std::string(260, 'x') + std::to_string(bad);
    How how;
    how.small_unit_rows = 10;
    how.batch_rows = 500;
    const auto loaded = deliver(m_table, rows, how);
    EXPECT_EQ(loaded.delta.clashes.size(), takes_long_keys() ? 0U : 3U);
    EXPECT_EQ(loaded.delta.rows.fresh, takes_long_keys() ? 7000U : 6997U);
    EXPECT_EQ(number("SELECT count(DISTINCT record_no) FROM fact_named"),
              static_cast<std::int64_t>(loaded.delta.rows.fresh));
}

TEST_P(RefusedRowsTest, a_row_that_loader_and_database_refuse_is_refused_once) {
    std::vector<Row> rows{named(1), {"A", std::string(300, 'x'), "no number"}, named(2)};
    const auto loaded = deliver(m_table, rows);
    ASSERT_EQ(loaded.delta.clashes.size(), 1U);
    EXPECT_EQ(loaded.delta.clashes[0].record, 2U);
    EXPECT_EQ(loaded.delta.rows.fresh, 2U);
}

}  // namespace
}  // namespace tilsig::load
