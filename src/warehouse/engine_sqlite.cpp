#include <string>

#include "odbc/dialect.hpp"
#include "warehouse/date_dimension.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/table_sql.hpp"
#include "warehouse/unowned_rows.hpp"

namespace tilsig::warehouse {

namespace {

class SqliteKit final : public EngineKit {
public:
    std::string surrogate_type() const override { return "integer"; }
    std::uint64_t changed_rows(odbc::Connection& connection, std::int64_t /*reported*/) const override {
        // SQLite's driver has been seen to report the count of an earlier statement; the library itself is asked.
        return static_cast<std::uint64_t>(connection.query_integer("SELECT changes()").value());
    }
    /// SQLite sorts in as much memory as its page cache may take, besides the cache; here in 8 MiB, and the rest on
    /// disk.
    void build_index(odbc::Connection& connection, const std::string& create) const override {
        const std::string usual = std::to_string(connection.query_integer("PRAGMA cache_size").value());
        connection.execute("PRAGMA cache_size = -8192");
        connection.execute(create);
        connection.execute("PRAGMA cache_size = " + usual);
    }
    void fill_calendar(odbc::Connection& connection) const override {
        const model::Table& table = date_dimension();
        const TableSql sql(table, connection.dialect());
        const std::string head = "INSERT INTO " + sql.current + " (" + column_list(sql.all()) + ") VALUES ";
        constexpr std::size_t rows_per_statement = 500;  // SQLite takes at most 500 in one VALUES without slowing down
        std::string statement;
        std::size_t rows = 0;
        const auto days = calendar_days();
        for (const CalendarDay& day : days) {
            statement += rows == 0 ? head : ",";
            statement += unowned_row(connection.dialect(), table, day.surrogate, {day.cells.begin(), day.cells.end()});
            if (++rows == rows_per_statement || &day == &days.back()) {
                connection.execute(statement);
                statement.clear();
                rows = 0;
            }
        }
    }
};

}  // namespace

const EngineKit& sqlite_kit() {
    static const SqliteKit kit;
    return kit;
}

}  // namespace tilsig::warehouse
