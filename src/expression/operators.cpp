// Literals, names and operators.
#include <algorithm>

#include "base/text.hpp"
#include "expression/compiler.hpp"
#include "expression/kernels.hpp"

namespace tilsig::expression {

namespace {

constexpr ValueType boolean{Kind::boolean, 0};

/// Digits and scale of a number as written; nothing when it is too long for 64 bits or 18 digits after the point.
std::optional<std::pair<std::int64_t, int>> number_of(const std::string& text) {
    const auto point = text.find('.');
    const int scale =
        point == std::string::npos ? 0 : static_cast<int>(std::min(text.size() - point - 1, std::size_t{99}));
    if (scale > most_scale) return std::nullopt;
    model::ValueFormat format;
    format.scale = scale;
    char buffer[40];
    const auto parsed = model::parse_value(model::Type::decimal, format, text, buffer);
    if (!parsed) return std::nullopt;
    return std::pair{parsed->number, scale};
}

std::string remedy_for(const Typed& a, const Typed& b) {
    if (is_textual(a.type.kind) && is_textual(b.type.kind))
        return "write text(...) around the code, or code(...) around the text";
    for (const auto& [x, y] : {std::pair{a, b}, std::pair{b, a}}) {
        if (!x.literal || x.type.kind != Kind::text) continue;
        if (y.type.kind == Kind::decimal) return "write the number without quotes";
        if (y.type.kind == Kind::date) return "write the day without quotes: date 2008-12-31";
        if (y.type.kind == Kind::boolean) return "write true or false without quotes";
    }
    for (const auto& [x, y] : {std::pair{a, b}, std::pair{b, a}}) {
        if (x.literal && x.type.kind == Kind::decimal && is_textual(y.type.kind)) return "write it in quotes";
        if (x.type.kind == Kind::timestamp && y.type.kind == Kind::date) return "write date_of(...) around the time";
    }
    return "compare values of one type";
}

}  // namespace

Compiler::Maybe Compiler::literal(const Syntax& syntax) {
    Step step;
    Typed out;
    switch (syntax.op) {
        case Syntax::Op::number: {
            const auto number = number_of(syntax.text);
            if (!number)
                return mistake(syntax.at, "the number is too long",
                               "18 digits are kept, at most 18 of them after the point");
            step.number = number->first;
            out = emit(kernel::constant_number, {Kind::decimal, number->second}, {}, step);
            break;
        }
        case Syntax::Op::date:
            step.number = model::parse_iso_date(syntax.text).value_or(0);
            out = emit(kernel::constant_number, {Kind::date, 0}, {}, step);
            break;
        case Syntax::Op::truth:
            step.number = syntax.text == "true" ? 1 : 0;
            out = emit(kernel::constant_number, boolean, {}, step);
            break;
        case Syntax::Op::text:
            step.text = syntax.text;
            out = emit(kernel::constant_text, {Kind::text, 0}, {}, step);
            break;
        default: out = emit(kernel::constant_null, boolean, {}); out.null = true;
    }
    out.literal = true;
    return out;
}

Compiler::Maybe Compiler::name(const Syntax& syntax) {
    const auto& fields = m_scope.fields;
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.name == syntax.text; });
    if (found == fields.end()) {
        if (const auto withheld = m_scope.withheld.find(syntax.text); withheld != m_scope.withheld.end())
            return mistake(syntax.at, "field '" + syntax.text + "' is not seen here", withheld->second);
        std::vector<std::string> known;
        for (const auto& field : fields) known.push_back(field.name);
        const std::string near = nearest(syntax.text, known);
        constexpr std::size_t few = 12;
        std::string remedy = near.empty() ? "" : "did you mean " + near + "?";
        if (near.empty() && known.size() <= few) remedy = "known: " + join_names(known);
        return mistake(syntax.at, "unknown field '" + display_name(syntax.text, 60) + "'", remedy);
    }
    if (const auto loaded = m_loaded.find(found->column); loaded != m_loaded.end()) return loaded->second;
    Step step;
    step.column = found->column;
    const Typed out =
        emit(is_textual(found->type.kind) ? kernel::load_texts : kernel::load_numbers, found->type, {}, step);
    m_loaded.emplace(found->column, out);
    m_code->columns.push_back(found->column);
    return out;
}

std::string Compiler::join_names(const std::vector<std::string>& names) { return tilsig::join(names, ", "); }

Compiler::Maybe Compiler::dollar(const Syntax& syntax) {
    if (syntax.text == "period") {
        m_code->uses_period = true;
        return emit(kernel::period, {Kind::date, 0}, {});
    }
    if (syntax.text == "sender") return emit(kernel::sender, {Kind::code, 0}, {});
    if (syntax.text == "received_at") return emit(kernel::received_at, {Kind::timestamp, 0}, {});
    return mistake(syntax.at, "unknown name '$" + display_name(syntax.text, 40) + "'",
                   "known: $period (its first day), $sender, $received_at");
}

