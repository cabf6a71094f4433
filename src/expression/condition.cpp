#include "expression/condition.hpp"

#include <algorithm>

#include "expression/syntax.hpp"

namespace tilsig::expression {

namespace {

using Op = Syntax::Op;

constexpr const char* what_is_asked =
    "compare columns with values or with each other: a = 'x', a in ('x', 'y'), a between b and c, a is null, joined by "
    "and, or, not";

/// As it would be written; only of what is_value() takes.
std::string written(const Tree& tree, int index) {
    const auto& node = tree.nodes[static_cast<std::size_t>(index)];
    if (node.op == Op::dollar) return "$" + node.text;
    if (node.op == Op::date) return "date " + node.text;
    if (node.op == Op::negate) return "-" + written(tree, node.parts[0]);
    if (node.op == Op::text) {
        std::string text = "'";
        for (const char c : node.text) text += c == '\'' ? "''" : std::string(1, c);
        return text + "'";
    }
    if (node.op != Op::call) return node.text;
    std::string text = node.text + "(";
    for (std::size_t i = 0; i < node.parts.size(); ++i) text += (i == 0 ? "" : ", ") + written(tree, node.parts[i]);
    return text + ")";
}

std::string canonical(ValueType type, const Values& value) {
    switch (type.kind) {
        case Kind::date: {
            char buffer[40];
            return std::string(model::canonical_text(model::Type::date, 0, value.number(0), buffer));
        }
        case Kind::text:
        case Kind::code: return std::string(value.text(0));
        default: return std::to_string(value.number(0));
    }
}

}  // namespace

struct Condition::Parts {
    Tree tree;
    std::vector<Scope::Field> fields;  ///< of the whole scope
    std::vector<std::size_t> columns;
    bool uses_period = false;

