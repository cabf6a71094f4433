// One rule of a contract, compiled: runs over columns, a batch at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "check/truth.hpp"
#include "config/lints.hpp"
#include "model/batch.hpp"

namespace tilsig::check {

using Columns = std::vector<model::Column>;

/// Answers one predicate for a batch. Rows that stand as `pass` are to be answered, all others are left as they are.
using Evaluator = std::function<void(const Columns&, std::vector<Truth>&)>;
/// What only this record tells about a failure; holds no value of personal class. May be empty.
using Detail = std::function<std::string(const Columns&, std::size_t row)>;

/// What compiling a rule needs to know.
struct CompileContext {
    const catalog::Contract& contract;
    const catalog::Catalog& catalog;
    std::optional<std::int64_t> period_day;  ///< answers `$period`; without it such rules are not applicable
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
    /// Index of the field that findings name.
    [[nodiscard]] std::size_t field() const noexcept { return m_fields.empty() ? 0 : m_fields.front(); }
    /// All fields the rule looks at: when one of them could not be read the rule cannot know.
    [[nodiscard]] const std::vector<std::size_t>& fields() const noexcept { return m_fields; }

private:
    const catalog::Rule& m_rule;
    std::vector<std::size_t> m_fields;
    std::optional<std::size_t> m_when;
    Evaluator m_evaluate;
    Detail m_detail;
};

/// True for rules that look at the delivery as a whole (expected_set, volume).
[[nodiscard]] bool is_per_delivery(const catalog::Rule& rule) noexcept;
/// Marks rows whose `when` does not hold as not applicable; the others as pass. `truth` has the batch's size.
void apply_when(const catalog::Rule& rule, const model::Column& column, std::vector<Truth>& truth);
/// First day of a period written 2026, 2026-11 or 2026-11-22; nothing for anything else ("all").
[[nodiscard]] std::optional<std::int64_t> first_day(std::string_view period) noexcept;

}  // namespace tilsig::check
