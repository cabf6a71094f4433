// The predicate `identifier`: the number is valid and of its kind, and if not, what is wrong with it - never the
// number.
#include <algorithm>
#include <memory>

#include "catalog/identifier_kinds.hpp"
#include "check/as_of.hpp"

namespace tilsig::check {

namespace {

using catalog::CodeList;
using identifiers::Fault;

CompiledPredicate number_kind(const catalog::Rule& rule, std::size_t field, const catalog::checks::IsIdentifier& check,
                              const CompileContext& context) {
    const AsOf as_of = AsOf::compile(rule, check.as_of, context);
    if (as_of.kind() == AsOf::Kind::unanswerable) return {};
    const auto judge = [as_of, field, kind = check.number->kind, persons = context.given.persons](
                           const Columns& columns, std::size_t row) {
        return identifiers::judge(columns[field].cells[row], kind, as_of.day(columns, row).value_or(0), persons);
    };
    const auto known = [as_of, field](const Columns& columns, std::size_t row) {
        return !model::Column::is_null(columns[field].cells[row]) && as_of.known(columns, row);
    };
    const auto evaluate = [judge, known, null = rule.on_null](const Columns& columns, std::vector<Truth>& truth) {
        for (std::size_t row = 0; row < truth.size(); ++row) {
            if (truth[row] != Truth::pass) continue;
            if (!known(columns, row))
                truth[row] = null;
            else if (judge(columns, row) != Fault::none)
                truth[row] = Truth::fail;
        }
    };
    const auto detail = [judge, known](const Columns& columns, std::size_t row) {
        return known(columns, row) ? std::string(identifiers::described(judge(columns, row))) : std::string();
    };
    std::vector<std::size_t> fields{field};
    if (as_of.kind() == AsOf::Kind::column) fields.push_back(as_of.column());
    return {evaluate, detail, fields};
}

/// NAV's units for tests stand in no list.
bool is_test_office(std::string_view code) noexcept { return code >= "7773" && code <= "7777"; }

/// What a code of a listed kind is instead; empty when nothing more can be told.
std::string mistaken_for(const catalog::ListedKind& kind, std::string_view code, const CodeList* others) {
    if (code.size() + 1 == kind.digits) return "it is one character short; a leading zero was lost, so keep it as text";
    if (others == nullptr) return {};
    const bool is_other = std::any_of(others->codes.begin(), others->codes.end(), [code](const auto& other) {
        return other.code == code || other.maps_to == code;
    });
    return is_other ? "it is " + std::string(kind.others_name) : std::string();
}

CompiledPredicate listed_kind(const catalog::Rule& rule, std::size_t field, const catalog::checks::IsIdentifier& check,
                              const CompileContext& context) {
    const catalog::ListedKind& kind = *check.listed;
    CompiledPredicate code = compile_code(rule, field, {std::string(kind.list), check.as_of}, context);
    if (!code.evaluate) return code;
    const auto& lists = context.catalog.code_lists;
    const auto found = lists.find(std::string(kind.others));
    const CodeList* others = found == lists.end() ? nullptr : &found->second;
    if (kind.word == "nav_office") {
        const bool real = context.given.persons == identifiers::Persons::real;
        code.evaluate = [inner = code.evaluate, field, real](const Columns& columns, std::vector<Truth>& truth) {
            const std::vector<Truth> before = truth;
            inner(columns, truth);
            for (std::size_t row = 0; row < truth.size(); ++row) {
                if (before[row] != Truth::pass || !is_test_office(columns[field].cells[row])) continue;
                truth[row] = real ? Truth::fail : Truth::pass;
            }
        };
    }
    code.detail = [inner = code.detail, &kind, others, field](const Columns& columns, std::size_t row) {
        const std::string_view cell = columns[field].cells[row];
        if (kind.word == "nav_office" && is_test_office(cell))
            return std::string("it is a unit for tests, which no real registration has");
        const std::string hint = mistaken_for(kind, cell, others);
        return hint.empty() ? inner(columns, row) : hint;
    };
    return code;
}

}  // namespace

CompiledPredicate compile_identifier(const catalog::Rule& rule, std::size_t field,
                                     const catalog::checks::IsIdentifier& check, const CompileContext& context) {
    return check.listed != nullptr ? listed_kind(rule, field, check, context)
                                   : number_kind(rule, field, check, context);
}

}  // namespace tilsig::check
