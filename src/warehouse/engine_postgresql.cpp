#include <string>

#include "odbc/dialect.hpp"
#include "warehouse/composite_array.hpp"
#include "warehouse/date_dimension.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/table_sql.hpp"
#include "warehouse/unowned_rows.hpp"

namespace tilsig::warehouse {

namespace {

class PostgresqlKit final : public EngineKit {
public:
    /// All days as one parameter: as SQL text they cost the server ten times as much.
    void fill_calendar(odbc::Connection& connection) const override {
        const TableSql sql(date_dimension(), connection.dialect());
        CompositeArray rows;
        for (const CalendarDay& day : calendar_days()) {
            rows.begin_row();
            rows.field(day.surrogate);
            for (const std::string& cell : day.cells) rows.field(cell);
            for (const std::string_view cell : unowned) rows.field(cell);
            rows.end_row();
        }
        odbc::Statement insert =
            connection.once("INSERT INTO " + sql.current + " SELECT * FROM unnest(CAST(? AS " + sql.current + "[]))");
        insert.bind_view(1, rows.text()).execute();
    }
    std::vector<std::string> staging_schema() const override {
        return {"CREATE SCHEMA IF NOT EXISTS " + odbc::quoted(stage_schema)};
    }
    std::string staging_table(const model::Table& table, int slot, std::string_view suffix) const override {
        return odbc::quoted(stage_schema) + "." +
               odbc::quoted(table.name + "_s" + std::to_string(slot) + std::string(suffix));
    }
    std::vector<std::string> drop_staging(const model::Table& table) const override {
        std::vector<std::string> statements;
        for (int slot = 1; slot <= staging_slots; ++slot) {
            statements.push_back("DROP TABLE IF EXISTS " + staging_table(table, slot, "") + ", " +
                                 staging_table(table, slot, "_delta"));
        }
        return statements;
    }
};

}  // namespace

const EngineKit& postgresql_kit() {
    static const PostgresqlKit kit;
    return kit;
}

}  // namespace tilsig::warehouse
