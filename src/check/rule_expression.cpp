#include "check/rule_expression.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/expressions.hpp"
#include "catalog/stages.hpp"

namespace tilsig::check {

std::shared_ptr<RuleExpression> RuleExpression::compile(const std::string& text, const catalog::Rule& rule,
                                                        const CompileContext& context) {
    std::vector<expression::Mistake> mistakes;
    const auto stage = catalog::checked_stage(context.contract);
    auto program = expression::Program::compile(text, catalog::expression_scope(stage, context.catalog), mistakes);
    for (const auto& mistake : mistakes)
        context.lints.add(rule.place, "rule " + rule.code + ": " + mistake.message, mistake.remedy);
    if (!program) return nullptr;
    if (program->type().kind != expression::Kind::boolean) {
        context.lints.add(
            rule.place,
            "rule " + rule.code + ": the expression is " + expression::described(program->type()) + ", not a boolean",
            "compare it with something");
        return nullptr;
    }
    return std::make_shared<RuleExpression>(std::move(*program), stage, context);
}

RuleExpression::RuleExpression(expression::Program program, const model::StageSchema& stage,
                               const CompileContext& context)
    : m_program(std::move(program)),
      m_given(context.given),
      m_answerable(!m_program.uses_period() || context.given.period_day) {
    for (const std::size_t column : m_program.columns()) {
        const std::size_t field = stage.columns[column].field;
        if (std::find(m_fields.begin(), m_fields.end(), field) == m_fields.end()) m_fields.push_back(field);
    }
}

expression::Values RuleExpression::values(const Columns& columns, std::size_t rows) {
    m_arena.clear();
    return m_program.evaluate(columns, rows, m_given, m_arena, m_workspace);
}

void apply_when(RuleExpression& when, const Columns& columns, std::vector<Truth>& truth) {
    const auto values = when.values(columns, truth.size());
    for (std::size_t row = 0; row < truth.size(); ++row)
        if (!values.is_true(row)) truth[row] = Truth::not_applicable;
}

CompiledPredicate compile_expression(const catalog::Rule& rule, const catalog::checks::Computed& check,
                                     const CompileContext& context) {
    // shared: the evaluator is copied with the rule, its working memory is one
    const std::shared_ptr<RuleExpression> expression = RuleExpression::compile(check.expression, rule, context);
    if (!expression) return {};
    if (!expression->answerable()) return {{}, {}, expression->fields()};
    const auto evaluate = [expression, null = rule.on_null](const Columns& columns, std::vector<Truth>& truth) {
        const auto values = expression->values(columns, truth.size());
        for (std::size_t row = 0; row < truth.size(); ++row) {
            if (truth[row] != Truth::pass) continue;
            switch (values.state(row)) {
                case expression::State::known:
                    if (values.number(row) == 0) truth[row] = Truth::fail;
                    break;
                case expression::State::null: truth[row] = null; break;
                case expression::State::failed: truth[row] = Truth::unknown; break;
            }
        }
    };
    Detail detail;
    if (expression->fields().size() > 1) {
        std::vector<std::string> names;
        for (const std::size_t field : expression->fields()) names.push_back(context.contract.fields[field].name);
        detail = [told = "it compares " + join(names, ", ")](const Columns&, std::size_t) { return told; };
    }
    return {evaluate, detail, expression->fields()};
}

}  // namespace tilsig::check
