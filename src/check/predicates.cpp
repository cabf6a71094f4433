#include "check/predicates.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <memory>
#include <set>

#include "check/rule_expression.hpp"
#include "identifiers/identifiers.hpp"

namespace tilsig::check {

namespace {

using catalog::Field;
using catalog::Rule;
using model::Column;

void lint(const Rule& rule, const CompileContext& context, const std::string& message, const std::string& remedy = {}) {
    context.lints.add(rule.place, "rule " + rule.code + ": " + message, remedy);
}

const Field& field_of(const CompileContext& context, std::size_t index) { return context.contract.fields[index]; }

bool is_number(model::Type type) {
    return type == model::Type::integer || type == model::Type::decimal || type == model::Type::date ||
           type == model::Type::timestamp;
}
bool is_text(model::Type type) { return type == model::Type::text || type == model::Type::code; }

/// The subject when it is there; else a lint is noted.
std::optional<std::size_t> subject(const Rule& rule, const CompileContext& context) {
    return field_index(rule, rule.field, context);
}

CompiledPredicate required(const Rule& rule, const CompileContext& context) {
    const auto field = subject(rule, context);
    if (!field) return {};
    const auto evaluate = [field = *field](const Columns& columns, std::vector<Truth>& truth) {
        const auto& cells = columns[field].cells;
        for (std::size_t row = 0; row < truth.size(); ++row) {
            if (truth[row] == Truth::pass && Column::is_null(cells[row])) truth[row] = Truth::fail;
        }
    };
    return {evaluate, {}, {*field}};
}

CompiledPredicate pattern(const Rule& rule, const CompileContext& context) {
    const auto field = subject(rule, context);
    if (!field || rule.values.empty()) return {};
    re2::RE2::Options options;
    options.set_log_errors(false);
    // shared: an evaluator is copied, a compiled pattern cannot be
    const auto compiled = std::make_shared<const re2::RE2>(rule.values.front(), options);
    if (!compiled->ok()) {
        lint(rule, context, "the pattern cannot be read: " + compiled->error(), "write it in RE2 syntax");
        return {};
    }
    return {over_cells(*field, on_null(rule),
                       [compiled](std::string_view cell) {
                           return re2::RE2::FullMatch(re2::StringPiece(cell.data(), cell.size()), *compiled);
                       }),
            {},
            {*field}};
}

CompiledPredicate one_of(const Rule& rule, const CompileContext& context) {
    const auto field = subject(rule, context);
    if (!field) return {};
    constexpr std::size_t scan_limit = 8;  // a handful is compared faster than searched
    if (rule.values.size() <= scan_limit) {
        const auto scan = [&values = rule.values](std::string_view cell) {
            return std::find(values.begin(), values.end(), cell) != values.end();
        };
        return {over_cells(*field, on_null(rule), scan), {}, {*field}};
    }
    const std::set<std::string, std::less<>> values(rule.values.begin(), rule.values.end());
    return {over_cells(*field, on_null(rule), [values](std::string_view cell) { return values.contains(cell); }),
            {},
            {*field}};
}

/// A bound of a range in the field's own number; nothing (and a lint) when it does not fit the type.
std::optional<std::int64_t> bound(const Rule& rule, const CompileContext& context, const Field& field,
                                  std::size_t which, std::int64_t open) {
    if (rule.values.size() <= which || rule.values[which].empty()) return open;
    model::ValueFormat canonical;
    canonical.scale = field.format.scale;
    char buffer[40];
    const auto parsed = model::parse_value(field.type, canonical, rule.values[which], buffer);
    if (parsed) return parsed->number;
    lint(rule, context,
         "a bound of the range does not fit " + std::string(model::to_string(field.type)) + " '" + field.name + "'",
         "write it in canonical form, with no more digits than the field's scale");
    return std::nullopt;
}

CompiledPredicate range(const Rule& rule, const CompileContext& context) {
    const auto field = subject(rule, context);
    if (!field) return {};
    const Field& declared = field_of(context, *field);
    if (!is_number(declared.type)) {
        lint(rule, context, "'" + declared.name + "' has no order", "a range is for integer, decimal and date fields");
        return {};
    }
    const auto least = bound(rule, context, declared, 0, std::numeric_limits<std::int64_t>::min());
    const auto greatest = bound(rule, context, declared, 1, std::numeric_limits<std::int64_t>::max());
    if (!least || !greatest) return {};
    const auto evaluate = [field = *field, least = *least, greatest = *greatest, null = on_null(rule)](
                              const Columns& columns, std::vector<Truth>& truth) {
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
    return {evaluate, {}, {*field}};
}

CompiledPredicate max_length(const Rule& rule, const CompileContext& context) {
    const auto field = subject(rule, context);
    if (!field || rule.values.empty()) return {};
    const std::string& text = rule.values.front();
    std::size_t limit = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), limit).ptr != text.data() + text.size() ||
        text.empty()) {
        lint(rule, context, "max_length needs a number of characters");
        return {};
    }
    const auto short_enough = [limit](std::string_view cell) {
        if (cell.size() <= limit) return true;
        const auto characters = std::count_if(cell.begin(), cell.end(),
                                              [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
        return static_cast<std::size_t>(characters) <= limit;
    };
    return {over_cells(*field, on_null(rule), short_enough), {}, {*field}};
}

CompiledPredicate not_identifier(const Rule& rule, const CompileContext& context) {
    const auto field = subject(rule, context);
    if (!field) return {};
    if (!is_text(field_of(context, *field).type)) {
        lint(rule, context, "'" + rule.field + "' is no text",
             "as a number it has lost its leading zero; give it type text or code");
        return {};
    }
    return {
        over_cells(*field, on_null(rule), [](std::string_view cell) { return !identifiers::holds_identifier(cell); }),
        {},
        {*field}};
}

}  // namespace

std::optional<std::size_t> field_index(const Rule& rule, std::string_view field, const CompileContext& context) {
    const auto& fields = context.contract.fields;
    const auto at = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == field; });
    if (at != fields.end()) return static_cast<std::size_t>(at - fields.begin());
    lint(rule, context, "the contract has no field '" + std::string(field) + "'");
    return std::nullopt;
}

Truth on_null(const Rule& rule) noexcept {
    if (rule.on_null == "pass") return Truth::pass;
    return rule.on_null == "fail" ? Truth::fail : Truth::unknown;
}

CompiledPredicate compile_predicate(const Rule& rule, const CompileContext& context) {
    using Compile = CompiledPredicate (*)(const Rule&, const CompileContext&);
    static const std::map<std::string_view, Compile> predicates{{"required", required},
                                                                {"pattern", pattern},
                                                                {"one_of", one_of},
                                                                {"range", range},
                                                                {"max_length", max_length},
                                                                {"expression", compile_expression},
                                                                {"code", compile_code},
                                                                {"identifier", compile_identifier},
                                                                {"not_identifier", not_identifier}};
    const auto found = predicates.find(rule.predicate);
    if (found != predicates.end()) return found->second(rule, context);
    lint(rule, context, "unknown predicate '" + rule.predicate + "'");
    return {};
}

}  // namespace tilsig::check
