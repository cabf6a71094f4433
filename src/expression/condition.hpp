// A condition that a database answers: the part of the language that means the same in SQL.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expression/program.hpp"

namespace tilsig::expression {

/// How the database writes what a condition is made of.
struct SqlWords {
    std::function<std::string(std::size_t column)> column;  ///< by Scope::Field::column
    /// Canonical text (model/value.hpp) of a value of this type; never asked for a null.
    std::function<std::string(ValueType type, const std::string& canonical)> constant;
};

/// Columns are compared with values and with each other, joined by `and`, `or`, `not`; values are literals, `$period`
/// and functions of them. Nothing else of the language is taken, because databases differ in it.
class Condition {
public:
    /// Reads, types and proves it. Mistakes as Program::compile() has them, and one for each part that no database is
    /// asked for.
    [[nodiscard]] static std::optional<Condition> compile(std::string_view text, const Scope& scope,
                                                          std::vector<Mistake>& mistakes);
    ~Condition();
    Condition(Condition&&) noexcept;
    Condition& operator=(Condition&&) noexcept;
    Condition(const Condition&);

    /// The columns it looks at, each once.
    [[nodiscard]] const std::vector<std::size_t>& columns() const noexcept;
    /// True when it looks at `$period`.
    [[nodiscard]] bool uses_period() const noexcept;
    /// In brackets. Three-valued like the language. A value that has no result (a day beyond the calendar) is NULL.
    [[nodiscard]] std::string sql(const Circumstances& given, const SqlWords& words) const;

private:
    struct Parts;
    explicit Condition(std::shared_ptr<const Parts> parts);
    std::shared_ptr<const Parts> m_parts;
};

}  // namespace tilsig::expression
