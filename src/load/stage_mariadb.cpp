// MariaDB staging: array binding. Small units in temporary tables of the loading connection, large ones over
// connections of their own.
#include <algorithm>
#include <charconv>
#include <mutex>
#include <utility>

#include "base/hash.hpp"
#include "load/stage_senders.hpp"
#include "odbc/bulk_rows.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::load {

namespace {

// From a thousand rows on larger arrays gain nothing (PERFORMANCE.md section 6).
constexpr std::size_t chunk_rows = 2000;
constexpr std::size_t chunk_bytes = 512 * 1024;
constexpr const char* keyed_record = "bigint PRIMARY KEY";

struct Chunk {
    explicit Chunk(std::size_t columns) : rows(columns) {}
    odbc::BulkRows rows;
    std::vector<std::uint64_t> records;
};

/// The rows of one chunk, by the numbers of its first and last record.
using Range = std::pair<std::uint64_t, std::uint64_t>;

std::string insert_statement(const std::string& rows, std::size_t columns) {
    std::string text = "INSERT INTO " + rows + " VALUES (?";
    for (std::size_t i = 1; i < columns; ++i) text += ",?";
    return text + ")";
}

std::string stage_definition(const model::Table& table, const odbc::Dialect& dialect, const char* record_type) {
    return " (" + stage_columns(table, dialect, record_type) + ")";
}

/// Sends chunks over one connection, each an execution of its own. Where a refused chunk leaves nothing behind it is
/// bisected in place; where it leaves what came before the bad row, `torn` takes its good rows.
class Sender {
public:
    Sender(odbc::Connection& connection, const model::Table& table, const std::string& rows, std::string torn)
        : m_connection(connection),
          m_table(table),
          m_torn(std::move(torn)),
          m_insert(connection.prepare(insert_statement(rows, table.columns.size() + 2))) {}

    void send(const Chunk& chunk) {
        if (m_torn.empty()) return bisect(chunk, m_insert);
        try {
            m_insert.execute_rows(chunk.rows, 0, chunk.records.size());
        } catch (const Error& error) {
            if (!is_row_fault(error)) throw;
            m_torn_chunks.emplace_back(chunk.records.front(), chunk.records.back());
            m_connection.execute("CREATE TABLE IF NOT EXISTS " + m_torn +
                                 stage_definition(m_table, m_connection.dialect(), keyed_record));
            odbc::Statement insert = m_connection.prepare(insert_statement(m_torn, m_table.columns.size() + 2));
            bisect(chunk, insert);
        }
    }
    [[nodiscard]] const std::vector<std::uint64_t>& refused() const noexcept { return m_refused; }
    [[nodiscard]] const std::vector<Range>& torn_chunks() const noexcept { return m_torn_chunks; }

private:
    void bisect(const Chunk& chunk, odbc::Statement& insert) {
        send_bisecting(
            0, chunk.records.size(),
            [&](std::size_t from, std::size_t to) { insert.execute_rows(chunk.rows, from, to); },
            [&](std::size_t index) {
                m_refused.push_back(chunk.records[index]);
                if (m_refused.size() > most_refused) too_many_refused(m_table);
            });
    }

    odbc::Connection& m_connection;
    const model::Table& m_table;
    std::string m_torn;
    odbc::Statement m_insert;
    std::vector<std::uint64_t> m_refused;
    std::vector<Range> m_torn_chunks;
};

/// MariaDB's schemas are databases, which an installation would have to grant one by one; hence a name of its own
/// instead.
class MariadbStage final : public Stage {
public:
    MariadbStage(const LoaderOptions& options, const model::Table& table, odbc::Connection& loading, const Logger& log)
        : m_options(options),
          m_table(table),
          m_loading(loading),
          m_log(log),
          m_columns(table.columns.size() + 2),
          m_chunk(m_columns) {
        for (const auto& column : table.columns) {
            m_is_key.push_back(std::find(table.key.begin(), table.key.end(), column.name) != table.key.end());
            m_is_moment.push_back(column.type == model::Type::timestamp);
        }
    }

