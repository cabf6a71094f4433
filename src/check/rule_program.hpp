// One rule of a contract, compiled: runs over columns, a batch at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "config/lints.hpp"
#include "expression/scope.hpp"
#include "model/batch.hpp"

namespace tilsig::check {

using Columns = std::vector<model::Column>;
using catalog::Truth;

/// Answers one predicate for a batch. Rows that stand as `pass` are to be answered, all others are left as they are.
using Evaluator = std::function<void(const Columns&, std::vector<Truth>&)>;
/// What only this record tells about a failure; holds no value of personal class. May be empty.
using Detail = std::function<std::string(const Columns&, std::size_t row)>;

class RuleExpression;

/// What compiling a rule needs to know.
struct CompileContext {
    const catalog::Contract& contract;
    const catalog::Catalog& catalog;
    expression::Circumstances given;  ///< without a day of the period, rules that ask for it are not applicable
    config::Lints& lints;
};

/// A rule about records. Columns are those of the checked batch: the contract's fields in order.
class RuleProgram {
public:
    /// Mistakes become lints at the rule's place; the program then answers not_applicable.
    RuleProgram(const catalog::Rule& rule, const CompileContext& context);

    /// One answer per row. `truth` is resized; unreadable cells are the caller's business (see `fields`).
    void evaluate(const Columns& columns, std::size_t rows, std::vector<Truth>& truth) const;
    [[nodiscard]] std::string detail(const Columns& columns, std::size_t row) const {
        return m_detail ? m_detail(columns, row) : "";
    }

    [[nodiscard]] const catalog::Rule& rule() const noexcept { return m_rule; }
    /// False when it asks for the first day of a period that has none: it is then applicable to nothing.
    [[nodiscard]] bool answerable() const noexcept { return m_evaluate != nullptr; }
    /// Index of the field that findings name.
    [[nodiscard]] std::size_t field() const noexcept { return m_fields.empty() ? 0 : m_fields.front(); }
    /// All fields the rule looks at: when one of them could not be read the rule cannot know.
    [[nodiscard]] const std::vector<std::size_t>& fields() const noexcept { return m_fields; }
    /// True for fields that decide whether the rule is about a record at all.
    [[nodiscard]] bool decides_by(std::size_t field) const noexcept;

private:
    const catalog::Rule& m_rule;
    std::vector<std::size_t> m_fields;
    std::shared_ptr<RuleExpression> m_when;  // shared: the program is copied, its working memory is one
    Evaluator m_evaluate;
    Detail m_detail;
};

}  // namespace tilsig::check
