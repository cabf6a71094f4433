// Taking a delivery back: every row it wrote gets the version before it, under a new load sequence. Nothing is
// forgotten: what the delivery wrote becomes history like any replaced version.
#include "load/retract.hpp"
#include "base/text.hpp"
#include "warehouse/references.hpp"
#include "warehouse/table_sql.hpp"
#include "warehouse/unit_state.hpp"

namespace tilsig::load {

namespace {

std::string number(std::int64_t value) { return std::to_string(value); }

/// The plan of one retraction, as a temporary table of the loading connection: kind (1 restore, 2 close, 3 open again),
/// the surrogate, and the load_seq of the version to be restored.
class Retraction {
public:
    Retraction(odbc::Connection& connection, const model::Table& table, std::int64_t delivery_id, std::int64_t load_seq)
        : m_connection(connection),
          m_table(table),
          m_sql(table, connection.dialect()),
          m_delivery(number(delivery_id)),
          m_seq(number(load_seq)) {}

    model::RowAccount run();
    /// Units whose rows were changed, with the rows they gained or lost.
    void touch_units(std::int64_t load_seq);

private:
    void plan();
    [[nodiscard]] std::uint64_t count(int kind);
    [[nodiscard]] std::string restorable(const std::string& surrogate) const;

    odbc::Connection& m_connection;
    const model::Table& m_table;
    warehouse::TableSql m_sql;
    std::string m_delivery;
    std::string m_seq;
};

/// load_seq of the newest version of a chain that was written by another delivery and not itself taken back later. A
/// version that a retraction restored carries the retraction's load_seq, so it is not hit by that retraction.
/// `surrogate` stands for a column of the query around it, whose aliases are c and h.
std::string Retraction::restorable(const std::string& surrogate) const {
    return "(SELECT max(k.load_seq) FROM " + m_sql.history + " k WHERE k." + m_sql.surrogate + " = " + surrogate +
           " AND k.delivery_id <> " + m_delivery +
           " AND NOT EXISTS (SELECT 1 FROM ops_table_load r WHERE r.table_name = " + odbc::literal(m_table.name) +
           " AND r.kind = 'retract' AND r.delivery_id = k.delivery_id AND r.load_seq > k.load_seq))";
}

void Retraction::plan() {
    m_connection.execute(
        "CREATE TEMPORARY TABLE retract_plan (kind smallint NOT NULL, surrogate bigint NOT NULL PRIMARY KEY, version "
        "bigint)");
    m_connection.execute(
        "INSERT INTO retract_plan (kind, surrogate, version) SELECT CASE WHEN v.version IS NULL THEN 2 ELSE 1 END, "
        "v.surrogate, "
        "v.version FROM (SELECT c." +
        m_sql.surrogate + " AS surrogate, " + restorable("c." + m_sql.surrogate) + " AS version FROM " + m_sql.current +
        " c WHERE c.delivery_id = " + m_delivery + " AND c." + m_sql.surrogate + " > 0) v");
    // Chains that the delivery ended: their last version was replaced by one of its loads and no current row has the
    // surrogate.
    const std::string own_loads =
        "SELECT l.load_seq FROM ops_table_load l WHERE l.table_name = " + odbc::literal(m_table.name) +
        " AND l.kind = 'load' AND l.delivery_id = " + m_delivery;
    m_connection.execute(
        "INSERT INTO retract_plan (kind, surrogate, version) SELECT 3, e.surrogate, e.version FROM (SELECT h." +
        m_sql.surrogate + " AS surrogate, " + restorable("h." + m_sql.surrogate) + " AS version FROM " + m_sql.history +
        " h WHERE h.replaced_seq IN (" + own_loads + ") AND h.replaced_seq = (SELECT max(z.replaced_seq) FROM " +
        m_sql.history + " z WHERE z." + m_sql.surrogate + " = h." + m_sql.surrogate +
        ") AND NOT EXISTS (SELECT 1 FROM " + m_sql.current + " c WHERE c." + m_sql.surrogate + " = h." +
        m_sql.surrogate + ")) e WHERE e.version IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + m_sql.history +
        " o JOIN " + m_sql.current + " c ON " + warehouse::equal_keys(m_sql.key, "c", "o") + " WHERE o." +
        m_sql.surrogate + " = e.surrogate AND o.load_seq = e.version AND c." + m_sql.surrogate +
        " NOT IN (SELECT p.surrogate FROM retract_plan p WHERE p.kind = 2))");
}

std::uint64_t Retraction::count(int kind) {
    return static_cast<std::uint64_t>(
        m_connection.query_integer("SELECT count(*) FROM retract_plan WHERE kind = " + number(kind)).value());
}

model::RowAccount Retraction::run() {
    plan();
    model::RowAccount rows;
    rows.updated = count(1);
    rows.closed = count(2);
    rows.fresh = count(3);
    rows.derived = rows.updated + rows.fresh;
    const std::vector<std::string> all = m_sql.all();
    const std::string key = m_sql.surrogate;
    warehouse::execute_counted(m_connection,
                               "INSERT INTO " + m_sql.history + " (" + warehouse::column_list(all) +
                                   ", replaced_seq) SELECT " + warehouse::column_list(all, "c") + ", " + m_seq +
                                   " FROM " + m_sql.current + " c JOIN retract_plan p ON p.surrogate = c." + key +
                                   " WHERE p.kind IN (1, 2)",
                               rows.updated + rows.closed, "keeping retracted versions");
    const odbc::Dialect& dialect = m_connection.dialect();
    warehouse::execute_counted(
        m_connection,
        dialect.delete_listed(m_sql.current, key, "SELECT p.surrogate AS listed FROM retract_plan p WHERE p.kind = 2"),
        rows.closed, "closing rows of the delivery");

    std::vector<std::string> restored;
    std::vector<std::pair<std::string, std::string>> sets;
    for (const auto& name : all) {
        restored.push_back(name == odbc::quoted("load_seq") ? m_seq : "h." + name);
        if (name != key) sets.emplace_back(name, restored.back());
    }
    const std::string versions = m_sql.history + " h JOIN retract_plan p ON p.surrogate = h." + key +
                                 " AND p.version = h.load_seq WHERE p.kind = ";
    warehouse::execute_counted(
        m_connection,
        dialect.update_from(
            m_sql.current, sets, m_sql.history + " h, retract_plan p",
            "p.kind = 1 AND h." + key + " = p.surrogate AND h.load_seq = p.version AND t." + key + " = p.surrogate"),
        rows.updated, "restoring versions");
    warehouse::execute_counted(m_connection,
                               dialect.insert_into(m_sql.current) + " (" + warehouse::column_list(all) + ") SELECT " +
                                   join(restored, ", ") + " FROM " + versions + "3",
                               rows.fresh, "opening closed rows again");
    m_connection.execute(dialect.drop_temporary("retract_plan"));
    return rows;
}

void Retraction::touch_units(std::int64_t load_seq) {
    odbc::Statement changes = m_connection.prepare(
        "SELECT u.unit_id, sum(u.gained) FROM (SELECT c.unit_id AS unit_id, 1 AS gained FROM " + m_sql.current +
        " c WHERE c.load_seq = " + m_seq + " UNION ALL SELECT h.unit_id, -1 FROM " + m_sql.history +
        " h WHERE h.replaced_seq = " + m_seq + ") u GROUP BY u.unit_id ORDER BY u.unit_id");
    changes.execute();
    std::vector<std::pair<std::int64_t, std::int64_t>> units;
    while (changes.fetch()) units.emplace_back(changes.integer(1).value(), changes.integer(2).value());
    for (const auto& [unit, gained] : units)
        warehouse::touch_unit(m_connection, m_table.name, unit, load_seq, warehouse::new_touch_token(), gained);
}

}  // namespace

model::RowAccount retract_delivery(odbc::Connection& connection, const model::Table& table, std::int64_t delivery_id,
                                   std::int64_t load_seq) {
    Retraction retraction(connection, table, delivery_id, load_seq);
    const model::RowAccount rows = retraction.run();
    const auto unit = connection.query_integer(
        "SELECT max(unit_id) FROM ops_table_load WHERE table_name = ? AND delivery_id = " + number(delivery_id),
        {table.name});
    warehouse::record_table_load(connection, table.name, load_seq, "retract", unit.value_or(0), delivery_id, rows.fresh,
                                 rows.updated, rows.closed);
    if (rows.fresh + rows.updated + rows.closed == 0) return rows;
    retraction.touch_units(load_seq);
    warehouse::touch_table(connection, table.name, load_seq,
                           warehouse::read_unit_state(connection, table.name, 0).next_key);
    // Surrogates that a restored version was written with may be of a dimension version that is gone.
    for (const warehouse::Reference& reference : warehouse::references_of(connection, table.name)) {
        (void)warehouse::resolve_again(connection, reference, "f.load_seq = " + number(load_seq));
    }
    if (table.kind == model::TableKind::dimension)
        (void)warehouse::resolve_dependents(connection, table.name, load_seq);
    return rows;
}

}  // namespace tilsig::load