    ~MariadbStage() override {
        m_senders.reset();
        if (m_slot == 0 || m_loading.dead()) return;
        try {
            (void)m_loading.query_integer("SELECT release_lock(" + lock_name(m_slot) + ")");
        } catch (const Error& error) {
            // The lock goes with the connection at the latest.
            m_log.error("staging slot not released", error);
        }
    }

    void add(const model::Batch& batch, std::size_t row, std::string_view owner, std::uint64_t record,
             bool key_only) override {
        char number[24] = "-";
        char* const digits = key_only ? number + 1 : number;
        const auto end = std::to_chars(digits, number + sizeof number, record).ptr;
        m_chunk.records.push_back(record);
        m_chunk.rows.cell({number, static_cast<std::size_t>(end - number)});
        m_chunk.rows.cell(owner);
        for (std::size_t i = 0; i < batch.columns.size(); ++i) {
            std::string_view cell = key_only && !m_is_key[i] ? model::Column::null : batch.columns[i].cells[row];
            if (m_is_moment[i] && cell.ends_with('Z')) cell.remove_suffix(1);  // a datetime takes no zone
            m_chunk.rows.cell(cell);
        }
        const std::size_t limit = m_senders ? chunk_rows : std::min(chunk_rows, m_options.small_unit_rows + 1);
        if (m_chunk.records.size() >= limit || m_chunk.rows.bytes() >= chunk_bytes) flush();
    }

    void finish() override {
        if (m_senders) {
            if (!m_chunk.records.empty()) flush();
            m_refused = m_senders->finish();
            m_senders.reset();
            std::sort(m_refused.begin(), m_refused.end());
            if (!m_torn_chunks.empty()) mend_torn_chunks();
            return;
        }
        stage_here();
        std::sort(m_refused.begin(), m_refused.end());
    }

    /// Without an index every row of the unit is compared with every staged one. Done once: inside the loading
    /// transaction it would commit.
    void index_keys() override {
        if (m_keys_indexed) return;
        m_loading.execute("CREATE INDEX by_key ON " + m_rows + " (" +
                          warehouse::column_list(warehouse::TableSql(m_table, m_loading.dialect()).key) + ")");
        m_keys_indexed = true;
    }

    /// Only permanent tables are made without it: a first load never looks up a record, and each row would pay.
    void index_records() override {
        if (m_staged_here || m_records_indexed) return;
        m_loading.execute("CREATE UNIQUE INDEX by_record ON " + m_rows + " (record_no)");
        m_records_indexed = true;
    }

private:
    /// What waits goes into tables that only the loading connection sees.
    void stage_here() {
        if (!m_staged_here) use_temporary_tables();
        m_staged_here = true;
        if (m_chunk.records.empty()) return;
        Sender sender(m_loading, m_table, m_rows, {});
        sender.send(m_chunk);
        m_refused.insert(m_refused.end(), sender.refused().begin(), sender.refused().end());
        m_chunk = Chunk(m_columns);
    }

    void flush() {
        if (m_options.staging_connections == 0) {
            stage_here();
            return;
        }
        if (!m_senders) {
            use_permanent_tables();
            m_senders = std::make_unique<Senders<Chunk>>(
                m_options.dsn, m_options.staging_connections,
                [this](odbc::Connection& connection, const Senders<Chunk>::Take& take) {
                    Sender sender(connection, m_table, m_rows, m_torn);
                    Chunk chunk(m_columns);
                    while (take(chunk)) sender.send(chunk);
                    const std::lock_guard lock(m_torn_mutex);
                    m_torn_chunks.insert(m_torn_chunks.end(), sender.torn_chunks().begin(), sender.torn_chunks().end());
                    return sender.refused();
                });
        }
        m_senders->put(std::exchange(m_chunk, Chunk(m_columns)));
    }

