// PostgreSQL staging: one text parameter per statement holds thousands of rows as an array of composites.
#include <algorithm>
#include <utility>

#include "load/stage_senders.hpp"
#include "warehouse/composite_array.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::load {

namespace {

// Half a megabyte per statement: larger ones gain little, smaller ones pay for round trips (PERFORMANCE.md section 2).
constexpr std::size_t chunk_rows = 5000;
constexpr std::size_t chunk_bytes = 512 * 1024;

struct Chunk {
    warehouse::CompositeArray rows;
    std::vector<std::pair<std::uint64_t, std::size_t>> begins;  ///< record and offset, so that a bad row can be found

    [[nodiscard]] std::size_t end_of(std::size_t index) const {
        return index + 1 < begins.size() ? begins[index + 1].second : rows.position();
    }
};

std::string insert_statement(const std::string& rows) {
    return "INSERT INTO " + rows + " SELECT * FROM unnest(CAST(? AS " + rows + "[]))";
}

/// Sends chunks over one connection, each its own transaction, so that a refused one costs nothing that was sent
/// before.
class Sender {
public:
    Sender(odbc::Connection& connection, const model::Table& table, const std::string& rows)
        : m_table(table), m_insert(connection.prepare(insert_statement(rows))) {}

    void send(Chunk& chunk) {
        const auto some = [&](std::size_t from, std::size_t to) {
            if (from == 0 && to == chunk.begins.size()) {
                m_insert.bind_view(1, chunk.rows.text()).execute();
                return;
            }
            const std::string part = chunk.rows.slice(chunk.begins[from].second, chunk.end_of(to - 1));
            m_insert.bind_view(1, part).execute();
        };
        send_bisecting(0, chunk.begins.size(), some, [&](std::size_t index) {
            m_refused.push_back(chunk.begins[index].first);
            if (m_refused.size() > most_refused) too_many_refused(m_table);
        });
    }
    [[nodiscard]] const std::vector<std::uint64_t>& refused() const noexcept { return m_refused; }

private:
    const model::Table& m_table;
    odbc::Statement m_insert;
    std::vector<std::uint64_t> m_refused;
};

std::int32_t lock_number(const std::string& table) {
    std::uint32_t hash = 2166136261U;
    for (const char c : table) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return static_cast<std::int32_t>(hash & 0x7FFFFFFFU);
}

class PostgresqlStage final : public Stage {
public:
    PostgresqlStage(const LoaderOptions& options, const model::Table& table, odbc::Connection& loading,
                    const Logger& log)
        : m_options(options), m_table(table), m_loading(loading), m_log(log), m_is_key(table.columns.size(), false) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            m_is_key[i] = std::find(table.key.begin(), table.key.end(), table.columns[i].name) != table.key.end();
        }
    }

    ~PostgresqlStage() override {
        m_senders.reset();
        if (m_slot == 0 || m_loading.dead()) return;
        try {
            (void)m_loading.query_integer("SELECT CASE WHEN pg_advisory_unlock(" + lock_arguments(m_slot) +
                                          ") THEN 1 ELSE 0 END");
        } catch (const Error& error) {
            // The lock goes with the connection at the latest.
            m_log.error("staging slot not released", error);
        }
    }

    void add(const model::Batch& batch, std::size_t row, std::string_view owner, std::uint64_t record,
             bool key_only) override {
        const auto number = static_cast<std::int64_t>(record);
        m_chunk.begins.emplace_back(record, m_chunk.rows.position());
        m_chunk.rows.begin_row();
        m_chunk.rows.field(key_only ? -number : number);
        m_chunk.rows.field(owner);
        for (std::size_t i = 0; i < batch.columns.size(); ++i) {
            m_chunk.rows.field(key_only && !m_is_key[i] ? model::Column::null : batch.columns[i].cells[row]);
        }
        m_chunk.rows.end_row();
        const std::size_t limit = m_senders ? chunk_rows : std::min(chunk_rows, m_options.small_unit_rows + 1);
        if (m_chunk.begins.size() >= limit || m_chunk.rows.position() >= chunk_bytes) flush();
    }

    void finish() override {
        if (m_senders) {
            if (!m_chunk.begins.empty()) flush();
            m_refused = m_senders->finish();
            m_senders.reset();
            std::sort(m_refused.begin(), m_refused.end());
            // Fresh statistics, or the planner thinks of the table as it was for the unit before.
            m_loading.execute("ANALYZE " + m_rows);
            return;
        }
        stage_here();
        std::sort(m_refused.begin(), m_refused.end());
    }

