// Classification: reads the warehouse, writes only beside it.
// CROSS JOIN here is an inner join whose order SQLite keeps: without statistics it would read the large table first and
// the delta again for each of its rows. PostgreSQL orders the joins itself.
#include "load/delta_sql.hpp"

#include "base/text.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::load {

namespace {

std::string placeholders(std::size_t count) {
    std::string text = "?";
    for (std::size_t i = 1; i < count; ++i) text += ", ?";
    return text;
}

std::string numbers(const std::vector<std::int64_t>& ids) {
    std::string text;
    for (const std::int64_t id : ids) text += (text.empty() ? "" : ", ") + std::to_string(id);
    return text;
}

void bind_owners(odbc::Statement& statement, const std::set<std::string>& owners) {
    int index = 0;
    for (const auto& owner : owners) statement.bind(++index, std::string_view(owner));
}

}  // namespace

DeltaSql::DeltaSql(odbc::Connection& connection, const model::Table& table, Stage& stage, std::int64_t unit_id,
                   const warehouse::PendingStructure& pending)
    : m_connection(connection),
      m_table(table),
      m_stage(stage),
      m_unit_id(unit_id),
      m_sql(table, connection.dialect()),
      m_table_pending(pending.whole_table) {
    if (!table.references.empty()) m_references = warehouse::references_of(connection, table.name);
    if (pending.columns.empty()) return;
    std::string added;
    for (const auto& name : pending.columns) {
        const auto* column = table.find(name);
        added += ", " + connection.dialect().from_canonical_text("NULL", column->type, column->scale) + " AS " +
                 odbc::quoted(name);
    }
    m_sql.current = "(SELECT t.*" + added + " FROM " + m_sql.current + " t)";
}

std::string DeltaSql::of_kind(DeltaKind kind) const { return std::to_string(static_cast<int>(kind)); }

void DeltaSql::add_list(DeltaKind kind, const std::string& column, const std::vector<std::int64_t>& numbers) {
    constexpr std::size_t per_statement = 500;
    for (std::size_t from = 0; from < numbers.size(); from += per_statement) {
        std::string values;
        for (std::size_t i = from; i < std::min(numbers.size(), from + per_statement); ++i) {
            values += (values.empty() ? "(" : ", (") + of_kind(kind) + ", " + std::to_string(numbers[i]) + ")";
        }
        m_connection.execute("INSERT INTO " + m_stage.delta() + " (kind, " + column + ") VALUES " + values);
    }
}

void DeltaSql::mark_present_only(const std::vector<std::uint64_t>& records) {
    if (records.empty()) return;
    m_stage.index_records();
    add_list(DeltaKind::marked, "record_no", {records.begin(), records.end()});
    m_connection.execute(m_connection.dialect().update_listed(
        m_stage.rows(), "record_no", "-record_no", "record_no",
        "SELECT record_no AS listed FROM " + m_stage.delta() + " WHERE kind = " + of_kind(DeltaKind::marked)));
}

void DeltaSql::mark_owners_present_only(const std::set<std::string>& owners) {
    if (owners.empty()) return;
    odbc::Statement mark =
        m_connection.prepare("UPDATE " + m_stage.rows() + " SET record_no = -record_no WHERE record_no > 0 AND " +
                             "coalesce(owner_code, '') IN (" + placeholders(owners.size()) + ")");
    bind_owners(mark, owners);
    mark.execute();
}

Classified DeltaSql::classify(const Closing& closing, const std::optional<Newer>& newer) {
    Classified found;
    {
        odbc::Statement counts = m_connection.prepare("SELECT count(*), coalesce(max(record_no), 0) FROM " +
                                                      m_stage.rows() + " WHERE record_no > 0");
        counts.execute();
        counts.fetch();
        found.staged = static_cast<std::uint64_t>(counts.integer(1).value());
        found.max_record = counts.integer(2).value();
        counts.close_cursor();
    }
    m_connection.execute("DELETE FROM " + m_stage.delta());
    const bool may_be_all_fresh = !newer;  // of an empty table a newer period may have said that it is empty
    if (m_table_pending ||
        (may_be_all_fresh && !m_connection.query_integer("SELECT 1 FROM " + m_sql.current + " c WHERE c." +
                                                         m_sql.surrogate + " > 0 LIMIT 1"))) {
        found.fresh = found.staged;
        found.all_fresh = true;
        return found;
    }
    m_stage.index_records();
    if (found.staged > 0 && !closing.partition.empty()) keep_known_ids();
    if (found.staged > 0) classify_rows(newer);
    const std::uint64_t missing = closing.closes || closing.whole ? classify_closing(closing) : 0;
    odbc::Statement kinds = m_connection.prepare("SELECT kind, count(*) FROM " + m_stage.delta() + " GROUP BY kind");
    kinds.execute();
    while (kinds.fetch()) {
        const auto count = static_cast<std::uint64_t>(kinds.integer(2).value());
        switch (static_cast<DeltaKind>(kinds.integer(1).value())) {
            case DeltaKind::fresh: found.fresh = count; break;
            case DeltaKind::updated: found.updated = count; break;
            case DeltaKind::closed: found.closed = count; break;
            case DeltaKind::foreign_equal: found.foreign_equal = count; break;
            case DeltaKind::superseded: found.superseded = count; break;
            case DeltaKind::candidate:
            case DeltaKind::marked: break;
        }
    }
    if (missing > 0) found.kept = missing - found.closed;
    return found;
}

