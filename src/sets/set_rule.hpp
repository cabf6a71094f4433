// A rule over sets, compiled for the columns that it runs over.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "expression/program.hpp"
#include "model/batch.hpp"
#include "model/stage_schema.hpp"
#include "sets/loaded_tables.hpp"

namespace tilsig::sets {

/// A condition on rows, with its own working memory.
class Condition {
public:
    /// `text` was proven by the catalog for a stage with these columns.
    Condition(const std::string& text, const model::StageSchema& stage, const catalog::Catalog& catalog,
              expression::Circumstances given);
    /// Rows for which it is not true become false in `rows`.
    void narrow(const std::vector<model::Column>& columns, std::vector<bool>& rows);
    /// False when it asks for the first day of a period that has none.
    [[nodiscard]] bool answerable() const noexcept { return !m_program.uses_period() || m_given.period_day; }
    /// Names of the columns it looks at.
    [[nodiscard]] std::vector<std::string> columns(const model::StageSchema& stage) const;

private:
    expression::Program m_program;
    expression::Circumstances m_given;
    expression::Workspace m_workspace;
    model::Arena m_arena;
};

struct SetRule {
    /// `in` is what the step before hands on.
    SetRule(const catalog::Rule& declared, std::uint16_t place_in_contract, const model::StageSchema& in,
            const catalog::Catalog& catalog, const expression::Circumstances& given);

    const catalog::Rule& rule;
    std::uint16_t number;                        ///< index into the contract's rules
    std::vector<std::size_t> key;                ///< columns of the record that make the set
    std::optional<Condition> when;               ///< which records it is about
    std::optional<std::size_t> from, to, since;  ///< date columns
    std::optional<std::size_t> number_of;        ///< total: the column that is added up
    std::optional<Condition> whole, parts;       ///< total
    std::vector<std::size_t> differing;          ///< absent: columns of the record, and in the same order ..
    std::vector<std::size_t> differing_there;    ///< .. those of `loaded`, one of which must differ
    std::vector<std::size_t> offered;            ///< exists in the delivery: columns of what is looked for
    std::optional<Condition> where;              ///< exists: over the delivery's records, or over `loaded`
    std::optional<LoadedTables::Query> query;  ///< what is asked of the warehouse; its first columns are those of `key`
    model::StageSchema loaded;                 ///< the columns of the query
};

}  // namespace tilsig::sets