private:
    /// What waits goes into tables that only the loading connection sees.
    void stage_here() {
        if (!m_staged_here) use_temporary_tables();
        m_staged_here = true;
        if (m_chunk.begins.empty()) return;
        Sender sender(m_loading, m_table, m_rows);
        sender.send(m_chunk);
        m_refused.insert(m_refused.end(), sender.refused().begin(), sender.refused().end());
        m_chunk = Chunk();
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
                [&table = m_table, rows = m_rows](odbc::Connection& connection, const Senders<Chunk>::Take& take) {
                    // Staging is disposable; what makes rows durable is the loading transaction, on another connection.
                    connection.execute("SET synchronous_commit = off");
                    Sender sender(connection, table, rows);
                    Chunk chunk;
                    while (take(chunk)) sender.send(chunk);
                    return sender.refused();
                });
        }
        m_senders->put(std::exchange(m_chunk, Chunk()));
    }

    [[nodiscard]] std::string lock_arguments(int slot) const {
        return std::to_string(lock_number(m_table.name)) + ", " + std::to_string(slot);
    }

    /// A permanent unlogged table that no other load of this table uses now. The session lock needs a connection of our
    /// own: behind a pooler that shares sessions, temporary tables would not work either.
    void use_permanent_tables() {
        while (m_slot == 0) {
            for (int slot = 1; slot <= warehouse::staging_slots && m_slot == 0; ++slot) {
                const auto got = m_loading.query_integer("SELECT CASE WHEN pg_try_advisory_lock(" +
                                                         lock_arguments(slot) + ") THEN 1 ELSE 0 END");
                if (got == 1) m_slot = slot;
            }
            if (m_slot == 0) {
                throw Error(ErrorKind::database, std::to_string(warehouse::staging_slots) + " loads of " +
                                                     m_table.name + " are staged at the same time")
                    .retry(Retry::later);
            }
        }
        m_rows = warehouse::postgresql_kit().staging_table(m_table, m_slot, "");
        m_delta = warehouse::postgresql_kit().staging_table(m_table, m_slot, "_delta");
        m_loading.execute("CREATE UNLOGGED TABLE IF NOT EXISTS " + m_rows + " (" +
                          stage_columns(m_table, m_loading.dialect(), "bigint") + ")");
        m_loading.execute("CREATE UNLOGGED TABLE IF NOT EXISTS " + m_delta + " (" + delta_columns + ")");
        m_loading.execute("TRUNCATE " + m_rows + ", " + m_delta);
        // Joins of a large unit with its table are hashed in memory; the default of 4 MB writes them to disk twice.
        m_loading.execute("SET work_mem = '64MB'");
    }

    /// Small units: no other connection, nothing that other sessions could meet. The name carries the columns, because
    /// a table of the same session may stem from before a migration.
    void use_temporary_tables() {
        const warehouse::TableSql sql(m_table, m_loading.dialect());
        const std::string name = "stage_" + sha256_hex(m_table.name + " " + sql.signature).substr(0, 16);
        m_rows = "pg_temp." + odbc::quoted(name);
        m_delta = "pg_temp." + odbc::quoted(name + "_delta");
        if (m_loading.query_text("SELECT to_regclass('" + m_rows + "')::text")) {
            m_loading.execute("TRUNCATE " + m_rows + ", " + m_delta);
            return;
        }
        m_loading.execute("CREATE TEMPORARY TABLE " + odbc::quoted(name) + " (" +
                          stage_columns(m_table, m_loading.dialect(), "bigint") + ")");
        m_loading.execute("CREATE TEMPORARY TABLE " + odbc::quoted(name + "_delta") + " (" + delta_columns + ")");
    }

    const LoaderOptions& m_options;
    const model::Table& m_table;
    odbc::Connection& m_loading;
    const Logger& m_log;
    std::vector<bool> m_is_key;
    Chunk m_chunk;
    std::unique_ptr<Senders<Chunk>> m_senders;
    int m_slot = 0;
    bool m_staged_here = false;
};

}  // namespace

std::unique_ptr<Stage> make_postgresql_stage(const LoaderOptions& options, const model::Table& table,
                                             odbc::Connection& loading, const Logger& log) {
    return std::make_unique<PostgresqlStage>(options, table, loading, log);
}

}  // namespace tilsig::load
