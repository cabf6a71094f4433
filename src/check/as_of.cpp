#include "check/as_of.hpp"

namespace tilsig::check {

AsOf AsOf::compile(const catalog::Rule& rule, const CompileContext& context) {
    AsOf out;
    if (rule.as_of.empty()) return out;
    if (rule.as_of == "$period") {
        out.m_kind = context.given.period_day ? Kind::fixed : Kind::unanswerable;
        out.m_day = context.given.period_day.value_or(0);
        return out;
    }
    if (const auto day = model::parse_iso_date(rule.as_of)) {
        out.m_kind = Kind::fixed;
        out.m_day = *day;
        return out;
    }
    out.m_kind = Kind::unanswerable;
    const auto field = field_index(rule, rule.as_of, context);
    if (!field) return out;
    if (context.contract.fields[*field].type != model::Type::date) {
        context.lints.add(rule.place, "rule " + rule.code + ": '" + rule.as_of + "' is no date field",
                          "name a date field, $period or yyyy-MM-dd");
        return out;
    }
    out.m_kind = Kind::column;
    out.m_column = *field;
    return out;
}

}  // namespace tilsig::check
