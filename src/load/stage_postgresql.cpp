// PostgreSQL staging: one text parameter per statement holds thousands of rows as an array of composites.
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "load/composite_array.hpp"
#include "load/stage.hpp"
#include "load/warehouse_sql.hpp"

namespace tilsig::load {

namespace {

// Half a megabyte per statement: larger ones gain little, smaller ones pay for round trips (PERFORMANCE.md section 2).
constexpr std::size_t chunk_rows = 5000;
constexpr std::size_t chunk_bytes = 512 * 1024;
constexpr int slots = 8;  // loads of one table at the same time, each with its permanent staging table

struct Chunk {
    CompositeArray rows;
    std::vector<std::pair<std::uint64_t, std::size_t>> begins;  ///< record and offset, so that a bad row can be found

    [[nodiscard]] std::size_t end_of(std::size_t index) const {
        return index + 1 < begins.size() ? begins[index + 1].second : rows.position();
    }
};

std::string insert_statement(const std::string& rows) {
    return "INSERT INTO " + rows + " SELECT * FROM unnest(CAST(? AS " + rows + "[]))";
}

/// Sends chunks over one connection, each its own transaction, so that a refused one costs nothing that was sent before.
class Sender {
public:
    Sender(odbc::Connection& connection, const model::Table& table, const std::string& rows)
        : m_table(table), m_insert(connection.prepare(insert_statement(rows))) {}

    void send(Chunk& chunk) {
        try {
            m_insert.bind_view(1, chunk.rows.text()).execute();
        } catch (const Error& error) {
            if (!is_row_fault(error)) throw;
            bisect(chunk, 0, chunk.begins.size());
        }
    }
    [[nodiscard]] const std::vector<std::uint64_t>& refused() const noexcept { return m_refused; }

private:
    /// Rows [from, to) hold at least one that the database refuses.
    void bisect(const Chunk& chunk, std::size_t from, std::size_t to) {
        if (to - from == 1) {
            m_refused.push_back(chunk.begins[from].first);
            if (m_refused.size() > most_refused) too_many_refused(m_table);
            return;
        }
        const std::size_t middle = from + (to - from) / 2;
        for (const auto& [first, last] : {std::pair(from, middle), std::pair(middle, to)}) {
            const std::string part = chunk.rows.slice(chunk.begins[first].second, chunk.end_of(last - 1));
            try {
                m_insert.bind_view(1, part).execute();
            } catch (const Error& error) {
                if (!is_row_fault(error)) throw;
                bisect(chunk, first, last);
            }
        }
    }

    const model::Table& m_table;
    odbc::Statement m_insert;
    std::vector<std::uint64_t> m_refused;
};

/// Staging connections of a large unit: threads that take chunks from a bounded queue. The first failure ends them all and
/// comes out of put() or finish().
class Senders {
public:
    Senders(const LoaderOptions& options, const model::Table& table, std::string rows) : m_rows(std::move(rows)) {
        const int count = std::max(1, options.staging_connections);
        m_limit = static_cast<std::size_t>(count) + 1;
        for (int i = 0; i < count; ++i) m_threads.emplace_back([this, &options, &table] { run(options, table); });
    }
    ~Senders() {
        {
            const std::lock_guard lock(m_mutex);
            m_queue.clear();
            m_closed = true;
        }
        m_changed.notify_all();
        for (auto& thread : m_threads) {
            if (thread.joinable()) thread.join();
        }
    }
    Senders(const Senders&) = delete;
    Senders& operator=(const Senders&) = delete;

    void put(Chunk chunk) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_queue.size() < m_limit || m_failure; });
        if (m_failure) std::rethrow_exception(m_failure);
        m_queue.push_back(std::move(chunk));
        lock.unlock();
        m_changed.notify_all();
    }

    [[nodiscard]] std::vector<std::uint64_t> finish() {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_changed.notify_all();
        for (auto& thread : m_threads) thread.join();
        if (m_failure) std::rethrow_exception(m_failure);
        return std::move(m_refused);
    }

private:
    void run(const LoaderOptions& options, const model::Table& table) noexcept {
        try {
            auto connection = odbc::Connection::open(options.dsn, "tilsig-stage");
            // Staging is disposable; what makes rows durable is the loading transaction, on another connection.
            connection.execute("SET synchronous_commit = off");
            Sender sender(connection, table, m_rows);
            Chunk chunk;
            while (take(chunk)) sender.send(chunk);
            const std::lock_guard lock(m_mutex);
            m_refused.insert(m_refused.end(), sender.refused().begin(), sender.refused().end());
        } catch (...) {
            const std::lock_guard lock(m_mutex);
            if (!m_failure) m_failure = std::current_exception();
        }
        m_changed.notify_all();
    }

    bool take(Chunk& chunk) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_queue.empty() || m_closed || m_failure; });
        if (m_queue.empty() || m_failure) return false;
        chunk = std::move(m_queue.front());
        m_queue.pop_front();
        lock.unlock();
        m_changed.notify_all();
        return true;
    }

    std::string m_rows;
    std::size_t m_limit = 0;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Chunk> m_queue;
    bool m_closed = false;
    std::exception_ptr m_failure;
    std::vector<std::uint64_t> m_refused;
    std::vector<std::thread> m_threads;
};

