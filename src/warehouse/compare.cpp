#include "warehouse/compare.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "odbc/dialect.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::warehouse {

namespace {

/// Two tables under the aliases a and b.
class Comparer {
public:
    Comparer(odbc::Connection& connection, const model::Table& first, const model::Table& second, int most)
        : m_connection(connection),
          m_table(first),
          m_first(first, connection.dialect()),
          m_second(second, connection.dialect()),
          m_most(most) {
        for (const auto& column : m_first.columns) {
            if (std::find(m_first.key.begin(), m_first.key.end(), column) == m_first.key.end())
                m_values.push_back(column);
        }
    }

    Comparison compare() {
        Comparison found;
        count_pairs(found);
        const std::string differs =
            m_values.empty() ? "1 = 0" : any_differs(m_connection.dialect(), m_values, "a", "b");
        found.different_keys = keys(pairs() + " AND (" + differs + ")");
        found.only_first = count(only(m_first, m_second));
        found.only_first_keys = keys(only(m_first, m_second));
        found.only_second = count(only(m_second, m_first));
        found.only_second_keys = keys(only(m_second, m_first));
        return found;
    }

private:
    /// Special members of dimensions have surrogates below 0 and are no content.
    [[nodiscard]] std::string pairs() const {
        return " FROM " + m_first.current + " a JOIN " + m_second.current + " b ON " +
               equal_keys(m_first.key, "a", "b") + " WHERE a." + m_first.surrogate + " > 0 AND b." +
               m_second.surrogate + " > 0";
    }
    [[nodiscard]] std::string only(const TableSql& here, const TableSql& there) const {
        return " FROM " + here.current + " a WHERE a." + here.surrogate + " > 0 AND NOT EXISTS (SELECT 1 FROM " +
               there.current + " b WHERE " + equal_keys(m_first.key, "b", "a") + " AND b." + there.surrogate + " > 0)";
    }
    [[nodiscard]] std::int64_t count(const std::string& from) const {
        return m_connection.query_integer("SELECT count(*)" + from).value();
    }

    void count_pairs(Comparison& found) const {
        const auto& dialect = m_connection.dialect();
        const auto rows_where = [](const std::string& condition) {
            return ", coalesce(sum(CASE WHEN " + condition + " THEN 1 ELSE 0 END), 0)";
        };
        std::string counts = "SELECT count(*)";
        if (!m_values.empty()) counts += rows_where(any_differs(dialect, m_values, "a", "b"));
        for (const auto& column : m_values) counts += rows_where(dialect.differs("a." + column, "b." + column));
        auto row = m_connection.prepare(counts + pairs());
        row.execute();
        row.fetch();
        const std::int64_t both = row.integer(1).value();
        if (!m_values.empty()) found.different = row.integer(2).value();
        found.equal = both - found.different;
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            const std::int64_t rows = row.integer(static_cast<int>(i + 3)).value();
            if (rows > 0) found.by_column[m_values[i].substr(1, m_values[i].size() - 2)] = rows;  // without its quotes
        }
    }

    [[nodiscard]] Comparison::Keys keys(const std::string& from) const {
        std::vector<std::string> cells;
        for (const auto& name : m_table.key) {
            const auto& column = *m_table.find(name);
            cells.push_back(
                m_connection.dialect().canonical_text("a." + odbc::quoted(name), column.type, column.scale));
        }
        auto rows = m_connection.prepare("SELECT " + join(cells, ", ") + from + " ORDER BY " +
                                         column_list(m_first.key, "a") + " LIMIT " + std::to_string(m_most));
        rows.execute();
        Comparison::Keys found;
        while (rows.fetch()) {
            auto& key = found.emplace_back();
            for (std::size_t i = 1; i <= cells.size(); ++i) key.push_back(rows.text(static_cast<int>(i)).value_or(""));
        }
        return found;
    }

    odbc::Connection& m_connection;
    const model::Table& m_table;
    TableSql m_first, m_second;
    int m_most;
    std::vector<std::string> m_values;  ///< declared columns outside the key, quoted
};

}  // namespace

Comparison compare_tables(odbc::Connection& connection, const model::Table& first, const model::Table& second,
                          int most) {
    return Comparer(connection, first, second, most).compare();
}

}  // namespace tilsig::warehouse