/// Who turned out to be somebody else is loaded under one id from then on, and rows keep the id they were loaded under.
/// A part that is told again whole must find them there: otherwise the same content would close them and make them
/// anew.
void DeltaSql::keep_known_ids() {
    for (const auto& name : m_table.key) {
        if (!m_table.find(name)->person || !m_connection.query_integer("SELECT 1 FROM ops_person_alias LIMIT 1"))
            continue;
        const std::string id = odbc::quoted(name);
        std::vector<std::string> others;
        for (const auto& part : m_sql.key)
            if (part != id) others.push_back(part);
        const std::string rest = others.empty() ? "" : warehouse::equal_keys(others, "c", "s") + " AND ";
        const std::string before = " FROM ops_person_alias a JOIN " + m_sql.current + " c ON c." + id +
                                   " = a.alias_id WHERE " + rest + "c." + m_sql.surrogate + " > 0 AND a.same_as = s." +
                                   id;
        m_connection.execute("UPDATE " + m_stage.rows() + " AS s SET " + id + " = (SELECT min(a.alias_id)" + before +
                             ") WHERE EXISTS (SELECT 1" + before + ") AND NOT EXISTS (SELECT 1 FROM " + m_sql.current +
                             " c WHERE " + rest + "c." + m_sql.surrogate + " > 0 AND c." + id + " = s." + id + ")");
    }
}

std::string DeltaSql::within(const Window& window, const std::string& alias) const {
    const std::string column = alias + "." + odbc::quoted(window.column);
    return "(" + column + " IS NULL OR " + column + " > " +
           m_connection.dialect().from_canonical_text(odbc::literal(window.day), model::Type::date, 0) + ")";
}

void DeltaSql::classify_rows(const std::optional<Newer>& newer) {
    std::vector<std::string> compared = m_sql.columns;
    compared.push_back("\"owner_code\"");
    const std::string differs = warehouse::any_differs(m_connection.dialect(), compared, "s", "c");
    std::string superseded;
    if (newer) {
        superseded = "WHEN (c." + m_sql.surrogate + " IS NULL OR " + differs + ") AND (" +
                     (!newer->of_all  ? "1 = 0"
                      : newer->window ? within(*newer->window, "s")
                                      : "1 = 1") +
                     " OR c.delivery_id IN (" + numbers(newer->deliveries) + ")) THEN " +
                     of_kind(DeltaKind::superseded) + " ";
    }
    m_connection.execute("INSERT INTO " + m_stage.delta() + " (kind, record_no, target_key) SELECT CASE " + superseded +
                         "WHEN c." + m_sql.surrogate + " IS NULL THEN " + of_kind(DeltaKind::fresh) + " WHEN " +
                         differs + " THEN " + of_kind(DeltaKind::updated) + " ELSE " +
                         of_kind(DeltaKind::foreign_equal) + " END, s.record_no, c." + m_sql.surrogate + " FROM " +
                         m_stage.rows() + " s LEFT JOIN " + m_sql.current + " c ON " +
                         warehouse::equal_keys(m_sql.key, "c", "s") + " AND c." + m_sql.surrogate +
                         " > 0 WHERE s.record_no > 0 AND (c." + m_sql.surrogate + " IS NULL OR c.unit_id <> " +
                         std::to_string(m_unit_id) + " OR " + differs + ")");
}

