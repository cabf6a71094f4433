#include "warehouse/references.hpp"

namespace tilsig::warehouse {

namespace {

std::vector<Reference> read(odbc::Connection& connection, const std::string& condition, const std::string& value = "") {
    odbc::Statement statement = connection.prepare(
        "SELECT table_name, reference_name, column_name, as_of_column, dimension, match_column, valid_from, valid_to, "
        "text_code "
        "FROM ops_reference" +
        (condition.empty() ? "" : " WHERE " + condition + " = ?") + " ORDER BY table_name, position");
    if (!condition.empty()) statement.bind(1, value);
    statement.execute();
    std::vector<Reference> found;
    while (statement.fetch()) {
        const auto text = [&statement](int index) { return statement.text(index).value_or(""); };
        found.push_back(
            {text(1), text(2), text(3), text(4), text(5), text(6), text(7), text(8), statement.integer(9) == 1});
    }
    return found;
}

}  // namespace

std::map<std::string, std::vector<Reference>> all_references(odbc::Connection& connection) {
    std::map<std::string, std::vector<Reference>> found;
    for (auto& reference : read(connection, "")) found[reference.table].push_back(reference);
    return found;
}

std::vector<Reference> references_of(odbc::Connection& connection, const std::string& table) {
    return read(connection, "table_name", table);
}

std::vector<Reference> references_to(odbc::Connection& connection, const std::string& dimension) {
    return read(connection, "dimension", dimension);
}

ReferenceSql resolve_sql(const Reference& reference, const std::string& relation, int number) {
    const std::string r = "r" + std::to_string(number);
    const std::string column = odbc::quoted(reference.column);
    const std::string surrogate = odbc::quoted(reference.dimension + "_key");
    const bool dated = !reference.as_of.empty();
    const std::string as_of = dated ? odbc::quoted(reference.as_of) : "";

    std::string version = "d." + odbc::quoted(reference.match) + " = p.code AND d." + surrogate + " > 0";
    std::string latest_first;
    if (!reference.valid_from.empty()) {
        const std::string from = "d." + odbc::quoted(reference.valid_from);
        latest_first = from + " IS NULL, " + from + " DESC, ";
        if (dated) version += " AND (" + from + " IS NULL OR " + from + " <= p.as_of)";
    }
    if (dated && !reference.valid_to.empty()) {
        const std::string to = "d." + odbc::quoted(reference.valid_to);
        version += " AND (" + to + " IS NULL OR p.as_of < " + to + ")";
    }
    ReferenceSql sql;
    sql.join = " LEFT JOIN (SELECT p.code AS code" + std::string(dated ? ", p.as_of AS as_of" : "") + ", (SELECT d." +
               surrogate + " FROM " + odbc::quoted(reference.dimension) + " d WHERE " + version + " ORDER BY " +
               latest_first + "d." + surrogate + " DESC LIMIT 1) AS found FROM (SELECT DISTINCT x." + column +
               " AS code" + (dated ? ", x." + as_of + " AS as_of" : "") + " FROM " + relation + " x WHERE x." + column +
               " IS NOT NULL" + (dated ? " AND x." + as_of + " IS NOT NULL" : "") + ") p) " + r + " ON " + r +
               ".code = s." + column + (dated ? " AND " + r + ".as_of = s." + as_of : "");
    sql.expression = "CASE WHEN s." + column + " IS NULL" + (dated ? " OR s." + as_of + " IS NULL" : "") + " THEN " +
                     std::to_string(member_unknown);
    if (reference.text_code) {
        sql.expression += " WHEN s." + column + " = " + odbc::literal(not_applicable_text) + " THEN " +
                          std::to_string(member_not_applicable);
    }
    sql.expression += " ELSE coalesce(" + r + ".found, " + std::to_string(member_invalid) + ") END";
    return sql;
}

std::int64_t resolve_again(odbc::Connection& connection, const Reference& reference, const std::string& condition) {
    const std::string table = odbc::quoted(reference.table);
    const std::string surrogate = odbc::quoted(reference.table + "_key");
    const std::string key = odbc::quoted(reference.name + "_key");
    const std::string relation = "(SELECT f.* FROM " + table + " f WHERE f." + surrogate + " > 0" +
                                 (condition.empty() ? "" : " AND " + condition) + ")";
    const ReferenceSql sql = resolve_sql(reference, relation, 1);
    return connection.execute(
        connection.dialect().update_from(table, {{key, "n.found"}},
                                         "(SELECT s." + surrogate + " AS surrogate, " + sql.expression +
                                             " AS found FROM " + relation + " s" + sql.join + ") n",
                                         "t." + surrogate + " = n.surrogate AND t." + key + " <> n.found"));
}

std::int64_t resolve_dependents(odbc::Connection& connection, const std::string& dimension, std::int64_t load_seq) {
    std::int64_t rows = 0;
    const std::string seq = std::to_string(load_seq);
    for (const Reference& reference : references_to(connection, dimension)) {
        const std::string match = odbc::quoted(reference.match);
        rows += resolve_again(connection, reference,
                              "f." + odbc::quoted(reference.column) + " IN (SELECT d." + match + " FROM " +
                                  odbc::quoted(dimension) + " d WHERE d.\"load_seq\" = " + seq + " UNION SELECT h." +
                                  match + " FROM " + odbc::quoted(dimension + "_history") +
                                  " h WHERE h.\"replaced_seq\" = " + seq + ")");
    }
    return rows;
}

}  // namespace tilsig::warehouse