Compiler::Maybe Compiler::logic(const Syntax& syntax) {
    const std::string word = syntax.op == Syntax::Op::conjunction ? "and" : "or";
    const Maybe a = visit_as(syntax.parts[0], Kind::boolean, "'" + word + "'");
    const Maybe b = visit_as(syntax.parts[1], Kind::boolean, "'" + word + "'");
    if (!a || !b) return std::nullopt;
    return emit(syntax.op == Syntax::Op::conjunction ? kernel::conjunction : kernel::disjunction, boolean,
                {a->reg, b->reg});
}

Compiler::Maybe Compiler::invert(const Syntax& syntax) {
    const Maybe a = visit_as(syntax.parts[0], Kind::boolean, "'not'");
    if (!a) return a;
    return emit(kernel::inversion, boolean, {a->reg});
}

Compiler::Maybe Compiler::is_null(const Syntax& syntax) {
    const Maybe a = visit(syntax.parts[0]);
    if (!a) return a;
    const Typed out = emit(kernel::is_null, boolean, {a->reg});
    return syntax.negated ? emit(kernel::inversion, boolean, {out.reg}) : out;
}

Compiler::Maybe Compiler::compare(const Syntax& syntax) {
    const Maybe a = visit(syntax.parts[0]);
    const Maybe b = visit(syntax.parts[1]);
    if (!a || !b) return std::nullopt;
    return compared(syntax.text, syntax.at, *a, *b);
}

Compiler::Maybe Compiler::compared(const std::string& sign, std::size_t at, Typed a, Typed b) {
    if (a.null || b.null) return mistake(at, "nothing equals null", "write is null, or is not null");
    if (a.literal && a.type.kind == Kind::text && b.type.kind == Kind::code) a.type = b.type;
    if (b.literal && b.type.kind == Kind::text && a.type.kind == Kind::code) b.type = a.type;
    if (a.type.kind != b.type.kind)
        return mistake(at, described(a.type) + " and " + described(b.type) + " cannot be compared", remedy_for(a, b));
    const bool equality = sign == "=" || sign == "!=";
    if (!equality && (is_textual(a.type.kind) || a.type.kind == Kind::boolean))
        return mistake(at, described(a.type) + " has no order",
                       "use = or !=; only numbers, dates and times have an order");
    if (is_textual(a.type.kind))
        return emit(sign == "=" ? kernel::same_text : kernel::other_text, boolean, {a.reg, b.reg});
    if (a.type.scale == b.type.scale) return emit(kernel::compare_numbers(sign), boolean, {a.reg, b.reg});
    const int scale = std::max(a.type.scale, b.type.scale);
    Step step;
    step.number = power_of_ten(scale - a.type.scale);
    step.second = power_of_ten(scale - b.type.scale);
    return emit(kernel::compare_scaled(sign), boolean, {a.reg, b.reg}, step);
}

Compiler::Maybe Compiler::between(const Syntax& syntax) {
    const Maybe value = visit(syntax.parts[0]);
    const Maybe low = visit(syntax.parts[1]);
    const Maybe high = visit(syntax.parts[2]);
    if (!value || !low || !high) return std::nullopt;
    const Maybe above = compared(">=", syntax.at, *value, *low);
    const Maybe below = above ? compared("<=", syntax.at, *value, *high) : Maybe{};
    if (!above || !below) return std::nullopt;
    const Typed out = emit(kernel::conjunction, boolean, {above->reg, below->reg});
    return syntax.negated ? emit(kernel::inversion, boolean, {out.reg}) : out;
}

void Compiler::list_item(const Syntax& item, ValueType type, Step& step) {
    using Op = Syntax::Op;
    const bool negative = item.op == Op::negate;
    const Syntax& bare = negative ? node(item.parts[0]) : item;
    if (bare.op == Op::text && !negative && is_textual(type.kind)) {
        step.texts.push_back(bare.text);
    } else if (bare.op == Op::date && !negative && type.kind == Kind::date) {
        step.numbers.push_back(model::parse_iso_date(bare.text).value_or(0));
    } else if (bare.op == Op::number && type.kind == Kind::decimal) {
        const auto number = number_of(bare.text);
        std::int64_t scaled = 0;
        if (!number || number->second > type.scale ||
            __builtin_mul_overflow(number->first, power_of_ten(type.scale - number->second), &scaled)) {
            mistake(bare.at, "the value has more digits than what it is compared with",
                    "that has " + std::to_string(type.scale) + " after the point");
            return;
        }
        step.numbers.push_back(negative ? -scaled : scaled);
    } else if (bare.op == Op::null) {
        mistake(bare.at, "nothing equals null", "leave it out of the list and write or ... is null");
    } else if (bare.op == Op::number || bare.op == Op::text || bare.op == Op::date || bare.op == Op::truth) {
        mistake(bare.at, "this is no " + described(type).substr(2) + ", which the list is compared with",
                is_textual(type.kind) ? "write it in quotes" : "write values of that type");
    } else {
        mistake(bare.at, "a list holds values, no fields and no computations", "write a = b or a = c");
    }
}

