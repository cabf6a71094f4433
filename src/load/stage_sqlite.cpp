// SQLite staging: a private file attached to the loading connection, so that staging never takes the warehouse's write
// lock.
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "base/files.hpp"
#include "load/stage.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/table_sql.hpp"
#include "warehouse/unit_state.hpp"

namespace tilsig::load {

namespace {

constexpr std::size_t rows_per_statement = 100;  // the driver prepares every INSERT anew; a hundred rows share the cost
constexpr std::size_t longest_parameter_list = 32000;  // SQLite takes 32766

class SqliteStage final : public Stage {
public:
    SqliteStage(const LoaderOptions& options, const model::Table& table, odbc::Connection& loading)
        : m_table(table), m_loading(loading) {
        attach(options.cache_folder);
        const warehouse::TableSql sql(table, loading.dialect());
        const std::string name = "stage_" + sha256_hex(table.name + " " + sql.signature).substr(0, 16);
        const std::string schema = odbc::quoted(warehouse::stage_schema) + ".";
        m_rows = schema + odbc::quoted(name);
        m_delta = schema + odbc::quoted(name + "_delta");
        loading.execute("CREATE TABLE IF NOT EXISTS " + m_rows + " (" +
                        stage_columns(table, loading.dialect(), "integer PRIMARY KEY") + ")");
        loading.execute("CREATE TABLE IF NOT EXISTS " + m_delta + " (" + delta_columns + ")");
        m_index = name + "_missing";
        m_key_columns = warehouse::column_list(sql.key);
        m_name = name;
        loading.execute("DROP INDEX IF EXISTS " + schema + odbc::quoted(m_index));  // rows go in faster without it
        loading.execute("DELETE FROM " + m_rows);
        loading.execute("DELETE FROM " + m_delta);
        m_columns = table.columns.size() + 2;
        m_group = std::clamp<std::size_t>(longest_parameter_list / m_columns, 1, rows_per_statement);
        m_is_decimal.assign(table.columns.size(), false);
        m_is_key.assign(table.columns.size(), false);
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            m_is_decimal[i] = table.columns[i].type == model::Type::decimal;
            m_is_key[i] = std::find(table.key.begin(), table.key.end(), table.columns[i].name) != table.key.end();
        }
    }

    void add(const model::Batch& batch, std::size_t row, std::string_view owner, std::uint64_t record,
             bool key_only) override {
        char number[24] = "-";
        char* const digits = key_only ? number + 1 : number;
        const auto end = std::to_chars(digits, number + sizeof number, record).ptr;
        m_records.push_back(record);
        cell({number, static_cast<std::size_t>(end - number)});
        cell(owner);
        for (std::size_t i = 0; i < batch.columns.size(); ++i) {
            const std::string_view text = key_only && !m_is_key[i] ? model::Column::null : batch.columns[i].cells[row];
            m_is_decimal[i] ? unscaled(text) : cell(text);
        }
        if (m_records.size() == m_group) flush();
    }

    void finish() override {
        if (!m_records.empty()) flush();
        m_statement.reset();
        std::sort(m_refused.begin(), m_refused.end());
    }

    /// SQLite compares every row with every other otherwise: it makes no index of its own for the missing keys.
    void index_keys() override {
        warehouse::kit_of(m_loading.dialect())
            .build_index(m_loading, "CREATE INDEX IF NOT EXISTS " + odbc::quoted(warehouse::stage_schema) + "." +
                                        odbc::quoted(m_index) + " ON " + odbc::quoted(m_name) + " (" + m_key_columns +
                                        ")");
    }

private:
    struct Cell {
        std::size_t offset = 0;
        std::size_t size = 0;
        bool null = false;
    };

