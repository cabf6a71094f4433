// Measures the load room alone: rows that are in memory already go into an indexed fact of twelve columns.
//   load_bench CONNECTION_STRING CACHE_FOLDER ROWS      first load, unchanged, 1 % changed, cache lost
//   load_bench CONNECTION_STRING CACHE_FOLDER small N   N units of 50 rows: new, then unchanged, then two rows changed
#include <sys/resource.h>

#include <array>
#include <cstdio>
#include <cstring>

#include "base/clock.hpp"
#include "ledger/ledger.hpp"
#include "load/loader.hpp"
#include "warehouse/migrate.hpp"

namespace {

using namespace tilsig;

model::TableColumn column(const char* name, model::Type type, int length, int scale, bool nullable) {
    model::TableColumn made;
    made.name = name;
    made.type = type;
    made.length = length;
    made.scale = scale;
    made.nullable = nullable;
    return made;
}

/// Twelve columns of the kinds a register of persons has, one reference by date.
model::WarehouseModel bench_model() {
    using model::Type;
    model::Table fact;
    fact.name = "fact_bench";
    fact.columns = {column("case_no", Type::code, 20, 0, false),   column("municipality", Type::code, 4, 0, false),
                    column("event_date", Type::date, 0, 0, false), column("kind", Type::code, 10, 0, false),
                    column("status", Type::code, 10, 0, true),     column("hours", Type::decimal, 0, 2, true),
                    column("amount", Type::decimal, 0, 2, true),   column("person_id", Type::integer, 0, 0, false),
                    column("registered", Type::date, 0, 0, true),  column("age", Type::integer, 0, 0, true),
                    column("active", Type::boolean, 0, 0, false),  column("comment", Type::text, 100, 0, true)};
    fact.key = {"case_no"};
    fact.references = {{"municipality", "municipality", "dim_bench_area", "code", "event_date"}};
    model::Table dimension;
    dimension.name = "dim_bench_area";
    dimension.kind = model::TableKind::dimension;
    dimension.columns = {column("code", Type::code, 4, 0, false), column("valid_from", Type::date, 0, 0, false),
                         column("valid_to", Type::date, 0, 0, true)};
    dimension.key = {"code", "valid_from"};
    dimension.valid_from = "valid_from";
    dimension.valid_to = "valid_to";
    return {{dimension, fact}, {}, {}};
}

std::uint64_t mix(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
}

/// One batch of generated rows; `changed` of every hundred have another amount.
void fill(model::Batch& batch, std::vector<std::string_view>& owners, const model::Table& table, std::uint64_t from,
          std::uint64_t to, std::uint64_t key_base, unsigned changed) {
    if (batch.columns.empty()) {
        for (const auto& one : table.columns) batch.columns.push_back({one.name, {}, {}});
    }
    batch.clear();
    owners.clear();
    char text[12][64];
    for (std::uint64_t i = from; i < to; ++i) {
        const std::uint64_t r = mix(key_base + i);
        const auto unsigned_of = [](std::uint64_t v) { return static_cast<unsigned>(v); };
        std::snprintf(text[0], 64, "S%012llu", static_cast<unsigned long long>(r % 1000000000000U));
        std::snprintf(text[1], 64, "%04u", unsigned_of(301 + r % 400));
        std::snprintf(text[2], 64, "20%02u-%02u-%02u", unsigned_of(5 + r % 20), unsigned_of(1 + r / 7 % 12),
                      unsigned_of(1 + r / 11 % 28));
        std::snprintf(text[3], 64, "kind%u", unsigned_of(r % 7));
        std::snprintf(text[4], 64, "st%u", unsigned_of(r % 5));
        std::snprintf(text[5], 64, "%u.%02u", unsigned_of(r % 1500), unsigned_of(r % 100));
        std::snprintf(text[6], 64, "%u.%02u", unsigned_of(r % 200000), unsigned_of(mix(r) % 100 < changed ? 7 : 50));
        std::snprintf(text[7], 64, "%llu", static_cast<unsigned long long>(r % 100000000U));
        std::snprintf(text[8], 64, "20%02u-%02u-%02u", unsigned_of(6 + r % 20), unsigned_of(1 + r / 5 % 12),
                      unsigned_of(1 + r / 13 % 28));
        std::snprintf(text[9], 64, "%u", unsigned_of(r % 90));
        std::snprintf(text[10], 64, "%u", unsigned_of(r & 1U));
        std::snprintf(text[11], 64, "remark number %u of the case", unsigned_of(r % 5000));
        for (std::size_t c = 0; c < 12; ++c) batch.columns[c].cells.push_back(batch.arena.store(text[c]));
        owners.push_back(batch.columns[1].cells.back());
        model::RecordPlace place;
        place.number = i + 1;
        batch.places.push_back(place);
    }
}

struct Usage {
    double wall = 0;
    double cpu = 0;
    long peak_kib = 0;
    static Usage now() {
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        const auto seconds = [](const timeval& t) {
            return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
        };
        return {static_cast<double>(SystemClock().now().time_since_epoch().count()) / 1e6,
                seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss};
    }
};

class Bench {
public:
    Bench(const char* connection_string, const char* cache) : m_model(bench_model()) {
        m_options.dsn.connection_string = connection_string;
        m_options.cache_folder = cache;
        m_connection = std::make_unique<odbc::Connection>(odbc::Connection::open(m_options.dsn));
        ledger::Ledger(*m_connection, m_clock).migrate();
        warehouse::migrate_warehouse(*m_connection, m_model);
        m_seq = m_connection->query_integer("SELECT coalesce(max(load_seq), 0) FROM ops_table_load").value_or(0);
    }

