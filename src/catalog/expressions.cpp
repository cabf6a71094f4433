#include "catalog/expressions.hpp"

#include <algorithm>

#include "catalog/catalog.hpp"
#include "catalog/names.hpp"

namespace tilsig::catalog {

expression::Scope expression_scope(const model::StageSchema& in, const Catalog& catalog) {
    expression::Scope scope;
    for (const auto& column : in.columns)
        scope.fields.push_back(
            {column.name, expression::type_of_field(column.type, column.scale), scope.fields.size()});
    for (const auto& [name, list] : catalog.code_lists)
        if (list.kind == CodeListKind::codes) scope.lists.emplace(name, &list);
    return scope;
}

std::optional<std::int64_t> first_day(std::string_view period) noexcept {
    constexpr std::string_view january = "-01-01";
    char text[10];
    if (period.size() != 4 && period.size() != 7 && period.size() != 10) return std::nullopt;
    std::copy(period.begin(), period.end(), text);
    std::copy(january.begin() + static_cast<std::ptrdiff_t>(period.size() - 4), january.end(), text + period.size());
    return model::parse_iso_date({text, sizeof text});
}

expression::Circumstances circumstances(const Catalog& catalog, std::string_view period, std::string_view sender,
                                        std::string_view received_at) {
    expression::Circumstances given;
    given.period_day = first_day(period);
    given.sender = sender;
    char buffer[40];
    if (const auto moment = model::parse_value(model::Type::timestamp, {}, received_at, buffer))
        given.received_at = moment->number;
    given.persons = catalog.persons;
    return given;
}

std::optional<expression::Program> read_expression(const config::Node& node, std::string_view what,
                                                   std::optional<expression::Kind> wanted,
                                                   const expression::Scope& scope, config::Lints& lints) {
    using config::Node;
    if (node.is(Node::Kind::missing)) return std::nullopt;
    if (!node.is(Node::Kind::scalar)) {
        lints.add(
            node.place(), std::string(what) + " must be an expression",
            "like \"unit = 'Personer'\"; several values: \"unit in ('a', 'b')\"; any value: \"unit is not null\"");
        return std::nullopt;
    }
    std::vector<expression::Mistake> mistakes;
    auto program = expression::Program::compile(node.scalar(), scope, mistakes);
    for (auto& mistake : mistakes)
        lints.add(node.place_inside(mistake.at), std::move(mistake.message), std::move(mistake.remedy));
    if (program && wanted && program->type().kind != *wanted) {
        lints.add(node.place_inside(0),
                  std::string(what) + " needs " + expression::described({*wanted, 0}) + ", this is " +
                      expression::described(program->type()),
                  "compare it with something");
        return std::nullopt;
    }
    return program;
}

}  // namespace tilsig::catalog