std::uint64_t DeltaSql::classify_closing(const Closing& closing) {
    std::string condition = " WHERE c." + m_sql.surrogate + " > 0 AND c.unit_id = " + std::to_string(m_unit_id);
    std::string from = m_sql.current + " c";
    if (closing.missing != nullptr) {
        add_list(DeltaKind::candidate, "target_key", *closing.missing);
        from = m_stage.delta() + " m CROSS JOIN " + m_sql.current + " c";
        condition += " AND m.kind = " + of_kind(DeltaKind::candidate) + " AND c." + m_sql.surrogate + " = m.target_key";
        const auto known = m_connection.query_integer("SELECT count(*) FROM " + from + condition);
        if (known != static_cast<std::int64_t>(closing.missing->size())) {
            throw Error(ErrorKind::state,
                        m_table.name + ": the snapshot cache knows rows that the warehouse does not have")
                .remedy("delete the cache folder; it is made anew");
        }
    } else {
        m_stage.index_keys();
        from += " LEFT JOIN " + m_stage.rows() + " s ON " + warehouse::equal_keys(m_sql.key, "s", "c");
        condition += " AND s." + m_sql.key.front() + " IS NULL";
    }
    if (closing.window) condition += " AND " + within(*closing.window, "c");
    if (!closing.taken_back.empty())
        condition += " AND c." + odbc::quoted(closing.taken_back) + " = " +
                     m_connection.dialect().from_canonical_text(odbc::literal("0"), model::Type::boolean, 0);
    if (!closing.spared_deliveries.empty())
        condition += " AND c.delivery_id NOT IN (" + numbers(closing.spared_deliveries) + ")";
    if (!closing.partition.empty()) {
        const std::string column = odbc::quoted(closing.partition);
        condition += " AND c." + column + " IN (SELECT p." + column + " FROM " + m_stage.rows() + " p)";
    }
    std::uint64_t missing = 0;
    if (closing.whole && (!closing.closes || !closing.spared_owners.empty())) {
        missing = static_cast<std::uint64_t>(
            m_connection.query_integer("SELECT count(*) FROM " + from + condition).value_or(0));
    }
    if (!closing.closes) return missing;
    if (!closing.spared_owners.empty()) {
        condition += " AND coalesce(c.owner_code, '') NOT IN (" + placeholders(closing.spared_owners.size()) + ")";
    }
    odbc::Statement add =
        m_connection.prepare("INSERT INTO " + m_stage.delta() + " (kind, target_key) SELECT " +
                             of_kind(DeltaKind::closed) + ", c." + m_sql.surrogate + " FROM " + from + condition);
    bind_owners(add, closing.spared_owners);
    add.execute();
    return missing;
}

std::vector<Delta::Part> DeltaSql::parts(const std::string& partition) const {
    const auto* column = m_table.find(partition);
    const std::string part = odbc::quoted(partition);
    const std::string closed =
        "SELECT d.target_key FROM " + m_stage.delta() + " d WHERE d.kind = " + of_kind(DeltaKind::closed);
    odbc::Statement query = m_connection.prepare(
        "SELECT " + m_connection.dialect().canonical_text("c." + part, column->type, column->scale) +
        ", count(*), sum(CASE WHEN c." + m_sql.surrogate + " IN (" + closed + ") THEN 1 ELSE 0 END) FROM " +
        m_sql.current + " c WHERE c." + m_sql.surrogate + " > 0 AND c.unit_id = " + std::to_string(m_unit_id) +
        " AND c." + part + " IN (SELECT s." + part + " FROM " + m_stage.rows() + " s) GROUP BY c." + part +
        " ORDER BY 1");
    query.execute();
    std::vector<Delta::Part> found;
    while (query.fetch())
        found.push_back({query.text(1).value_or(""), static_cast<std::uint64_t>(query.integer(2).value_or(0)),
                         static_cast<std::uint64_t>(query.integer(3).value_or(0))});
    return found;
}

std::vector<DeltaSql::Row> DeltaSql::delta_rows(const std::vector<DeltaKind>& kinds, std::size_t most) const {
    std::vector<std::string> numbers;
    for (const DeltaKind kind : kinds) numbers.push_back(of_kind(kind));
    odbc::Statement query = m_connection.prepare("SELECT kind, coalesce(record_no, 0), coalesce(target_key, 0) FROM " +
                                                 m_stage.delta() + " WHERE kind IN (" + join(numbers, ", ") +
                                                 ") ORDER BY 2, 3 LIMIT " + std::to_string(most));
    query.execute();
    std::vector<Row> rows;
    while (query.fetch()) {
        rows.push_back(
            {static_cast<int>(query.integer(1).value()), query.integer(2).value(), query.integer(3).value()});
    }
    return rows;
}

}  // namespace tilsig::load
