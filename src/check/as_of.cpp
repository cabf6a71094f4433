#include "check/as_of.hpp"

namespace tilsig::check {

AsOf AsOf::compile(const catalog::Rule& rule, const catalog::ValidAt& at, const CompileContext& context) {
    AsOf out;
    switch (at.kind) {
        case catalog::ValidAt::Kind::any: break;
        case catalog::ValidAt::Kind::period:
            out.m_kind = context.given.period_day ? Kind::fixed : Kind::unanswerable;
            out.m_day = context.given.period_day.value_or(0);
            break;
        case catalog::ValidAt::Kind::day:
            out.m_kind = Kind::fixed;
            out.m_day = at.day;
            break;
        case catalog::ValidAt::Kind::field: {
            const auto field = field_index(rule, at.field, context);
            out.m_kind = field ? Kind::column : Kind::unanswerable;
            out.m_column = field.value_or(0);
            break;
        }
    }
    return out;
}

}  // namespace tilsig::check
