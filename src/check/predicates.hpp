// The fixed set of predicates: each makes an evaluator from a rule.
#pragma once

#include <optional>
#include <string_view>

#include "check/rule_program.hpp"

namespace tilsig::check {

/// What a predicate is compiled into.
struct CompiledPredicate {
    Evaluator evaluate;
    Detail detail;
    std::vector<std::size_t> fields;  ///< indices into the contract's fields, the one findings name first
};

/// Compiles the check of one rule. A rule that was read with another contract or catalog is a lint at its place and the
/// result has no evaluator.
[[nodiscard]] CompiledPredicate compile_predicate(const catalog::Rule& rule, const CompileContext& context);
/// These have files of their own.
[[nodiscard]] CompiledPredicate compile_code(const catalog::Rule& rule, std::size_t field,
                                             const catalog::checks::InList& check, const CompileContext& context);
[[nodiscard]] CompiledPredicate compile_identifier(const catalog::Rule& rule, std::size_t field,
                                                   const catalog::checks::IsIdentifier& check,
                                                   const CompileContext& context);

/// Index of a field the rule names; an unknown one is a lint.
[[nodiscard]] std::optional<std::size_t> field_index(const catalog::Rule& rule, std::string_view field,
                                                     const CompileContext& context);

/// An evaluator that asks `test(cell, row)` for every cell that is not null. `test` is copied into the evaluator.
template <typename Test>
Evaluator over_cells(std::size_t field, Truth when_null, Test test) {
    return [field, when_null, test](const Columns& columns, std::vector<Truth>& truth) {
        const auto& cells = columns[field].cells;
        for (std::size_t row = 0; row < truth.size(); ++row) {
            if (truth[row] != Truth::pass) continue;
            if (model::Column::is_null(cells[row])) {
                truth[row] = when_null;
            } else if (!test(cells[row])) {
                truth[row] = Truth::fail;
            }
        }
    };
}

}  // namespace tilsig::check