std::int32_t lock_number(const std::string& table) {
    std::uint32_t hash = 2166136261U;
    for (const char c : table) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return static_cast<std::int32_t>(hash & 0x7FFFFFFFU);
}

std::string slot_table(const model::Table& table, int slot, const char* suffix) {
    return odbc::quoted(stage_schema) + "." + odbc::quoted(table.name + "_s" + std::to_string(slot) + suffix);
}

class PostgresqlStage final : public Stage {
public:
    PostgresqlStage(const LoaderOptions& options, const model::Table& table, odbc::Connection& loading, const Logger& log)
        : m_options(options), m_table(table), m_loading(loading), m_log(log), m_is_key(table.columns.size(), false) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            m_is_key[i] = std::find(table.key.begin(), table.key.end(), table.columns[i].name) != table.key.end();
        }
    }

    ~PostgresqlStage() override {
        m_senders.reset();
        if (m_slot == 0 || m_loading.dead()) return;
        try {
            (void)m_loading.query_integer("SELECT CASE WHEN pg_advisory_unlock(" + lock_arguments(m_slot) + ") THEN 1 ELSE 0 END");
        } catch (const Error& error) {
            // The lock goes with the connection at the latest.
            m_log.error("staging slot not released", error);
        }
    }

    void add(const model::Batch& batch, std::size_t row, std::string_view owner, std::uint64_t record, bool key_only) override {
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
        use_temporary_tables();
        if (m_chunk.begins.empty()) return;
        Sender sender(m_loading, m_table, m_rows);
        sender.send(m_chunk);
        m_refused = sender.refused();
        m_chunk = Chunk();
    }

private:
    void flush() {
        if (!m_senders) {
            use_permanent_tables();
            m_senders = std::make_unique<Senders>(m_options, m_table, m_rows);
        }
        m_senders->put(std::exchange(m_chunk, Chunk()));
    }

    [[nodiscard]] std::string lock_arguments(int slot) const {
        return std::to_string(lock_number(m_table.name)) + ", " + std::to_string(slot);
    }

    /// A permanent unlogged table that no other load of this table uses now. The session lock needs a connection of our own:
    /// behind a pooler that shares sessions, temporary tables would not work either.
    void use_permanent_tables() {
        while (m_slot == 0) {
            for (int slot = 1; slot <= slots && m_slot == 0; ++slot) {
                const auto got = m_loading.query_integer("SELECT CASE WHEN pg_try_advisory_lock(" + lock_arguments(slot) + ") THEN 1 ELSE 0 END");
                if (got == 1) m_slot = slot;
            }
            if (m_slot == 0) {
                throw Error(ErrorKind::database, std::to_string(slots) + " loads of " + m_table.name + " are staged at the same time")
                    .retry(Retry::later);
            }
        }
        m_rows = slot_table(m_table, m_slot, "");
        m_delta = slot_table(m_table, m_slot, "_delta");
        m_loading.execute("CREATE UNLOGGED TABLE IF NOT EXISTS " + m_rows + " (" + stage_columns(m_table, m_loading.dialect()) + ")");
        m_loading.execute("CREATE UNLOGGED TABLE IF NOT EXISTS " + m_delta + " (" + delta_columns + ")");
        m_loading.execute("TRUNCATE " + m_rows + ", " + m_delta);
        // Joins of a large unit with its table are hashed in memory; the default of 4 MB writes them to disk twice.
        m_loading.execute("SET work_mem = '64MB'");
    }

    /// Small units: no other connection, nothing that other sessions could meet. The name carries the columns, because a
    /// table of the same session may stem from before a migration.
    void use_temporary_tables() {
        const TableSql sql(m_table, m_loading.dialect());
        const std::string name = "stage_" + sha256_hex(m_table.name + " " + sql.signature).substr(0, 16);
        m_rows = "pg_temp." + odbc::quoted(name);
        m_delta = "pg_temp." + odbc::quoted(name + "_delta");
        if (m_loading.query_text("SELECT to_regclass('" + m_rows + "')::text")) {
            m_loading.execute("TRUNCATE " + m_rows + ", " + m_delta);
            return;
        }
        m_loading.execute("CREATE TEMPORARY TABLE " + odbc::quoted(name) + " (" + stage_columns(m_table, m_loading.dialect()) + ")");
        m_loading.execute("CREATE TEMPORARY TABLE " + odbc::quoted(name + "_delta") + " (" + delta_columns + ")");
    }

    const LoaderOptions& m_options;
    const model::Table& m_table;
    odbc::Connection& m_loading;
    const Logger& m_log;
    std::vector<bool> m_is_key;
    Chunk m_chunk;
    std::unique_ptr<Senders> m_senders;
    int m_slot = 0;
};

}  // namespace

std::unique_ptr<Stage> make_postgresql_stage(const LoaderOptions& options, const model::Table& table, odbc::Connection& loading,
                                             const Logger& log) {
    return std::make_unique<PostgresqlStage>(options, table, loading, log);
}

std::vector<std::string> drop_stage_tables(const model::Table& table, const odbc::Dialect& dialect) {
    std::vector<std::string> statements;
    if (dialect.engine() != odbc::Engine::postgresql) return statements;
    for (int slot = 1; slot <= slots; ++slot) {
        statements.push_back("DROP TABLE IF EXISTS " + slot_table(table, slot, "") + ", " + slot_table(table, slot, "_delta"));
    }
    return statements;
}

}  // namespace tilsig::load