    /// Once per connection. The file has no name any more when this returns: it goes away with the connection, also
    /// when the program is killed.
    void attach(const std::filesystem::path& folder) {
        {
            odbc::Statement list = m_loading.prepare("SELECT 1 FROM pragma_database_list WHERE name = ?");
            list.bind(1, warehouse::stage_schema).execute();
            if (list.fetch()) return;
        }
        make_private_folder(folder);
        const std::filesystem::path file =
            folder / ("stage-" + std::to_string(::getpid()) + "-" + std::to_string(m_loading.number()));
        ::unlink(file.c_str());  // a leftover of a killed process that had the same number
        m_loading.execute("ATTACH DATABASE " + odbc::literal(file.string()) + " AS " +
                          odbc::quoted(warehouse::stage_schema));
        const std::string schema = odbc::quoted(warehouse::stage_schema);
        m_loading.execute("PRAGMA " + schema + ".journal_mode = OFF");
        m_loading.execute("PRAGMA " + schema + ".synchronous = OFF");
        m_loading.execute("PRAGMA " + schema + ".cache_size = -8192");
        m_loading.execute("PRAGMA " + schema + ".locking_mode = EXCLUSIVE");
        m_loading.execute("CREATE TABLE " + schema + ".created (made integer)");  // makes the file
        if (::unlink(file.c_str()) != 0) throw system_error("unlink", file.string(), errno);
    }

    void cell(std::string_view text) {
        m_cells.push_back({m_bytes.size(), text.size(), text.data() == nullptr});
        m_bytes.append(text);
    }

    /// Decimals are stored as scaled integers: the canonical text has exactly `scale` digits, so the point is dropped.
    void unscaled(std::string_view text) {
        const auto point = text.find('.');
        if (point == std::string_view::npos) return cell(text);
        m_cells.push_back({m_bytes.size(), text.size() - 1, false});
        m_bytes.append(text.substr(0, point)).append(text.substr(point + 1));
    }

    void flush() {
        try {
            send(0, m_records.size());
        } catch (const Error& error) {
            if (!is_row_fault(error)) throw;
            for (std::size_t row = 0; row < m_records.size(); ++row) send_alone(row);
        }
        m_records.clear();
        m_cells.clear();
        m_bytes.clear();
    }

    void send_alone(std::size_t row) {
        try {
            send(row, row + 1);
        } catch (const Error& error) {
            if (!is_row_fault(error)) throw;
            m_refused.push_back(m_records[row]);
            if (m_refused.size() > most_refused) too_many_refused(m_table);
        }
    }

    void send(std::size_t from, std::size_t to) {
        if (!m_statement || m_prepared_rows != to - from) {
            m_prepared_rows = to - from;
            m_statement.emplace(m_loading.prepare(insert(m_prepared_rows)));
        }
        int index = 0;
        for (std::size_t i = from * m_columns; i < to * m_columns; ++i) {
            const Cell& cell = m_cells[i];
            if (cell.null) {
                m_statement->bind_null(++index);
            } else {
                m_statement->bind_view(++index, {m_bytes.data() + cell.offset, cell.size});
            }
        }
        m_statement->execute();
    }

    [[nodiscard]] std::string insert(std::size_t rows) const {
        std::string row = "(?";
        for (std::size_t i = 1; i < m_columns; ++i) row += ",?";
        row += ")";
        std::string text = "INSERT INTO " + m_rows + " VALUES ";
        for (std::size_t i = 0; i < rows; ++i) text += (i == 0 ? "" : ",") + row;
        return text;
    }

    const model::Table& m_table;
    odbc::Connection& m_loading;
    std::string m_name;
    std::string m_index;
    std::string m_key_columns;
    std::size_t m_columns = 0;
    std::size_t m_group = 0;
    std::vector<bool> m_is_decimal;
    std::vector<bool> m_is_key;
    std::vector<std::uint64_t> m_records;
    std::vector<Cell> m_cells;
    std::string m_bytes;
    std::optional<odbc::Statement> m_statement;
    std::size_t m_prepared_rows = 0;
};

}  // namespace

std::unique_ptr<Stage> make_sqlite_stage(const LoaderOptions& options, const model::Table& table,
                                         odbc::Connection& loading) {
    return std::make_unique<SqliteStage>(options, table, loading);
}

}  // namespace tilsig::load
