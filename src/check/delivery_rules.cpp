#include "check/delivery_rules.hpp"

namespace tilsig::check {

ExpectedSet::ExpectedSet(const catalog::Rule& rule, const catalog::checks::ExpectedSet& check,
                         const CompileContext& context)
    : m_rule(rule) {
    const auto field = field_index(rule, rule.field, context);
    const auto found = context.catalog.code_lists.find(check.list);
    if (found == context.catalog.code_lists.end()) {
        context.lints.add(rule.place, "rule " + rule.code + ": there is no code list '" + check.list + "'");
        return;
    }
    const AsOf as_of = AsOf::compile(rule, check.as_of, context);
    if (!field || as_of.kind() != AsOf::Kind::fixed) return;
    m_field = *field;
    m_day = as_of.fixed_day();
    m_list = &found->second;
    m_seen.assign(m_list->codes.size(), false);
}

void ExpectedSet::observe(const Columns& columns, std::size_t rows) {
    if (m_list == nullptr) return;
    std::string_view last;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::string_view cell = columns[m_field].cells[row];
        if (model::Column::is_null(cell) || cell == last) continue;
        last = cell;
        if (const auto* code = m_list->find(cell, m_day))
            m_seen[static_cast<std::size_t>(code - m_list->codes.data())] = true;
    }
}

std::vector<std::string> ExpectedSet::missing() const {
    std::vector<std::string> out;
    if (m_list == nullptr) return out;
    for (const auto* code : m_list->valid_at(m_day)) {
        if (!m_seen[static_cast<std::size_t>(code - m_list->codes.data())]) out.push_back(code->code);
    }
    return out;
}

std::size_t ExpectedSet::expected() const { return m_list == nullptr ? 0 : m_list->valid_at(m_day).size(); }

std::string ExpectedSet::describe(const std::vector<std::string>& missing, std::size_t expected) {
    constexpr std::size_t shown = 20;
    std::string text =
        std::to_string(missing.size()) + " of " + std::to_string(expected) + " expected codes are missing: ";
    for (std::size_t i = 0; i < missing.size() && i < shown; ++i) text += (i == 0 ? "" : ", ") + missing[i];
    if (missing.size() > shown) text += " and " + std::to_string(missing.size() - shown) + " more";
    return text;
}

bool shrunken(std::uint64_t present, std::uint64_t previous, double max_shrink) noexcept {
    constexpr double slack = 1e-6;  // 5 % of 100 must be 5, whatever binary fractions make of it
    return static_cast<double>(present) + slack < static_cast<double>(previous) * (1.0 - max_shrink);
}

}  // namespace tilsig::check
