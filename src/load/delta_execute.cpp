// Carrying out a classified delta in the loading transaction. Nothing is decided here; every count is compared.
#include "load/delta_sql.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::load {

namespace {

// Below this an index takes the rows faster one by one than it is built anew, and readers of the table are not locked
// out.
constexpr std::uint64_t rebuild_indexes_from = 50000;

}  // namespace

std::string DeltaSql::own_values(const Lineage& lineage) const {
    return std::to_string(m_unit_id) + ", s.owner_code, " +
           m_connection.dialect().from_canonical_text(odbc::literal(lineage.received_at), model::Type::timestamp, 0) +
           ", " + std::to_string(lineage.load_seq) + ", " + std::to_string(lineage.delivery_id) + ", s.record_no";
}

std::vector<std::pair<std::int64_t, std::int64_t>> DeltaSql::execute(const Classified& classified,
                                                                     const Lineage& lineage) {
    std::vector<std::pair<std::int64_t, std::int64_t>> taken_over;
    if (classified.updated > 0) {
        odbc::Statement others = m_connection.prepare(
            "SELECT c.unit_id, count(*) FROM " + m_stage.delta() + " d CROSS JOIN " + m_sql.current +
            " c WHERE d.target_key = c." + m_sql.surrogate + " AND d.kind = " + of_kind(DeltaKind::updated) +
            " AND c.unit_id <> " + std::to_string(m_unit_id) + " GROUP BY c.unit_id ORDER BY c.unit_id");
        others.execute();
        while (others.fetch()) taken_over.emplace_back(others.integer(1).value(), others.integer(2).value());
    }
    if (classified.updated + classified.closed > 0) {
        const std::vector<std::string> all = m_sql.all();
        warehouse::execute_counted(m_connection,
                                   m_connection.dialect().insert_into(m_sql.history) + " (" +
                                       warehouse::column_list(all) + ", \"replaced_seq\") SELECT " +
                                       warehouse::column_list(all, "c") + ", " + std::to_string(lineage.load_seq) +
                                       " FROM " + m_stage.delta() + " d CROSS JOIN " + m_sql.current +
                                       " c WHERE d.target_key = c." + m_sql.surrogate + " AND d.kind IN (" +
                                       of_kind(DeltaKind::updated) + ", " + of_kind(DeltaKind::closed) + ")",
                                   classified.updated + classified.closed, "keeping replaced versions");
    }
    if (classified.updated > 0) update_rows(classified, lineage, !taken_over.empty());
    if (classified.closed > 0) {
        warehouse::execute_counted(
            m_connection,
            m_connection.dialect().delete_listed(m_sql.current, m_sql.surrogate,
                                                 "SELECT d.target_key AS listed FROM " + m_stage.delta() +
                                                     " d WHERE d.kind = " + of_kind(DeltaKind::closed)),
            classified.closed, "closing rows");
    }
    if (classified.fresh > 0) insert_fresh(classified, lineage);
    return taken_over;
}

void DeltaSql::update_rows(const Classified& classified, const Lineage& lineage, bool some_taken_over) {
    const std::string relation = "(SELECT x.*, d.target_key FROM " + m_stage.rows() + " x JOIN " + m_stage.delta() +
                                 " d ON d.record_no = x.record_no WHERE d.kind = " + of_kind(DeltaKind::updated) + ")";
    std::vector<std::pair<std::string, std::string>> sets;
    std::string selected = "s.*";
    std::string joins;
    // What an index stands on is not written again as it is: SQLite takes every index whose columns are named out and
    // puts it in again.
    for (const auto& column : m_sql.columns) {
        if (std::find(m_sql.key.begin(), m_sql.key.end(), column) == m_sql.key.end())
            sets.emplace_back(column, "n." + column);
    }
    if (some_taken_over) sets.emplace_back("unit_id", std::to_string(m_unit_id));
    for (std::size_t i = 0; i < m_references.size(); ++i) {
        const warehouse::ReferenceSql reference =
            warehouse::resolve_sql(m_references[i], relation, static_cast<int>(i + 1));
        const std::string name = "ref" + std::to_string(i + 1);
        selected += ", " + reference.expression + " AS " + name;
        joins += reference.join;
        sets.emplace_back(odbc::quoted(m_references[i].name + "_key"), "n." + name);
    }
    sets.emplace_back("owner_code", "n.owner_code");
    sets.emplace_back("received_at", m_connection.dialect().from_canonical_text(odbc::literal(lineage.received_at),
                                                                                model::Type::timestamp, 0));
    sets.emplace_back("load_seq", std::to_string(lineage.load_seq));
    sets.emplace_back("delivery_id", std::to_string(lineage.delivery_id));
    sets.emplace_back("record_no", "n.record_no");
    warehouse::execute_counted(
        m_connection,
        m_connection.dialect().update_from(m_sql.current, sets,
                                           "(SELECT " + selected + " FROM " + relation + " s" + joins + ") n",
                                           "t." + m_sql.surrogate + " = n.target_key"),
        classified.updated, "updating rows");
}

void DeltaSql::insert_fresh(const Classified& classified, const Lineage& lineage) {
    const std::string relation =
        classified.all_fresh ? m_stage.rows()
                             : "(SELECT x.* FROM " + m_stage.rows() + " x JOIN " + m_stage.delta() +
                                   " d ON d.record_no = x.record_no WHERE d.kind = " + of_kind(DeltaKind::fresh) + ")";
    std::string selected =
        std::to_string(lineage.next_key - 1) + " + s.record_no, " + warehouse::column_list(m_sql.columns, "s");
    std::string joins;
    std::vector<std::string> references;
    for (std::size_t i = 0; i < m_references.size(); ++i) {
        const warehouse::ReferenceSql reference =
            warehouse::resolve_sql(m_references[i], relation, static_cast<int>(i + 1));
        selected += ", " + reference.expression;
        joins += reference.join;
        references.push_back(odbc::quoted(m_references[i].name + "_key"));
    }
    std::vector<std::string> names{m_sql.surrogate};
    names.insert(names.end(), m_sql.columns.begin(), m_sql.columns.end());
    names.insert(names.end(), references.begin(), references.end());
    names.insert(names.end(), m_sql.own.begin(), m_sql.own.end());

    // Into an empty table: build the indexes once at the end instead of row by row (0.55 of the time). The uniqueness
    // of the business key is then enforced by the building, in the same transaction.
    const bool rebuild =
        classified.all_fresh && classified.fresh >= rebuild_indexes_from && m_connection.dialect().transactional_ddl();
    if (rebuild) {
        for (const char* purpose : {"business_key", "unit"})
            m_connection.execute("DROP INDEX " + warehouse::index_name(m_table, purpose));
    }
    warehouse::execute_counted(m_connection,
                               m_connection.dialect().insert_into(m_sql.current) + " (" +
                                   warehouse::column_list(names) + ") SELECT " + selected + ", " + own_values(lineage) +
                                   " FROM " + relation + " s" + joins + " WHERE s.record_no > 0",
                               classified.fresh, "inserting rows");
    if (rebuild) {
        for (const auto& statement : warehouse::current_indexes(m_table, m_sql))
            warehouse::kit_of(m_connection.dialect()).build_index(m_connection, statement);
        // The planner must not go on thinking that the table is empty until somebody happens to analyze it: measured,
        // the next full comparison took ten times as long. SQLite's look-ups need no statistics.
        if (m_connection.dialect().engine() != odbc::Engine::sqlite) m_connection.execute("ANALYZE " + m_sql.current);
    }
}

}  // namespace tilsig::load