    [[nodiscard]] const Syntax& node(int index) const { return tree.nodes[static_cast<std::size_t>(index)]; }
    [[nodiscard]] const Scope::Field* field(int index) const {
        const auto& name = node(index);
        if (name.op != Op::name) return nullptr;
        const auto found =
            std::find_if(fields.begin(), fields.end(), [&](const auto& each) { return each.name == name.text; });
        return found == fields.end() ? nullptr : &*found;
    }
    /// No column in it: the same for all rows.
    [[nodiscard]] bool is_value(int index) const {
        const auto& each = node(index);
        if (each.op == Op::call || each.op == Op::negate)
            return std::all_of(each.parts.begin(), each.parts.end(), [this](int part) { return is_value(part); });
        if (each.op == Op::number) return each.text.find('.') == std::string::npos;  // columns are whole numbers here
        return each.op == Op::text || each.op == Op::date || each.op == Op::truth || each.op == Op::dollar;
    }
    void prove(int index, std::vector<Mistake>& mistakes) const;
    void prove_compared(int index, std::vector<Mistake>& mistakes) const;
    [[nodiscard]] std::string sql(int index, const Circumstances& given, const SqlWords& words) const;
    [[nodiscard]] std::string compared(int index, std::optional<ValueType> with, const Circumstances& given,
                                       const SqlWords& words) const;
    [[nodiscard]] std::optional<ValueType> type_of(int index) const;
};

void Condition::Parts::prove_compared(int index, std::vector<Mistake>& mistakes) const {
    if (const auto* column = field(index)) {
        if (column->type.kind == Kind::timestamp || (column->type.kind == Kind::decimal && column->type.scale > 0))
            mistakes.push_back({node(index).at, "'" + column->name + "' is " + described(column->type),
                                "conditions compare whole numbers, dates, texts, codes and booleans"});
        return;
    }
    if (!is_value(index)) mistakes.push_back({node(index).at, "the database is not asked for this", what_is_asked});
}

void Condition::Parts::prove(int index, std::vector<Mistake>& mistakes) const {
    const auto& each = node(index);
    switch (each.op) {
        case Op::conjunction:
        case Op::disjunction:
        case Op::invert:
            for (const int part : each.parts) prove(part, mistakes);
            return;
        case Op::compare:
        case Op::is_null:
        case Op::in:
        case Op::between:
            for (const int part : each.parts) prove_compared(part, mistakes);
            return;
        case Op::name:
        case Op::truth: return;
        default: mistakes.push_back({each.at, "the database is not asked for this", what_is_asked});
    }
}

std::optional<ValueType> Condition::Parts::type_of(int index) const {
    if (const auto* column = field(index)) return column->type;
    return std::nullopt;
}

/// `with`: the type of the column it is compared with, which a text in quotes takes.
std::string Condition::Parts::compared(int index, std::optional<ValueType> with, const Circumstances& given,
                                       const SqlWords& words) const {
    if (const auto* column = field(index)) return words.column(column->column);
    const auto& each = node(index);
    if (each.op == Op::text) return words.constant(with.value_or(ValueType{Kind::text, 0}), each.text);
    std::vector<Mistake> none;
    const auto program = Program::compile(written(tree, index), Scope{}, none);
    if (!program) return "NULL";
    model::Arena arena;
    Workspace workspace;
    const auto value = program->evaluate({}, 1, given, arena, workspace);
    if (value.state(0) != State::known) return "NULL";
    return words.constant(program->type(), canonical(program->type(), value));
}

std::string Condition::Parts::sql(int index, const Circumstances& given, const SqlWords& words) const {
    const auto& each = node(index);
    const auto part = [&](std::size_t n) { return sql(each.parts[n], given, words); };
    std::optional<ValueType> type;
    for (const int one : each.parts)
        if (!type) type = type_of(one);
    const auto value = [&](std::size_t n) { return compared(each.parts[n], type, given, words); };
    const std::string negation = each.negated ? "NOT " : "";
    switch (each.op) {
        case Op::conjunction: return "(" + part(0) + " AND " + part(1) + ")";
        case Op::disjunction: return "(" + part(0) + " OR " + part(1) + ")";
        case Op::invert: return "(NOT " + part(0) + ")";
        case Op::compare: return "(" + value(0) + " " + (each.text == "!=" ? "<>" : each.text) + " " + value(1) + ")";
        case Op::is_null: return "(" + value(0) + " IS " + negation + "NULL)";
        case Op::between: return "(" + value(0) + " " + negation + "BETWEEN " + value(1) + " AND " + value(2) + ")";
        case Op::in: {
            std::string list;
            for (std::size_t n = 1; n < each.parts.size(); ++n) list += (n == 1 ? "" : ", ") + value(n);
            return "(" + value(0) + " " + negation + "IN (" + list + "))";
        }
        case Op::truth: return each.text == "true" ? "(1 = 1)" : "(1 = 0)";
        default: return "(" + compared(index, std::nullopt, given, words) + " = 1)";  // a column of booleans
    }
}

Condition::Condition(std::shared_ptr<const Parts> parts) : m_parts(std::move(parts)) {}
Condition::~Condition() = default;
Condition::Condition(Condition&&) noexcept = default;
Condition& Condition::operator=(Condition&&) noexcept = default;
Condition::Condition(const Condition&) = default;

const std::vector<std::size_t>& Condition::columns() const noexcept { return m_parts->columns; }
bool Condition::uses_period() const noexcept { return m_parts->uses_period; }

std::optional<Condition> Condition::compile(std::string_view text, const Scope& scope, std::vector<Mistake>& mistakes) {
    const auto program = Program::compile(text, scope, mistakes);
    if (!program) return std::nullopt;
    if (program->type().kind != Kind::boolean) {
        mistakes.push_back({0, "a condition is a boolean, this is " + described(program->type()), what_is_asked});
        return std::nullopt;
    }
    auto parts = std::make_shared<Parts>();
    parts->tree = *parse(tokens_of(text, mistakes), mistakes);
    parts->fields = scope.fields;
    parts->columns = program->columns();
    parts->uses_period = program->uses_period();
    const std::size_t before = mistakes.size();
    parts->prove(parts->tree.root, mistakes);
    if (mistakes.size() != before) return std::nullopt;
    return Condition(std::move(parts));
}

std::string Condition::sql(const Circumstances& given, const SqlWords& words) const {
    return m_parts->sql(m_parts->tree.root, given, words);
}

}  // namespace tilsig::expression
