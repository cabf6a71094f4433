// Codes of a fact -> surrogate keys of a dimension, resolved for whole sets of rows.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "odbc/odbc.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::warehouse {

/// A reference as ops_reference holds it: everything that its SQL needs, so that a fact is loaded without the
/// dimension's declaration and a dimension finds the facts that point at it.
struct Reference {
    std::string table;  ///< the fact
    std::string name;
    std::string column;
    std::string as_of;  ///< date column of the fact, or empty
    std::string dimension;
    std::string match;
    std::string valid_from;  ///< of the dimension, or empty
    std::string valid_to;
    bool text_code = false;  ///< the column is text: it may say not_applicable
};

/// Every recorded reference, by its table.
[[nodiscard]] std::map<std::string, std::vector<Reference>> all_references(odbc::Connection& connection);
/// References of a table, in its declared order.
[[nodiscard]] std::vector<Reference> references_of(odbc::Connection& connection, const std::string& table);
/// References of other tables to a dimension.
[[nodiscard]] std::vector<Reference> references_to(odbc::Connection& connection, const std::string& dimension);

/// SQL that resolves one reference for the rows of a relation under the alias `s`. A code at a date finds the version
/// valid then (half-open); without a date column the latest version. Null code or null date: -1. The text
/// not_applicable: -2. No such version: -3. Each distinct (code, date) is looked up once; overlapping versions cannot
/// multiply rows.
struct ReferenceSql {
    std::string expression;  ///< the surrogate key
    std::string join;        ///< LEFT JOIN to put behind `FROM <relation> s`
};
/// `relation` is what `s` stands for; `number` keeps several joins apart.
[[nodiscard]] ReferenceSql resolve_sql(const Reference& reference, const std::string& relation, int number);

/// Resolves again the rows of `reference.table` that satisfy `condition` (on the alias `f`; empty: all), and writes
/// only where the key is another. Returns the number of rows written.
std::int64_t resolve_again(odbc::Connection& connection, const Reference& reference, const std::string& condition);

/// After the rows of a dimension changed under `load_seq`: resolves again the facts whose codes are touched by it.
std::int64_t resolve_dependents(odbc::Connection& connection, const std::string& dimension, std::int64_t load_seq);

}  // namespace tilsig::warehouse
