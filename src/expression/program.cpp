#include "expression/program.hpp"

#include <algorithm>

#include "expression/compiler.hpp"

namespace tilsig::expression {

std::string described(ValueType type) {
    switch (type.kind) {
        case Kind::boolean: return "a boolean";
        case Kind::date: return "a date";
        case Kind::timestamp: return "a time";
        case Kind::text: return "a text";
        case Kind::code: return "a code";
        case Kind::decimal: break;
    }
    if (type.scale == 0) return "a number";
    return "a decimal with " + std::to_string(type.scale) + (type.scale == 1 ? " digit" : " digits") +
           " after the point";
}

ValueType type_of_field(model::Type type, int scale) noexcept {
    switch (type) {
        case model::Type::text: return {Kind::text, 0};
        case model::Type::code: return {Kind::code, 0};
        case model::Type::integer: return {Kind::decimal, 0};
        case model::Type::decimal: return {Kind::decimal, scale};
        case model::Type::date: return {Kind::date, 0};
        case model::Type::boolean: return {Kind::boolean, 0};
        case model::Type::timestamp: return {Kind::timestamp, 0};
    }
    return {Kind::text, 0};
}

model::Type model_type(ValueType type) noexcept {
    switch (type.kind) {
        case Kind::boolean: return model::Type::boolean;
        case Kind::decimal: return type.scale == 0 ? model::Type::integer : model::Type::decimal;
        case Kind::date: return model::Type::date;
        case Kind::timestamp: return model::Type::timestamp;
        case Kind::text: return model::Type::text;
        case Kind::code: return model::Type::code;
    }
    return model::Type::text;
}

Workspace::Workspace() : m_frame(std::make_unique<Frame>()) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

Program::Program(std::unique_ptr<Code> code) : m_code(std::move(code)) {}
Program::~Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

ValueType Program::type() const noexcept { return m_code->type; }
const std::vector<std::size_t>& Program::columns() const noexcept { return m_code->columns; }
const std::vector<std::string>& Program::lists() const noexcept { return m_code->lists; }
bool Program::uses_period() const noexcept { return m_code->uses_period; }

std::optional<Program> Program::compile(std::string_view text, const Scope& scope, std::vector<Mistake>& mistakes) {
    if (text.size() > most_bytes) {
        mistakes.push_back({0, "the expression is longer than " + std::to_string(most_bytes / 1024) + " KiB",
                            "split it into several rules or columns; a list of codes belongs into a code list"});
        return std::nullopt;
    }
    const std::size_t before = mistakes.size();
    const auto tokens = tokens_of(text, mistakes);
    if (mistakes.size() != before) return std::nullopt;
    const auto tree = parse(tokens, mistakes);
    if (!tree) return std::nullopt;
    auto code = Compiler(*tree, scope, mistakes).run();
    std::stable_sort(mistakes.begin() + static_cast<std::ptrdiff_t>(before), mistakes.end(),
                     [](const Mistake& a, const Mistake& b) { return a.at < b.at; });
    if (code == nullptr) return std::nullopt;
    return Program(std::move(code));
}

Values Program::evaluate(const std::vector<model::Column>& columns, std::size_t rows, const Circumstances& given,
                         model::Arena& arena, Workspace& workspace) const {
    Frame& frame = *workspace.m_frame;
    frame.columns = &columns;
    frame.given = &given;
    frame.arena = &arena;
    frame.rows = rows;
    frame.registers.resize(m_code->steps.size());
    for (std::size_t i = 0; i < m_code->steps.size(); ++i)
        m_code->steps[i].kernel(m_code->steps[i], frame, frame.registers[i]);
    return frame.at(m_code->result);
}

}  // namespace tilsig::expression
