#include "check/predicates.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <limits>
#include <set>

#include "check/rule_expression.hpp"
#include "identifiers/identifiers.hpp"

namespace tilsig::check {

namespace {

using catalog::Field;
using catalog::Rule;
using model::Column;

/// Compiles one kind of check. The catalog has proven what a rule says; what is proven here is that the contract at
/// hand is the one it was read with.
struct Compiler {
    const Rule& rule;
    const CompileContext& context;
    std::size_t field;

    CompiledPredicate operator()(const catalog::checks::Required&) const {
        const auto evaluate = [field = field](const Columns& columns, std::vector<Truth>& truth) {
            const auto& cells = columns[field].cells;
            for (std::size_t row = 0; row < truth.size(); ++row) {
                if (truth[row] == Truth::pass && Column::is_null(cells[row])) truth[row] = Truth::fail;
            }
        };
        return {evaluate, {}, {field}};
    }

    CompiledPredicate operator()(const catalog::checks::Pattern& check) const {
        return cells([pattern = check.matches](std::string_view cell) {
            return re2::RE2::FullMatch(re2::StringPiece(cell.data(), cell.size()), *pattern);
        });
    }

    CompiledPredicate operator()(const catalog::checks::OneOf& check) const {
        constexpr std::size_t scan_limit = 8;  // a handful is compared faster than searched
        if (check.values.size() <= scan_limit) {
            return cells([&values = check.values](std::string_view cell) {
                return std::find(values.begin(), values.end(), cell) != values.end();
            });
        }
        const std::set<std::string, std::less<>> values(check.values.begin(), check.values.end());
        return cells([values](std::string_view cell) { return values.contains(cell); });
    }

    CompiledPredicate operator()(const catalog::checks::Range& check) const {
        const std::int64_t least = check.least.value_or(std::numeric_limits<std::int64_t>::min());
        const std::int64_t greatest = check.greatest.value_or(std::numeric_limits<std::int64_t>::max());
        const auto evaluate = [field = field, least, greatest, null = rule.on_null](const Columns& columns,
                                                                                    std::vector<Truth>& truth) {
            const Column& column = columns[field];
            for (std::size_t row = 0; row < truth.size(); ++row) {
                if (truth[row] != Truth::pass) continue;
                if (Column::is_null(column.cells[row])) {
                    truth[row] = null;
                } else if (column.numbers[row] < least || column.numbers[row] > greatest) {
                    truth[row] = Truth::fail;
                }
            }
        };
        return {evaluate, {}, {field}};
    }

    CompiledPredicate operator()(const catalog::checks::MaxLength& check) const {
        return cells([limit = check.characters](std::string_view cell) {
            if (cell.size() <= limit) return true;
            const auto characters = std::count_if(
                cell.begin(), cell.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
            return static_cast<std::size_t>(characters) <= limit;
        });
    }

    CompiledPredicate operator()(const catalog::checks::NoIdentifier&) const {
        return cells([](std::string_view cell) { return !identifiers::holds_identifier(cell); });
    }

    CompiledPredicate operator()(const catalog::checks::InList& check) const {
        return compile_code(rule, field, check, context);
    }
    CompiledPredicate operator()(const catalog::checks::IsIdentifier& check) const {
        return compile_identifier(rule, field, check, context);
    }
    CompiledPredicate operator()(const catalog::checks::Computed& check) const {
        return compile_expression(rule, check, context);
    }
    // Once per delivery: delivery_rules.
    CompiledPredicate operator()(const catalog::checks::ExpectedSet&) const { return {}; }
    CompiledPredicate operator()(const catalog::checks::Volume&) const { return {}; }
    CompiledPredicate operator()(const catalog::checks::Unique&) const { return {}; }  // room `sets`
    CompiledPredicate operator()(const catalog::checks::NoOverlap&) const { return {}; }
    CompiledPredicate operator()(const catalog::checks::Exists&) const { return {}; }
    CompiledPredicate operator()(const catalog::checks::Absent&) const { return {}; }
    CompiledPredicate operator()(const catalog::checks::Total&) const { return {}; }

private:
    template <typename Test>
    CompiledPredicate cells(Test test) const {
        return {over_cells(field, rule.on_null, std::move(test)), {}, {field}};
    }
};

}  // namespace

std::optional<std::size_t> field_index(const Rule& rule, std::string_view field, const CompileContext& context) {
    const auto& fields = context.contract.fields;
    const auto at = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == field; });
    if (at != fields.end()) return static_cast<std::size_t>(at - fields.begin());
    context.lints.add(rule.place, "rule " + rule.code + ": the contract has no field '" + std::string(field) + "'");
    return std::nullopt;
}

CompiledPredicate compile_predicate(const Rule& rule, const CompileContext& context) {
    // An expression knows its fields itself.
    const bool computed = std::holds_alternative<catalog::checks::Computed>(rule.check);
    const auto field = computed ? std::optional<std::size_t>{0} : field_index(rule, rule.field, context);
    return field ? std::visit(Compiler{rule, context, *field}, rule.check) : CompiledPredicate{};
}

}  // namespace tilsig::check
