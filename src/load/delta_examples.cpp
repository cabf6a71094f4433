// Keys of a classified delta, for people. Nothing is decided here.
#include "base/text.hpp"
#include "load/delta_sql.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::load {

DeltaExamples::Keys DeltaSql::keys(const std::string& from, const std::string& order, std::size_t most) const {
    std::vector<std::string> cells;
    for (const auto& name : m_table.key) {
        const auto* column = m_table.find(name);
        cells.push_back(m_connection.dialect().canonical_text("k." + odbc::quoted(name), column->type, column->scale));
    }
    odbc::Statement query = m_connection.prepare("SELECT " + join(cells, ", ") + " FROM " + from + " ORDER BY " +
                                                 order + " LIMIT " + std::to_string(most));
    query.execute();
    DeltaExamples::Keys found;
    while (query.fetch()) {
        auto& key = found.emplace_back();
        for (std::size_t i = 1; i <= cells.size(); ++i) key.push_back(query.text(static_cast<int>(i)).value_or(""));
    }
    return found;
}

DeltaExamples::Keys DeltaSql::example_keys(DeltaKind kind, const Classified& classified, std::size_t most) const {
    if (classified.all_fresh) {
        return kind == DeltaKind::fresh ? keys(m_stage.rows() + " k WHERE k.record_no > 0", "k.record_no", most)
                                        : DeltaExamples::Keys();
    }
    const std::string delta = m_stage.delta() + " d CROSS JOIN ";
    const std::string of = " AND d.kind = " + of_kind(kind);
    if (kind == DeltaKind::closed) {
        return keys(delta + m_sql.current + " k WHERE k." + m_sql.surrogate + " = d.target_key" + of,
                    warehouse::column_list(m_sql.key, "k"), most);
    }
    return keys(delta + m_stage.rows() + " k WHERE k.record_no = d.record_no" + of, "k.record_no", most);
}

std::vector<DeltaExamples::Origin> DeltaSql::closed_origins(std::size_t most) const {
    odbc::Statement query = m_connection.prepare(
        "SELECT k.delivery_id, k.record_no FROM " + m_stage.delta() + " d CROSS JOIN " + m_sql.current + " k WHERE k." +
        m_sql.surrogate + " = d.target_key AND d.kind = " + of_kind(DeltaKind::closed) + " ORDER BY " +
        warehouse::column_list(m_sql.key, "k") + " LIMIT " + std::to_string(most));
    query.execute();
    std::vector<DeltaExamples::Origin> found;
    while (query.fetch()) found.push_back({query.integer(1).value_or(0), query.integer(2).value_or(0)});
    return found;
}

DeltaExamples::Keys DeltaSql::unchanged_keys(std::size_t most) const {
    return keys(m_stage.rows() + " k LEFT JOIN " + m_stage.delta() + " d ON d.record_no = k.record_no AND d.kind IN (" +
                    of_kind(DeltaKind::fresh) + ", " + of_kind(DeltaKind::updated) + ", " +
                    of_kind(DeltaKind::superseded) + ") WHERE k.record_no > 0 AND d.record_no IS NULL",
                "k.record_no", most);
}

}  // namespace tilsig::load