    void deliver(std::int64_t unit, std::uint64_t rows, std::uint64_t key_base, unsigned changed, const char* mapping) {
        const model::Table& table = m_model.tables[1];
        load::LoadScope scope;
        scope.unit_id = unit;
        scope.delivery_id = ++m_delivery;
        scope.received_at = "2026-11-22T03:00:00Z";
        scope.mapping_hash = mapping;
        load::UnitLoader loader(m_options, table, scope, *m_connection, Logger::silent());
        const auto pass = [&] {
            for (std::uint64_t from = 0; from < rows; from += 5000) {
                fill(m_batch, m_owners, table, from, std::min(rows, from + 5000), key_base, changed);
                loader.add(m_batch, m_owners);
            }
        };
        const auto t0 = Usage::now();
        pass();
        if (loader.end_pass()) {
            pass();
            (void)loader.end_pass();
        }
        const auto t1 = Usage::now();
        loader.set_closing(true, {});
        const auto delta = loader.classify();
        const auto t2 = Usage::now();
        m_rows = delta.rows;
        if (!delta.empty()) {
            odbc::Transaction transaction(*m_connection, odbc::Transaction::Mode::write);
            loader.apply(++m_seq);
            if (transaction.commit() != odbc::TransactionEnd::committed)
                throw Error(ErrorKind::database, "commit in doubt");
        }
        const auto t3 = Usage::now();
        loader.committed(m_seq);
        const auto t4 = Usage::now();
        m_last = {t1.wall - t0.wall, t2.wall - t1.wall, t3.wall - t2.wall, t4.wall - t3.wall};
    }

    template <typename Work>
    void measure(const char* name, std::uint64_t divide, const Work& work) {
        const auto before = Usage::now();
        work();
        const auto after = Usage::now();
        const double n = static_cast<double>(divide);
        std::printf("%-22s wall %8.3f s  client cpu %7.3f s  per item %8.1f us wall %8.1f us cpu  peak %ld MiB", name,
                    after.wall - before.wall, after.cpu - before.cpu, (after.wall - before.wall) / n * 1e6,
                    (after.cpu - before.cpu) / n * 1e6, after.peak_kib / 1024);
        std::printf(
            "  [read+stage %.2f classify %.2f apply %.2f snapshot %.2f] fresh %llu updated %llu closed %llu unchanged "
            "%llu\n",
            m_last[0], m_last[1], m_last[2], m_last[3], static_cast<unsigned long long>(m_rows.fresh),
            static_cast<unsigned long long>(m_rows.updated), static_cast<unsigned long long>(m_rows.closed),
            static_cast<unsigned long long>(m_rows.unchanged));
        std::fflush(stdout);
    }

