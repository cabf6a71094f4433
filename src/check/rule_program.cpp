#include "check/rule_program.hpp"

#include <algorithm>

#include "check/rule_expression.hpp"

namespace tilsig::check {

RuleProgram::RuleProgram(const catalog::Rule& rule, const CompileContext& context) : m_rule(rule) {
    if (!rule.when.empty()) m_when = RuleExpression::compile(rule.when, rule, context);
    CompiledPredicate compiled = compile_predicate(rule, context);
    m_evaluate = std::move(compiled.evaluate);
    m_detail = std::move(compiled.detail);
    m_fields = std::move(compiled.fields);
    if (!m_when) return;
    if (!m_when->answerable()) m_evaluate = nullptr;
    for (const std::size_t field : m_when->fields())
        if (std::find(m_fields.begin(), m_fields.end(), field) == m_fields.end()) m_fields.push_back(field);
}

void RuleProgram::evaluate(const Columns& columns, std::size_t rows, std::vector<Truth>& truth) const {
    if (!m_evaluate) {
        truth.assign(rows, Truth::not_applicable);
        return;
    }
    truth.assign(rows, Truth::pass);
    if (m_when) apply_when(*m_when, columns, truth);
    m_evaluate(columns, truth);
}

bool RuleProgram::decides_by(std::size_t field) const noexcept {
    return m_when && std::find(m_when->fields().begin(), m_when->fields().end(), field) != m_when->fields().end();
}

}  // namespace tilsig::check
