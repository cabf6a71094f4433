#include <string>

#include "base/hash.hpp"
#include "odbc/bulk_rows.hpp"
#include "odbc/dialect.hpp"
#include "warehouse/date_dimension.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/table_sql.hpp"
#include "warehouse/unowned_rows.hpp"

namespace tilsig::warehouse {

namespace {

class MariadbKit final : public EngineKit {
public:
    void fill_calendar(odbc::Connection& connection) const override {
        const TableSql sql(date_dimension(), connection.dialect());
        const auto names = sql.all();
        std::string statement = "INSERT INTO " + sql.current + " (" + column_list(names) + ") VALUES (?";
        for (std::size_t i = 1; i < names.size(); ++i) statement += ",?";
        odbc::BulkRows rows(names.size());
        for (const CalendarDay& day : calendar_days()) {
            rows.cell(std::to_string(day.surrogate));
            for (const std::string& cell : day.cells) rows.cell(cell);
            for (std::string_view cell : unowned) {
                if (cell.ends_with('Z')) cell.remove_suffix(1);  // a datetime takes no zone
                rows.cell(cell);
            }
        }
        (void)connection.prepare(statement + ")").execute_rows(rows, 0, rows.rows());
    }
    /// `suffix` may be "_torn" as well: what a refused chunk left.
    std::string staging_table(const model::Table& table, int slot, std::string_view suffix) const override {
        return odbc::quoted(std::string(stage_schema) + "_" + sha256_hex(table.name).substr(0, 16) + "_s" +
                            std::to_string(slot) + std::string(suffix));
    }
    std::vector<std::string> drop_staging(const model::Table& table) const override {
        std::vector<std::string> statements;
        for (int slot = 1; slot <= staging_slots; ++slot) {
            statements.push_back("DROP TABLE IF EXISTS " + staging_table(table, slot, "") + ", " +
                                 staging_table(table, slot, "_delta") + ", " + staging_table(table, slot, "_torn"));
        }
        return statements;
    }
};

}  // namespace

const EngineKit& mariadb_kit() {
    static const MariadbKit kit;
    return kit;
}

}  // namespace tilsig::warehouse
