// Inside the room only: from the tree to steps, with every type proven on the way.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "expression/frame.hpp"
#include "expression/syntax.hpp"

namespace tilsig::expression {

/// A part of the expression that is sound: its type and the register with its values.
struct Typed {
    ValueType type;
    int reg = 0;
    bool literal = false;  ///< written as a number or text: a literal text may still become a code
    bool null = false;     ///< the word null: of any type
};

class Compiler {
public:
    Compiler(const Tree& tree, const Scope& scope, std::vector<Mistake>& mistakes)
        : m_tree(tree), m_scope(scope), m_mistakes(mistakes) {}

    /// Nothing when there were mistakes.
    [[nodiscard]] std::unique_ptr<Program::Code> run();

private:
    using Maybe = std::optional<Typed>;  ///< nothing: a mistake is noted, stay silent about what depends on it

    [[nodiscard]] const Syntax& node(int index) const { return m_tree.nodes[static_cast<std::size_t>(index)]; }
    Maybe visit(int index);
    /// The part, which must be of this kind.
    Maybe visit_as(int index, Kind kind, const std::string& use) { return require(visit(index), index, kind, use); }
    Maybe require(const Maybe& value, int index, Kind kind, const std::string& use);
    Maybe visit_textual(int index, const std::string& use);

    // operators.cpp
    Maybe literal(const Syntax& syntax);
    Maybe name(const Syntax& syntax);
    Maybe dollar(const Syntax& syntax);
    Maybe logic(const Syntax& syntax);
    Maybe invert(const Syntax& syntax);
    Maybe is_null(const Syntax& syntax);
    Maybe compare(const Syntax& syntax);
    Maybe between(const Syntax& syntax);
    Maybe in(const Syntax& syntax);
    Maybe sum(const Syntax& syntax);
    Maybe multiply(const Syntax& syntax);
    Maybe divide_alone(const Syntax& syntax);
    Maybe negate(const Syntax& syntax);
    Maybe join(const Syntax& syntax);
    Maybe choice(const Syntax& syntax);
    Maybe compared(const std::string& sign, std::size_t at, Typed a, Typed b);
    void list_item(const Syntax& item, ValueType type, Step& step);

    // functions.cpp
    struct Function;
    static const std::vector<Function>& functions();
    Maybe call(const Syntax& syntax);
    Maybe kernel_call(const Syntax& syntax, const Function& function);
    Maybe rounding(const Syntax& syntax, const Function& function);
    Maybe extreme(const Syntax& syntax, const Function& function);
    Maybe coalesce(const Syntax& syntax, const Function& function);
    Maybe to_text(const Syntax& syntax, const Function& function);
    Maybe absolute(const Syntax& syntax, const Function& function);
    Maybe computable(const Syntax& syntax, const Function& function);
    Maybe substring(const Syntax& syntax, const Function& function);
    Maybe with_text(const Syntax& syntax, const Function& function);
    Maybe code_valid(const Syntax& syntax, const Function& function);
    Maybe lookup(const Syntax& syntax, const Function& function);
    Maybe identifier(const Syntax& syntax, const Function& function);
    const CodeBook* list(int index);
    std::optional<std::int64_t> whole_number(int index, const std::string& use, std::int64_t least, std::int64_t most);
    std::optional<std::string> literal_text(int index, const std::string& use);

    // What both need.
    /// One type for all: literal texts become codes among codes, decimals get the largest scale, null adapts.
    std::optional<ValueType> common(const std::vector<Typed>& parts, std::size_t at, const std::string& use);
    Typed scaled_to(const Typed& value, int scale);
    [[nodiscard]] static std::string join_names(const std::vector<std::string>& names);
    Typed emit(Kernel kernel, ValueType type, std::vector<int> in, const Step& settings = {});
    std::nullopt_t mistake(std::size_t at, std::string message, std::string remedy);

    const Tree& m_tree;
    const Scope& m_scope;
    std::vector<Mistake>& m_mistakes;
    std::unique_ptr<Program::Code> m_code = std::make_unique<Program::Code>();
    std::map<std::size_t, Typed> m_loaded;  ///< by column: a field is read once per evaluation
};

}  // namespace tilsig::expression