    void fill_dimension() {
        const model::Table& table = m_model.tables[0];
        load::LoadScope scope;
        scope.unit_id = 1000000;
        scope.delivery_id = 1;
        scope.received_at = "2026-11-22T03:00:00Z";
        load::UnitLoader loader(m_options, table, scope, *m_connection, Logger::silent());
        model::Batch batch;
        for (const auto& one : table.columns) batch.columns.push_back({one.name, {}, {}});
        std::vector<std::string_view> owners;
        for (unsigned i = 0; i < 400; ++i) {
            char code[8];
            std::snprintf(code, sizeof code, "%04u", 301 + i);
            batch.columns[0].cells.push_back(batch.arena.store(code));
            batch.columns[1].cells.push_back("2000-01-01");
            batch.columns[2].cells.push_back(model::Column::null);
            owners.push_back(model::Column::null);
            model::RecordPlace place;
            place.number = i + 1;
            batch.places.push_back(place);
        }
        loader.add(batch, owners);
        (void)loader.end_pass();
        if (loader.classify().empty()) return;
        odbc::Transaction transaction(*m_connection, odbc::Transaction::Mode::write);
        loader.apply(++m_seq);
        (void)transaction.commit();
    }

    void forget_cache() { std::filesystem::remove_all(m_options.cache_folder); }

private:
    model::WarehouseModel m_model;
    load::LoaderOptions m_options;
    SystemClock m_clock;
    std::unique_ptr<odbc::Connection> m_connection;
    std::int64_t m_seq = 0;
    std::int64_t m_delivery = 0;
    model::Batch m_batch;
    std::vector<std::string_view> m_owners;
    model::RowAccount m_rows;
    std::array<double, 4> m_last{};
};

}  // namespace

int main(int count, char** arguments) {
    if (count < 4) {
        std::fprintf(stderr, "usage: load_bench CONNECTION_STRING CACHE_FOLDER ROWS | small UNITS\n");
        return 64;
    }
    try {
        Bench bench(arguments[1], arguments[2]);
        bench.fill_dimension();
        if (std::strcmp(arguments[3], "small") == 0) {
            const auto units = static_cast<std::int64_t>(std::strtoll(count > 4 ? arguments[4] : "500", nullptr, 10));
            const auto all = [&](unsigned changed) {
                for (std::int64_t unit = 1; unit <= units; ++unit)
                    bench.deliver(unit, 50, static_cast<std::uint64_t>(unit) * 1000, changed, "m");
            };
            bench.measure("50 rows, new", static_cast<std::uint64_t>(units), [&] { all(0); });
            bench.measure("50 rows, unchanged", static_cast<std::uint64_t>(units), [&] { all(0); });
            bench.measure("50 rows, 4 % changed", static_cast<std::uint64_t>(units), [&] { all(4); });
            return 0;
        }
        const std::uint64_t rows = std::strtoull(arguments[3], nullptr, 10);
        bench.measure("first load", rows, [&] { bench.deliver(1, rows, 0, 0, "m"); });
        bench.measure("unchanged", rows, [&] { bench.deliver(1, rows, 0, 0, "m"); });
        bench.measure("1 % changed", rows, [&] { bench.deliver(1, rows, 0, 1, "m"); });
        bench.forget_cache();
        bench.measure("2 %, cache lost", rows, [&] { bench.deliver(1, rows, 0, 2, "m"); });
        bench.measure("5 % after that", rows, [&] { bench.deliver(1, rows, 0, 5, "m"); });
        return 0;
    } catch (const Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
