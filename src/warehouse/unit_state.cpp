#include "warehouse/unit_state.hpp"

#include <sodium.h>

#include <array>

#include "base/hash.hpp"
#include "odbc/dialect.hpp"
#include "warehouse/engine_kit.hpp"

namespace tilsig::warehouse {

UnitState read_unit_state(odbc::Connection& connection, const std::string& table, std::int64_t unit_id) {
    odbc::Statement query = connection.prepare(
        "SELECT t.next_key, t.changed_seq, u.touched_seq, u.touch_token, u.row_count FROM ops_table t "
        "LEFT JOIN ops_unit_table u ON u.table_name = t.table_name AND u.unit_id = ? WHERE t.table_name = ?");
    query.bind(1, unit_id).bind(2, table).execute();
    if (!query.fetch()) {
        throw Error(ErrorKind::state, "the warehouse does not have the table " + table)
            .remedy("migrate the warehouse first");
    }
    UnitState state;
    state.next_key = query.integer(1).value();
    state.changed_seq = query.integer(2).value();
    state.touched_seq = query.integer(3).value_or(0);
    state.touch_token = query.text(4).value_or("");
    state.row_count = query.integer(5).value_or(0);
    query.close_cursor();
    return state;
}

void touch_unit(odbc::Connection& connection, const std::string& table, std::int64_t unit_id, std::int64_t load_seq,
                const std::string& token, std::int64_t rows) {
    // One statement; the load lock keeps two of them apart.
    odbc::Statement touch = connection.prepare(
        "INSERT INTO ops_unit_table (unit_id, table_name, touched_seq, touch_token, row_count) VALUES (?, ?, ?, ?, ?)" +
        connection.dialect().or_update("ops_unit_table", "table_name, unit_id", {"touched_seq", "touch_token"},
                                       {"row_count"}));
    touch.bind(1, unit_id).bind(2, table).bind(3, load_seq).bind(4, token).bind(5, rows).execute();
}

void touch_table(odbc::Connection& connection, const std::string& table, std::int64_t load_seq, std::int64_t next_key) {
    odbc::Statement touch =
        connection.prepare("UPDATE ops_table SET changed_seq = ?, next_key = ? WHERE table_name = ?");
    touch.bind(1, load_seq).bind(2, next_key).bind(3, table).execute();
}

void record_table_load(odbc::Connection& connection, const std::string& table, std::int64_t load_seq,
                       const std::string& kind, std::int64_t unit_id, std::int64_t delivery_id, std::uint64_t fresh,
                       std::uint64_t updated, std::uint64_t closed) {
    odbc::Statement add = connection.prepare(
        "INSERT INTO ops_table_load (load_seq, table_name, kind, unit_id, delivery_id, fresh, updated, closed) VALUES "
        "(?, ?, ?, ?, ?, ?, ?, ?)");
    add.bind(1, load_seq).bind(2, table).bind(3, kind).bind(4, unit_id).bind(5, delivery_id);
    add.bind(6, static_cast<std::int64_t>(fresh))
        .bind(7, static_cast<std::int64_t>(updated))
        .bind(8, static_cast<std::int64_t>(closed));
    add.execute();
}

std::string new_touch_token() {
    std::array<unsigned char, 16> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return to_hex(bytes);
}

std::uint64_t execute_counting(odbc::Connection& connection, const std::string& sql) {
    const std::int64_t reported = connection.execute(sql);
    return kit_of(connection.dialect()).changed_rows(connection, reported);
}

void execute_counted(odbc::Connection& connection, const std::string& sql, std::uint64_t expected, const char* what) {
    const std::uint64_t changed = execute_counting(connection, sql);
    if (changed == expected) return;
    throw Error(ErrorKind::internal, std::string(what) + ": the database changed " + std::to_string(changed) +
                                         " rows where " + std::to_string(expected) + " were classified")
        .remedy("nothing was loaded; look for triggers or rules on the warehouse tables");
}

}  // namespace tilsig::warehouse
