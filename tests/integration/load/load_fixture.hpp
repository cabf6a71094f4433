// A warehouse with one fact and one dimension, and deliveries written as lists of rows.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

#include "base/clock.hpp"
#include "ledger/ledger.hpp"
#include "load/loader.hpp"
#include "load/retract.hpp"
#include "odbc/dialect.hpp"
#include "support/databases.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::load {

using Cell = std::optional<std::string>;
using Row = std::vector<Cell>;

inline model::TableColumn column(const char* name, model::Type type, int length = 0, int scale = 0,
                                 bool nullable = false) {
    model::TableColumn made;
    made.name = name;
    made.type = type;
    made.length = length;
    made.scale = scale;
    made.nullable = nullable;
    return made;
}

/// Two key columns, one column of every type, one reference with and one without a date.
inline model::Table fact_table() {
    using model::Type;
    model::Table table;
    table.name = "fact_thing";
    table.columns = {column("area", Type::code, 20),
                     column("item", Type::text, 40),
                     column("happened", Type::date, 0, 0, true),
                     column("amount", Type::decimal, 0, 2, true),
                     column("persons", Type::integer, 0, 0, true),
                     column("open", Type::boolean, 0, 0, true),
                     column("note", Type::text, 200, 0, true)};
    table.key = {"area", "item"};
    table.references = {{"area_then", "area", "dim_area", "code", "happened"},
                        {"area_now", "area", "dim_area", "code", ""}};
    return table;
}

inline model::Table dimension_table() {
    using model::Type;
    model::Table table;
    table.name = "dim_area";
    table.kind = model::TableKind::dimension;
    table.columns = {column("code", Type::code, 20), column("name", Type::text, 40), column("valid_from", Type::date),
                     column("valid_to", Type::date, 0, 0, true)};
    table.key = {"code", "valid_from"};
    table.valid_from = "valid_from";
    table.valid_to = "valid_to";
    return table;
}

/// How one delivery is loaded.
struct How {
    std::int64_t unit = 1;
    bool closes = true;
    std::set<std::string> no_close{};
    std::set<std::string> excluded{};
    std::string mapping = "m1";
    bool whole = true;
    std::optional<Window> window{};
    std::string partition{};
    std::optional<Newer> newer{};
    std::int64_t delivery = 0;  ///< 0: the next number
    std::size_t batch_rows = 3;
    std::size_t small_unit_rows = 2000;
    std::size_t memory_bytes = 32U << 20U;
    unsigned fingerprint_bits = 32;
};

struct Loaded {
    Delta delta;
    bool second_pass = false;
    std::int64_t load_seq = 0;  ///< 0: nothing to load
    std::int64_t delivery = 0;
};

