#include "check/rule_program.hpp"

#include <algorithm>

#include "check/predicates.hpp"

namespace tilsig::check {

RuleProgram::RuleProgram(const catalog::Rule& rule, const CompileContext& context) : m_rule(rule) {
    if (!rule.when_field.empty()) m_when = field_index(rule, rule.when_field, context);
    CompiledPredicate compiled = compile_predicate(rule, context);
    m_evaluate = std::move(compiled.evaluate);
    m_detail = std::move(compiled.detail);
    m_fields = std::move(compiled.fields);
    if (m_when && std::find(m_fields.begin(), m_fields.end(), *m_when) == m_fields.end()) m_fields.push_back(*m_when);
}

void RuleProgram::evaluate(const Columns& columns, std::size_t rows, std::vector<Truth>& truth) const {
    if (!m_evaluate) {
        truth.assign(rows, Truth::not_applicable);
        return;
    }
    truth.assign(rows, Truth::pass);
    if (m_when) apply_when(m_rule, columns[*m_when], truth);
    m_evaluate(columns, truth);
}

bool is_per_delivery(const catalog::Rule& rule) noexcept {
    return rule.predicate == "expected_set" || rule.predicate == "volume";
}

void apply_when(const catalog::Rule& rule, const model::Column& column, std::vector<Truth>& truth) {
    const auto& wanted = rule.when_values;
    for (std::size_t row = 0; row < truth.size(); ++row) {
        const std::string_view cell = column.cells[row];
        const bool applies = !model::Column::is_null(cell) &&
                             (wanted.empty() || std::find(wanted.begin(), wanted.end(), cell) != wanted.end());
        if (!applies) truth[row] = Truth::not_applicable;
    }
}

std::optional<std::int64_t> first_day(std::string_view period) noexcept {
    constexpr std::string_view january = "-01-01";
    char text[10];
    if (period.size() != 4 && period.size() != 7 && period.size() != 10) return std::nullopt;
    std::copy(period.begin(), period.end(), text);
    std::copy(january.begin() + static_cast<std::ptrdiff_t>(period.size() - 4), january.end(), text + period.size());
    return model::parse_iso_date({text, sizeof text});
}

}  // namespace tilsig::check
