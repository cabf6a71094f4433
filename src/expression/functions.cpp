// The functions: their names, arguments and types.
#include <algorithm>

#include "base/text.hpp"
#include "expression/compiler.hpp"
#include "expression/kernels.hpp"

namespace tilsig::expression {

/// One function. `takes` and `gives` describe the plain ones: t text or code, n whole number, d date, s timestamp, b
/// boolean, c code; the others have their own `compile`.
struct Compiler::Function {
    std::string_view name;
    std::size_t least, most;  ///< arguments
    std::string_view usage;   ///< for messages
    Maybe (Compiler::*compile)(const Syntax&, const Function&);
    Kernel kernel = nullptr;
    std::string_view takes{}, gives{};
};

const std::vector<Compiler::Function>& Compiler::functions() {
    using C = Compiler;
    static const std::vector<Function> known{
        {"length", 1, 1, "length(text)", &C::kernel_call, kernel::length, "t", "n"},
        {"upper", 1, 1, "upper(text)", &C::kernel_call, kernel::upper, "t", "t"},
        {"lower", 1, 1, "lower(text)", &C::kernel_call, kernel::lower, "t", "t"},
        {"trim", 1, 1, "trim(text)", &C::kernel_call, kernel::trim, "t", "t"},
        {"holds_identifier", 1, 1, "holds_identifier(text)", &C::kernel_call, kernel::holds_identifier, "t", "b"},
        {"days_between", 2, 2, "days_between(from, to)", &C::kernel_call, kernel::days_between, "dd", "n"},
        {"months_between", 2, 2, "months_between(from, to)", &C::kernel_call, kernel::months_between, "dd", "n"},
        {"add_days", 2, 2, "add_days(date, 14)", &C::kernel_call, kernel::add_days, "dn", "d"},
        {"add_months", 2, 2, "add_months(date, 3)", &C::kernel_call, kernel::add_months, "dn", "d"},
        {"year", 1, 1, "year(date)", &C::kernel_call, kernel::year, "d", "n"},
        {"month", 1, 1, "month(date)", &C::kernel_call, kernel::month, "d", "n"},
        {"day", 1, 1, "day(date)", &C::kernel_call, kernel::day_of_month, "d", "n"},
        {"first_day", 1, 1, "first_day(date)", &C::kernel_call, kernel::first_day, "d", "d"},
        {"last_day", 1, 1, "last_day(date)", &C::kernel_call, kernel::last_day, "d", "d"},
        {"date_of", 1, 1, "date_of($received_at)", &C::kernel_call, kernel::date_of, "s", "d"},
        {"starts_with", 2, 2, "starts_with(text, 'K')", &C::with_text, kernel::starts_with},
        {"ends_with", 2, 2, "ends_with(text, 'x')", &C::with_text, kernel::ends_with},
        {"contains", 2, 2, "contains(text, 'x')", &C::with_text, kernel::contains},
        {"matches", 2, 2, "matches(text, '[0-9]{4}')", &C::with_text, kernel::matches},
        {"substring", 3, 3, "substring(text, 1, 2)", &C::substring},
        {"text", 1, 1, "text(value)", &C::to_text},
        {"code", 1, 1, "code(text)", &C::to_text},
        {"round", 2, 2, "round(number, 2)", &C::rounding, kernel::divide_up},
        {"round_even", 2, 2, "round_even(number, 2)", &C::rounding, kernel::divide_even},
        {"abs", 1, 1, "abs(number)", &C::absolute},
        {"min", 2, 16, "min(a, b)", &C::extreme, kernel::least},
        {"max", 2, 16, "max(a, b)", &C::extreme, kernel::greatest},
        {"coalesce", 2, 16, "coalesce(a, b)", &C::coalesce},
        {"computable", 1, 1, "computable(round(a / b, 2))", &C::computable},
        {"code_valid", 3, 3, "code_valid(field, list, date)", &C::code_valid},
        {"lookup", 3, 3, "lookup(list, field, date)", &C::lookup},
        {"valid_identifier", 2, 3, "valid_identifier(field, person, date)", &C::identifier},
    };
    return known;
}

Compiler::Maybe Compiler::call(const Syntax& syntax) {
    const auto& known = functions();
    for (const Function& function : known) {
        if (function.name != syntax.text) continue;
        const std::size_t given = syntax.parts.size();
        if (given >= function.least && given <= function.most) return (this->*function.compile)(syntax, function);
        return mistake(syntax.at,
                       syntax.text + " got " + std::to_string(given) + (given == 1 ? " argument" : " arguments"),
                       "like " + std::string(function.usage));
    }
    // Its arguments stay unread: they may be names of lists.
    std::vector<std::string> names;
    for (const Function& function : known) names.emplace_back(function.name);
    const std::string near = nearest(syntax.text, names);
    return mistake(syntax.at, "unknown function '" + display_name(syntax.text, 60) + "'",
                   near.empty() ? "known: " + join_names(names) : "did you mean " + near + "?");
}

Compiler::Maybe Compiler::kernel_call(const Syntax& syntax, const Function& function) {
    std::vector<int> in;
    for (std::size_t i = 0; i < syntax.parts.size(); ++i) {
        const int part = syntax.parts[i];
        Maybe value;
        switch (function.takes[i]) {
            case 't': value = visit_textual(part, syntax.text); break;
            case 'd': value = visit_as(part, Kind::date, syntax.text); break;
            case 's': value = visit_as(part, Kind::timestamp, syntax.text); break;
            default: value = visit_as(part, Kind::decimal, syntax.text);
        }
        if (value && function.takes[i] == 'n' && value->type.scale != 0)
            value = mistake(node(part).at, syntax.text + " needs a whole number, this is " + described(value->type),
                            "round it: round(..., 0)");
        if (value) in.push_back(value->reg);
    }
    if (in.size() != syntax.parts.size()) return std::nullopt;
    const Kind gives = function.gives == "t"   ? Kind::text
                       : function.gives == "d" ? Kind::date
                       : function.gives == "b" ? Kind::boolean
                                               : Kind::decimal;
    return emit(function.kernel, {gives, 0}, in);
}

std::optional<std::int64_t> Compiler::whole_number(int index, const std::string& use, std::int64_t least,
                                                   std::int64_t most) {
    const Syntax& syntax = node(index);
    const std::string& text = syntax.text;
    if (syntax.op == Syntax::Op::number && text.find('.') == std::string::npos && text.size() <= 9) {
        const std::int64_t number = std::stoll(text);  // nothing but digits: the lexer made it
        if (number >= least && number <= most) return number;
    }
    return mistake(syntax.at,
                   use + " needs a whole number from " + std::to_string(least) + " to " + std::to_string(most),
                   "write it as digits, not as a field or computation");
}

std::optional<std::string> Compiler::literal_text(int index, const std::string& use) {
    const Syntax& syntax = node(index);
    if (syntax.op == Syntax::Op::text && !syntax.text.empty()) return syntax.text;
    return mistake(syntax.at, use + " needs a text in quotes that is not empty", "write it out, not as a field");
}

Compiler::Maybe Compiler::with_text(const Syntax& syntax, const Function& function) {
    const Maybe value = visit_textual(syntax.parts[0], syntax.text);
    const auto text = literal_text(syntax.parts[1], syntax.text);
    if (!text) return std::nullopt;
    Step step;
    step.text = *text;
    if (function.kernel == kernel::matches) {
        re2::RE2::Options options;
        options.set_log_errors(false);
        options.set_max_mem(1 << 20);  // a pattern that needs more is a mistake, and not a slow night
        step.pattern = std::make_shared<const re2::RE2>(*text, options);
        if (!step.pattern->ok())
            return mistake(node(syntax.parts[1]).at,
                           "the pattern cannot be read: " + display_name(step.pattern->error(), 80),
                           "write it in RE2 syntax; look-around and back references do not exist there");
    }
    if (!value) return value;
    return emit(function.kernel, {Kind::boolean, 0}, {value->reg}, step);
}

Compiler::Maybe Compiler::substring(const Syntax& syntax, const Function&) {
    constexpr std::int64_t most = 4000;
    const Maybe value = visit_textual(syntax.parts[0], syntax.text);
    const auto from = whole_number(syntax.parts[1], "the first character of substring", 1, most);
    const auto count = whole_number(syntax.parts[2], "the length of substring", 1, most);
    if (!value || !from || !count) return std::nullopt;
    Step step;
    step.number = *from;
    step.second = *count;
    return emit(kernel::substring, {Kind::text, 0}, {value->reg}, step);
}

Compiler::Maybe Compiler::to_text(const Syntax& syntax, const Function& function) {
    const bool code = function.name == "code";
    const Maybe value = code ? visit_textual(syntax.parts[0], "code") : visit(syntax.parts[0]);
    if (!value) return value;
    if (value->null) return mistake(syntax.at, "text needs a value", "leave null as it is");
    const ValueType type{code ? Kind::code : Kind::text, 0};
    if (is_textual(value->type.kind)) return Typed{type, value->reg, false, false};
    Step step;
    step.number = static_cast<std::int64_t>(model_type(value->type));
    step.second = value->type.scale;
    return emit(kernel::text_of, type, {value->reg}, step);
}

Compiler::Maybe Compiler::rounding(const Syntax& syntax, const Function& function) {
    const Syntax& inner = node(syntax.parts[0]);
    const auto digits = whole_number(syntax.parts[1], "the digits of " + syntax.text, 0, 9);
    const bool even = function.kernel == kernel::divide_even;
    Step step;
    if (inner.op == Syntax::Op::divide) {
        const Maybe a = visit_as(inner.parts[0], Kind::decimal, "'/'");
        const Maybe b = visit_as(inner.parts[1], Kind::decimal, "'/'");
        if (!a || !b || !digits) return std::nullopt;
        step.number = *digits + b->type.scale - a->type.scale;
        if (step.number > most_scale)
            return mistake(inner.at, "the division needs more digits on the way than there are",
                           "round the divisor first");
        return emit(function.kernel, {Kind::decimal, static_cast<int>(*digits)}, {a->reg, b->reg}, step);
    }
    const Maybe value = visit_as(syntax.parts[0], Kind::decimal, syntax.text);
    if (!value || !digits) return std::nullopt;
    const int scale = static_cast<int>(*digits);
    if (scale >= value->type.scale) return scaled_to(*value, scale);
    step.number = power_of_ten(value->type.scale - scale);
    return emit(even ? kernel::round_even : kernel::round_up, {Kind::decimal, scale}, {value->reg}, step);
}

Compiler::Maybe Compiler::absolute(const Syntax& syntax, const Function&) {
    const Maybe value = visit_as(syntax.parts[0], Kind::decimal, "abs");
    if (!value) return value;
    return emit(kernel::absolute, value->type, {value->reg});
}

Compiler::Maybe Compiler::extreme(const Syntax& syntax, const Function& function) {
    std::vector<Typed> values;
    for (const int part : syntax.parts) {
        const Maybe value = visit(part);
        if (value) values.push_back(*value);
    }
    if (values.size() != syntax.parts.size()) return std::nullopt;
    const auto type = common(values, syntax.at, syntax.text);
    if (!type) return std::nullopt;
    if (type->kind != Kind::decimal && type->kind != Kind::date && type->kind != Kind::timestamp)
        return mistake(syntax.at, described(*type) + " has no order",
                       syntax.text + " works on numbers, dates and times");
    Typed out = scaled_to(values[0], type->scale);
    for (std::size_t i = 1; i < values.size(); ++i)
        out = emit(function.kernel, *type, {out.reg, scaled_to(values[i], type->scale).reg});
    out.type = *type;
    return out;
}

Compiler::Maybe Compiler::coalesce(const Syntax& syntax, const Function&) {
    std::vector<Typed> values;
    for (const int part : syntax.parts) {
        const Maybe value = visit(part);
        if (value) values.push_back(*value);
    }
    if (values.size() != syntax.parts.size()) return std::nullopt;
    const auto type = common(values, syntax.at, "coalesce");
    if (!type) return std::nullopt;
    std::vector<int> in;
    for (const Typed& value : values) in.push_back(scaled_to(value, type->scale).reg);
    return emit(is_textual(type->kind) ? kernel::coalesce_texts : kernel::coalesce_numbers, *type, in);
}

Compiler::Maybe Compiler::computable(const Syntax& syntax, const Function&) {
    const Maybe value = visit(syntax.parts[0]);
    if (!value) return value;
    return emit(kernel::computable, {Kind::boolean, 0}, {value->reg});
}

const CodeBook* Compiler::list(int index) {
    const Syntax& syntax = node(index);
    std::vector<std::string> names;
    if (syntax.op == Syntax::Op::name) {
        if (const auto found = m_scope.lists.find(syntax.text); found != m_scope.lists.end()) {
            auto& used = m_code->lists;
            if (std::find(used.begin(), used.end(), syntax.text) == used.end()) used.push_back(syntax.text);
            return found->second;
        }
        for (const auto& [name, book] : m_scope.lists) names.push_back(name);
        const std::string near = nearest(syntax.text, names);
        mistake(syntax.at, "unknown code list '" + display_name(syntax.text, 60) + "'",
                near.empty() ? "name a list of mappings/codelists" : "did you mean " + near + "?");
        return nullptr;
    }
    mistake(syntax.at, "a code list stands here by its name", "like code_valid(municipality, municipality, $period)");
    return nullptr;
}

Compiler::Maybe Compiler::code_valid(const Syntax& syntax, const Function& function) {
    const bool looks_up = function.name == "lookup";
    const Maybe code = visit_textual(syntax.parts[looks_up ? 1 : 0], syntax.text);
    const int list_at = syntax.parts[looks_up ? 0 : 1];
    const CodeBook* book = list(list_at);
    const Maybe day = visit_as(syntax.parts[2], Kind::date, "the date of " + syntax.text);
    if (looks_up && book != nullptr && !book->translates())
        return mistake(node(list_at).at, "list '" + node(list_at).text + "' has codes without maps_to",
                       "a list that is looked up in needs maps_to on every row");
    if (!code || book == nullptr || !day) return std::nullopt;
    Step step;
    step.book = book;
    return emit(looks_up ? kernel::lookup : kernel::code_valid, {looks_up ? Kind::code : Kind::boolean, 0},
                {code->reg, day->reg}, step);
}

Compiler::Maybe Compiler::lookup(const Syntax& syntax, const Function& function) {
    return code_valid(syntax, function);
}

Compiler::Maybe Compiler::identifier(const Syntax& syntax, const Function&) {
    const Maybe value = visit_textual(syntax.parts[0], syntax.text);
    const Syntax& word = node(syntax.parts[1]);
    const auto* kind = word.op == Syntax::Op::name ? identifiers::find_kind(word.text) : nullptr;
    std::vector<std::string> words;
    for (const auto& name : identifiers::kind_names) words.emplace_back(name.word);
    if (kind == nullptr) mistake(word.at, "a kind of number stands here", "known: " + join_names(words));
    Maybe day;
    if (syntax.parts.size() == 3)
        day = visit_as(syntax.parts[2], Kind::date, "the date of " + syntax.text);
    else if (kind != nullptr && kind->dated)
        return mistake(syntax.at, "which " + std::string(kind->word) + " numbers are valid depends on the date",
                       "say it: valid_identifier(field, " + std::string(kind->word) + ", $period)");
    else
        day = emit(kernel::constant_number, {Kind::date, 0}, {});
    if (!value || kind == nullptr || !day) return std::nullopt;
    Step step;
    step.identifier = kind->kind;
    return emit(kernel::identifier, {Kind::boolean, 0}, {value->reg, day->reg}, step);
}

}  // namespace tilsig::expression
