#include "figures/known_rows.hpp"

#include "base/text.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::figures {

std::string known_rows(const model::Table& table, const std::set<std::string>& columns, const odbc::Dialect& dialect,
                       KnownAt known, Ids ids) {
    const warehouse::TableSql sql(table, dialect);
    const std::string seq = std::to_string(known.load_seq);
    std::vector<std::string> shown;
    std::string persons;
    for (const auto& name : columns) {
        const auto* column = table.find(name);
        const std::string stored = "t." + odbc::quoted(name);
        if (column == nullptr || !column->person || ids == Ids::as_loaded) {
            shown.push_back(stored);
            continue;
        }
        const std::string alias = odbc::quoted("alias_of_" + name);
        shown.push_back("coalesce(" + alias + ".same_as, " + stored + ") AS " + odbc::quoted(name));
        persons += " LEFT JOIN ops_person_alias " + alias + " ON " + alias + ".alias_id = " + stored + " AND " + alias +
                   ".load_seq <= " + seq;
    }
    const std::string select = "SELECT " + join(shown, ", ") + " FROM ";
    return select + sql.current + " t" + persons + " WHERE t.load_seq <= " + seq + " UNION ALL " + select +
           sql.history + " t" + persons + " WHERE t.load_seq <= " + seq + " AND t.replaced_seq > " + seq;
}

}  // namespace tilsig::figures
