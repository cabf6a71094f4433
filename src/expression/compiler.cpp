#include "expression/compiler.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "expression/kernels.hpp"

namespace tilsig::expression {

std::unique_ptr<Program::Code> Compiler::run() {
    const std::size_t before = m_mistakes.size();
    const Maybe result = visit(m_tree.root);
    if (result && result->null) mistake(node(m_tree.root).at, "the expression is nothing but null", "leave it out");
    if (!result || m_mistakes.size() != before) return nullptr;
    m_code->result = result->reg;
    m_code->type = result->type;
    return std::move(m_code);
}

Compiler::Maybe Compiler::visit(int index) {
    using Op = Syntax::Op;
    const Syntax& syntax = node(index);
    switch (syntax.op) {
        case Op::number:
        case Op::text:
        case Op::date:
        case Op::truth:
        case Op::null: return literal(syntax);
        case Op::dollar: return dollar(syntax);
        case Op::name: return name(syntax);
        case Op::call: return call(syntax);
        case Op::negate: return negate(syntax);
        case Op::add:
        case Op::subtract: return sum(syntax);
        case Op::multiply: return multiply(syntax);
        case Op::divide: return divide_alone(syntax);
        case Op::join: return join(syntax);
        case Op::compare: return compare(syntax);
        case Op::is_null: return is_null(syntax);
        case Op::in: return in(syntax);
        case Op::between: return between(syntax);
        case Op::invert: return invert(syntax);
        case Op::conjunction:
        case Op::disjunction: return logic(syntax);
        case Op::choice: return choice(syntax);
    }
    return std::nullopt;
}

Compiler::Maybe Compiler::require(const Maybe& value, int index, Kind kind, const std::string& use) {
    if (!value) return value;
    if (value->null)
        return mistake(node(index).at, "null stands where " + use + " needs a value", "write a value or a field");
    if (value->type.kind == kind) return value;
    return mistake(node(index).at, use + " needs " + described({kind, 0}) + ", this is " + described(value->type),
                   kind == Kind::boolean ? "compare it with something" : "");
}

Compiler::Maybe Compiler::visit_textual(int index, const std::string& use) {
    const Maybe value = visit(index);
    if (!value) return value;
    if (value->null)
        return mistake(node(index).at, "null stands where " + use + " needs a value", "write a value or a field");
    if (is_textual(value->type.kind)) return value;
    return mistake(node(index).at, use + " needs a text or a code, this is " + described(value->type),
                   "text(...) makes a text of it");
}

std::optional<ValueType> Compiler::common(const std::vector<Typed>& parts, std::size_t at, const std::string& use) {
    std::optional<ValueType> type;
    bool only_literals = true;
    for (const Typed& part : parts) {
        if (part.null) continue;
        if (!type) {
            type = part.type;
        } else if (type->kind == part.type.kind) {
            type->scale = std::max(type->scale, part.type.scale);
        } else if (is_textual(type->kind) && is_textual(part.type.kind) && (part.literal || only_literals)) {
            if (only_literals) type = part.type;
        } else {
            return mistake(at, use + " mixes " + described(*type) + " with " + described(part.type),
                           "all must be of one type");
        }
        only_literals = only_literals && part.literal;
    }
    if (!type) return mistake(at, use + " has nothing but null", "name a field or a value");
    return type;
}

Typed Compiler::scaled_to(const Typed& value, int scale) {
    if (value.null || value.type.kind != Kind::decimal || value.type.scale == scale) return value;
    Step step;
    step.number = power_of_ten(scale - value.type.scale);
    return emit(kernel::rescale, {Kind::decimal, scale}, {value.reg}, step);
}

Typed Compiler::emit(Kernel kernel, ValueType type, std::vector<int> in, const Step& settings) {
    Step step = settings;
    step.kernel = kernel;
    step.in = std::move(in);
    m_code->steps.push_back(std::move(step));
    return {type, static_cast<int>(m_code->steps.size()) - 1, false, false};
}

std::nullopt_t Compiler::mistake(std::size_t at, std::string message, std::string remedy) {
    m_mistakes.push_back({at, std::move(message), std::move(remedy)});
    return std::nullopt;
}

}  // namespace tilsig::expression
