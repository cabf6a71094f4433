#include "catalog/step.hpp"

#include <algorithm>

namespace tilsig::catalog {

using model::Type;

const StepSpec* find_step(std::string_view name) noexcept {
    const auto found =
        std::find_if(step_specs.begin(), step_specs.end(), [&](const StepSpec& spec) { return spec.name == name; });
    return found == step_specs.end() ? nullptr : found;
}

std::optional<ValueShape> input_shape(const model::StageSchema& in, std::string_view name) noexcept {
    if (const auto* column = in.find(name)) return ValueShape{column->type, column->scale, false};
    if (name == "$received_at") return ValueShape{Type::timestamp, 0, false};
    if (name == "$period" || name == "$sender") return ValueShape{Type::text, 0, true};
    return std::nullopt;
}

std::optional<ValueShape> after_step(StepKind kind, const ValueShape& in) noexcept {
    const bool textual = in.type == Type::text || in.type == Type::code;
    switch (kind) {
        case StepKind::coalesce:
        case StepKind::fallback: return ValueShape{in.type, in.scale, true};
        case StepKind::year_start:
        case StepKind::year_end:
        case StepKind::month_start:
            if (textual || in.type == Type::integer || in.type == Type::date) return ValueShape{Type::date, 0, true};
            return std::nullopt;
        case StepKind::translate:
            if (textual || in.type == Type::integer || in.type == Type::boolean) return ValueShape{Type::text, 0, true};
            return std::nullopt;
        default:
            if (textual || in.type == Type::integer) return ValueShape{Type::text, 0, true};
            return std::nullopt;
    }
}

bool fits(const ValueShape& value, Type type, int scale) noexcept {
    const bool to_text = type == Type::text || type == Type::code;
    switch (value.type) {
        case Type::text:
        case Type::code: return to_text || value.computed;
        case Type::integer: return to_text || type == Type::integer || type == Type::decimal;
        case Type::decimal: return type == Type::decimal && value.scale <= scale;
        case Type::date: return to_text || type == Type::date;
        case Type::boolean:
        case Type::timestamp: return type == value.type;
    }
    return false;
}

}  // namespace tilsig::catalog