    /// Locks of the session are known in the whole server, hence the name of the database in theirs.
    [[nodiscard]] std::string lock_name(int slot) const {
        return "concat('tilsig.', left(sha1(database()), 16), '." + sha256_hex(m_table.name).substr(0, 16) + "." +
               std::to_string(slot) + "')";
    }

    /// Permanent tables that no other load of this table uses now; made anew, so that a damaged or old one does not
    /// matter.
    void use_permanent_tables() {
        for (int slot = 1; slot <= warehouse::staging_slots && m_slot == 0; ++slot) {
            if (m_loading.query_integer("SELECT get_lock(" + lock_name(slot) + ", 0)") == 1) m_slot = slot;
        }
        if (m_slot == 0) {
            throw Error(ErrorKind::database, std::to_string(warehouse::staging_slots) + " loads of " + m_table.name +
                                                 " are staged at the same time")
                .retry(Retry::later);
        }
        m_rows = warehouse::mariadb_kit().staging_table(m_table, m_slot, "");
        m_delta = warehouse::mariadb_kit().staging_table(m_table, m_slot, "_delta");
        m_torn = warehouse::mariadb_kit().staging_table(m_table, m_slot, "_torn");
        // What is made anew for each unit needs no undo, no redo log and no recovery.
        m_loading.execute("CREATE OR REPLACE TABLE " + m_rows +
                          stage_definition(m_table, m_loading.dialect(), "bigint") +
                          " ENGINE=Aria TRANSACTIONAL=0 ROW_FORMAT=DYNAMIC");
        m_loading.execute("CREATE OR REPLACE TABLE " + m_delta + " (" + delta_columns + ")");
        m_loading.execute("DROP TABLE IF EXISTS " + m_torn);
    }

    /// What a refused chunk left behind goes, its good rows come.
    void mend_torn_chunks() {
        std::string condition;
        for (const auto& [first, last] : m_torn_chunks) {
            condition += (condition.empty() ? "" : " OR ") + ("abs(record_no) BETWEEN " + std::to_string(first)) +
                         " AND " + std::to_string(last);
        }
        m_loading.execute("DELETE FROM " + m_rows + " WHERE " + condition);
        m_loading.execute("INSERT INTO " + m_rows + " SELECT * FROM " + m_torn);
    }

    void use_temporary_tables() {
        const warehouse::TableSql sql(m_table, m_loading.dialect());
        const std::string name = "stage_" + sha256_hex(m_table.name + " " + sql.signature).substr(0, 16);
        m_rows = odbc::quoted(name);
        m_delta = odbc::quoted(name + "_delta");
        m_loading.execute("CREATE OR REPLACE TEMPORARY TABLE " + m_rows +
                          stage_definition(m_table, m_loading.dialect(), keyed_record));
        m_loading.execute("CREATE OR REPLACE TEMPORARY TABLE " + m_delta + " (" + delta_columns + ")");
    }

    const LoaderOptions& m_options;
    const model::Table& m_table;
    odbc::Connection& m_loading;
    const Logger& m_log;
    std::size_t m_columns;
    Chunk m_chunk;
    std::vector<bool> m_is_key;
    std::vector<bool> m_is_moment;
    std::unique_ptr<Senders<Chunk>> m_senders;
    int m_slot = 0;
    bool m_staged_here = false;
    bool m_keys_indexed = false;
    bool m_records_indexed = false;
    std::string m_torn;
    std::mutex m_torn_mutex;
    std::vector<Range> m_torn_chunks;  ///< filled by the senders' threads
};

}  // namespace

std::unique_ptr<Stage> make_mariadb_stage(const LoaderOptions& options, const model::Table& table,
                                          odbc::Connection& loading, const Logger& log) {
    return std::make_unique<MariadbStage>(options, table, loading, log);
}

}  // namespace tilsig::load