class LoadFixture : public test::OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        m_model.tables = {dimension_table(), fact_table()};
        connect();
        ledger::Ledger(connection(), m_clock).migrate();
        warehouse::migrate_warehouse(connection(), m_model);
    }

    void connect() {
        m_connection.reset();
        odbc::Dsn dsn;
        dsn.connection_string = connection_string();
        m_options.dsn = dsn;
        m_options.cache_folder = database().folder() / "cache";
        m_options.hash_key = HashKey{4, 2};
        m_connection = std::make_unique<odbc::Connection>(odbc::Connection::open(dsn));
    }
    odbc::Connection& connection() { return *m_connection; }
    const model::Table& fact() { return m_model.tables[1]; }
    const model::Table& dimension() { return m_model.tables[0]; }

    /// Rows get the record numbers 1, 2, ...; the owner is the first column unless `owners` says otherwise.
    static void feed(UnitLoader& loader, const model::Table& table, const std::vector<Row>& rows,
                     std::size_t batch_rows) {
        for (std::size_t from = 0; from < rows.size(); from += batch_rows) {
            model::Batch batch;
            std::vector<std::string_view> owners;
            for (const auto& one : table.columns) batch.columns.push_back({one.name, {}, {}});
            for (std::size_t i = from; i < std::min(rows.size(), from + batch_rows); ++i) {
                for (std::size_t c = 0; c < table.columns.size(); ++c) {
                    const Cell& cell = rows[i][c];
                    batch.columns[c].cells.push_back(cell ? std::string_view(*cell) : model::Column::null);
                }
                owners.push_back(rows[i][0] ? std::string_view(*rows[i][0]) : model::Column::null);
                model::RecordPlace place;
                place.number = i + 1;
                batch.places.push_back(place);
            }
            loader.add(batch, owners);
        }
    }

    std::unique_ptr<UnitLoader> make_loader(const model::Table& table, const How& how, std::int64_t delivery) {
        LoaderOptions options = m_options;
        options.small_unit_rows = how.small_unit_rows;
        options.memory_bytes = how.memory_bytes;
        options.fingerprint_bits = how.fingerprint_bits;
        LoadScope scope;
        scope.unit_id = how.unit;
        scope.delivery_id = delivery;
        scope.received_at = "2026-11-22T03:00:00.000000Z";
        scope.mapping_hash = how.mapping;
        scope.whole = how.whole;
        scope.window = how.window;
        scope.partition = how.partition;
        scope.newer = how.newer;
        return std::make_unique<UnitLoader>(options, table, std::move(scope), connection(), m_log);
    }

    Loaded deliver(const model::Table& table, const std::vector<Row>& rows, const How& how = {}) {
        Loaded loaded;
        loaded.delivery = how.delivery != 0 ? how.delivery : ++m_last_delivery;
        const auto loader = make_loader(table, how, loaded.delivery);
        feed(*loader, table, rows, how.batch_rows);
        loaded.second_pass = loader->end_pass();
        if (loaded.second_pass) {
            feed(*loader, table, rows, how.batch_rows);
            EXPECT_FALSE(loader->end_pass());
        }
        loader->exclude_owners(how.excluded);
        loader->set_closing(how.closes, how.no_close);
        loaded.delta = loader->classify();
        EXPECT_EQ(loaded.delta.rows.residual(), 0);
        if (loaded.delta.empty()) return loaded;
        loaded.load_seq = ++m_seq;
        odbc::Transaction transaction(connection(), odbc::Transaction::Mode::write);
        loader->apply(loaded.load_seq);
        EXPECT_EQ(transaction.commit(), odbc::TransactionEnd::committed);
        loader->committed(loaded.load_seq);
        return loaded;
    }

    model::RowAccount retract(const model::Table& table, std::int64_t delivery) {
        odbc::Transaction transaction(connection(), odbc::Transaction::Mode::write);
        const auto rows = retract_delivery(connection(), table, delivery, ++m_seq);
        EXPECT_EQ(transaction.commit(), odbc::TransactionEnd::committed);
        return rows;
    }

    /// Rows of any query as text, cells joined by a bar, NULL as ~.
    std::vector<std::string> query(const std::string& sql) {
        odbc::Statement statement = connection().prepare(sql);
        statement.execute();
        std::vector<std::string> rows;
        const int columns = statement.column_count();
        while (statement.fetch()) {
            std::string row;
            for (int i = 1; i <= columns; ++i) row += (i == 1 ? "" : "|") + statement.text(i).value_or("~");
            rows.push_back(std::move(row));
        }
        return rows;
    }

    /// The model columns of a table as canonical text, as known at a load sequence (or now).
    std::vector<std::string> content(const model::Table& table, std::optional<std::int64_t> as_known = {}) {
        std::string cells;
        for (const auto& one : table.columns) {
            cells += (cells.empty() ? "" : ", ") +
                     connection().dialect().canonical_text(odbc::quoted(one.name), one.type, one.scale);
        }
        std::string sql = "SELECT " + cells + " FROM " + table.name + " WHERE " + table.name + "_key > 0";
        if (as_known) {
            const std::string seq = std::to_string(*as_known);
            sql += " AND load_seq <= " + seq + " UNION ALL SELECT " + cells + " FROM " + table.name +
                   "_history WHERE load_seq <= " + seq + " AND replaced_seq > " + seq;
        }
        auto rows = query(sql);
        std::sort(rows.begin(), rows.end());
        return rows;
    }

    std::int64_t number(const std::string& sql) { return connection().query_integer(sql).value_or(-999); }

    LoaderOptions m_options;
    model::WarehouseModel m_model;
    ManualClock m_clock{parse_instant("2026-11-22T03:00:00Z")};
    Logger m_log = Logger::silent();
    std::unique_ptr<odbc::Connection> m_connection;
    std::int64_t m_seq = 0;
    std::int64_t m_last_delivery = 0;
};

/// area, item, happened, amount, persons, open, note
inline Row thing(const char* area, const char* item, Cell amount = "1.00", Cell note = std::nullopt) {
    return {area, item, "2020-05-01", std::move(amount), "3", "1", std::move(note)};
}
inline std::string shown(const char* area, const char* item, const char* amount = "1.00", const char* note = "~") {
    return std::string(area) + "|" + item + "|2020-05-01|" + amount + "|3|1|" + note;
}

}  // namespace tilsig::load
