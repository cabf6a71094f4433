// The expressions of a rule: its `when`, and the check `expression`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "check/predicates.hpp"
#include "expression/program.hpp"
#include "model/stage_schema.hpp"

namespace tilsig::check {

/// A boolean expression of a rule with its own working memory.
class RuleExpression {
public:
    /// Nothing (and lints at the rule's place) when it cannot be compiled; `tilsig check` has told them inside the text
    /// before.
    static std::shared_ptr<RuleExpression> compile(const std::string& text, const catalog::Rule& rule,
                                                   const CompileContext& context);

    /// Valid until the next call.
    [[nodiscard]] expression::Values values(const Columns& columns, std::size_t rows);
    /// Fields of the contract it looks at.
    [[nodiscard]] const std::vector<std::size_t>& fields() const noexcept { return m_fields; }
    /// False when it asks for the first day of a period that has none.
    [[nodiscard]] bool answerable() const noexcept { return m_answerable; }

    RuleExpression(expression::Program program, const model::StageSchema& stage, const CompileContext& context);

private:
    expression::Program m_program;
    expression::Circumstances m_given;
    expression::Workspace m_workspace;
    model::Arena m_arena;
    std::vector<std::size_t> m_fields;
    bool m_answerable = true;
};

/// Marks rows for which `when` is not true as not applicable. `truth` has the batch's size.
void apply_when(RuleExpression& when, const Columns& columns, std::vector<Truth>& truth);

/// The predicate `expression`: true passes, false fails, null is what `on_null` says, what cannot be computed is
/// unknown.
[[nodiscard]] CompiledPredicate compile_expression(const catalog::Rule& rule, const catalog::checks::Computed& check,
                                                   const CompileContext& context);

}  // namespace tilsig::check
