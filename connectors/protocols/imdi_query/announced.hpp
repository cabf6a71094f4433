// What the table announces of itself, held against the rows that came.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

#include "question.hpp"

namespace tilsig::imdi_query {

class Announced {
public:
    /// Reads `headergroups`: one object per region type, each column with its values. Throws Failure(refused) for a
    /// table or column that is not there (an unknown table answers a query with 200 and no rows), Failure(bad_source)
    /// when it cannot be read.
    Announced(std::string_view headergroups, const Question& question);

    /// Throws Failure(bad_source) for a row that came before: the table changed while its pages were read, or a page
    /// came twice.
    void take(const nlohmann::json& row);
    /// `last-page, rows=product` when every combination of the announced values came; `last-page, values=headergroups`
    /// when every value did and the query is for a table that leaves combinations out; `last-page` with `lacks` when
    /// values or combinations did not come. Throws Failure(bad_source) when not one row came or values came that were
    /// not announced.
    [[nodiscard]] spi::Proof prove() const;

private:
    struct Column {
        std::set<std::string> expected, came;
    };
    bool m_all_combinations;
    std::map<std::string, Column> m_columns;
    std::unordered_set<std::string> m_rows;  ///< the announced columns of each row, as one text
};

}  // namespace tilsig::imdi_query