Compiler::Maybe Compiler::in(const Syntax& syntax) {
    const Maybe value = visit(syntax.parts[0]);
    if (!value) return value;
    const Kind kind = value->type.kind;
    if (value->null || kind == Kind::boolean || kind == Kind::timestamp)
        return mistake(syntax.at, "'in' needs a number, date, text or code before it", "compare it with = instead");
    Step step;
    const std::size_t before = m_mistakes.size();
    for (std::size_t i = 1; i < syntax.parts.size(); ++i) list_item(node(syntax.parts[i]), value->type, step);
    if (m_mistakes.size() != before) return std::nullopt;
    std::sort(step.numbers.begin(), step.numbers.end());
    std::sort(step.texts.begin(), step.texts.end());
    const Typed out = emit(is_textual(kind) ? kernel::text_in : kernel::number_in, boolean, {value->reg}, step);
    return syntax.negated ? emit(kernel::inversion, boolean, {out.reg}) : out;
}

Compiler::Maybe Compiler::sum(const Syntax& syntax) {
    const std::string use = "'" + syntax.text + "'";
    const Maybe left = visit(syntax.parts[0]);
    if (left && left->type.kind == Kind::date && !left->null) {
        (void)visit(syntax.parts[1]);
        return mistake(syntax.at, use + " does not work on dates",
                       "write add_days(date, n), add_months(date, n) or days_between(from, to)");
    }
    const Maybe a = require(left, syntax.parts[0], Kind::decimal, use);
    const Maybe b = visit_as(syntax.parts[1], Kind::decimal, use);
    if (!a || !b) return std::nullopt;
    const int scale = std::max(a->type.scale, b->type.scale);
    Step step;
    step.number = power_of_ten(scale - a->type.scale);
    step.second = power_of_ten(scale - b->type.scale);
    return emit(syntax.op == Syntax::Op::add ? kernel::add : kernel::subtract, {Kind::decimal, scale}, {a->reg, b->reg},
                step);
}

Compiler::Maybe Compiler::multiply(const Syntax& syntax) {
    const Maybe a = visit_as(syntax.parts[0], Kind::decimal, "'*'");
    const Maybe b = visit_as(syntax.parts[1], Kind::decimal, "'*'");
    if (!a || !b) return std::nullopt;
    const int scale = a->type.scale + b->type.scale;
    if (scale > most_scale)
        return mistake(syntax.at, "the product has " + std::to_string(scale) + " digits after the point",
                       "round one of them first; " + std::to_string(most_scale) + " digits are kept");
    return emit(kernel::multiply, {Kind::decimal, scale}, {a->reg, b->reg});
}

Compiler::Maybe Compiler::divide_alone(const Syntax& syntax) {
    for (const int part : syntax.parts) (void)visit_as(part, Kind::decimal, "'/'");
    return mistake(syntax.at, "a division must say how many digits it keeps",
                   "write round(a / b, 2), or round_even(a / b, 2)");
}

Compiler::Maybe Compiler::negate(const Syntax& syntax) {
    const Maybe a = visit_as(syntax.parts[0], Kind::decimal, "'-'");
    if (!a) return a;
    return emit(kernel::negate, a->type, {a->reg});
}

Compiler::Maybe Compiler::join(const Syntax& syntax) {
    const Maybe a = visit_textual(syntax.parts[0], "'||'");
    const Maybe b = visit_textual(syntax.parts[1], "'||'");
    if (!a || !b) return std::nullopt;
    return emit(kernel::join, {Kind::text, 0}, {a->reg, b->reg});
}

Compiler::Maybe Compiler::choice(const Syntax& syntax) {
    std::vector<int> in;
    std::vector<Typed> values;
    bool sound = true;
    for (std::size_t i = 0; i < syntax.parts.size(); ++i) {
        const bool condition = i % 2 == 0 && i + 1 < syntax.parts.size();
        const Maybe part = condition ? visit_as(syntax.parts[i], Kind::boolean, "'when'") : visit(syntax.parts[i]);
        sound = sound && part.has_value();
        if (!part) continue;
        in.push_back(part->reg);
        if (!condition) values.push_back(*part);
    }
    if (!sound) return std::nullopt;
    const auto type = common(values, syntax.at, "'case'");
    if (!type) return std::nullopt;
    std::size_t value = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (i % 2 == 0 && i + 1 < in.size()) continue;
        in[i] = scaled_to(values[value++], type->scale).reg;
    }
    return emit(is_textual(type->kind) ? kernel::choose_texts : kernel::choose_numbers, *type, in);
}

}  // namespace tilsig::expression
