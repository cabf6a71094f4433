#include "sets/set_rule.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "catalog/expressions.hpp"

namespace tilsig::sets {

using model::StageColumn;
using model::StageSchema;

namespace {

expression::Program compiled(const std::string& text, const StageSchema& stage, const catalog::Catalog& catalog) {
    std::vector<expression::Mistake> mistakes;
    auto program = expression::Program::compile(text, catalog::expression_scope(stage, catalog), mistakes);
    if (!program) throw Error(ErrorKind::internal, "a condition was proven and cannot be compiled: " + text);
    return std::move(*program);
}

std::vector<std::size_t> positions(const StageSchema& stage, const std::vector<std::string>& names) {
    std::vector<std::size_t> found;
    for (const auto& name : names) found.push_back(stage.index_of(name));
    return found;
}

/// The columns of the table with these names, in this order.
StageSchema some_of(const model::Table& table, const std::vector<std::string>& names) {
    StageSchema stage;
    for (const auto& name : names) {
        const auto& column = *table.find(name);
        stage.columns.push_back({column.name, column.type, column.scale, column.privacy, StageColumn::no_field, false});
    }
    return stage;
}

std::vector<std::string> all_columns(const model::Table& table) {
    std::vector<std::string> names;
    for (const auto& column : table.columns) names.push_back(column.name);
    return names;
}

/// Compiles one rule, each kind of check in its own way.
struct Compile {
    SetRule& set;
    const StageSchema& in;
    const catalog::Catalog& catalog;
    const expression::Circumstances& given;

    /// Asks for the columns that answer to the fields of the key, in its order, and for `more` behind them.
    void ask(const catalog::checks::LoadedRows& rows, const std::vector<std::string>& more, bool of_other_units) const {
        const auto& table = *catalog.model.find(rows.table);
        LoadedTables::Query query{rows.table, {}, of_other_units};
        for (const std::size_t column : set.key) {
            const auto pair = std::find_if(rows.on.begin(), rows.on.end(),
                                           [&](const auto& each) { return each.second == in.columns[column].name; });
            query.columns.push_back(pair->first);
        }
        for (const auto& name : more)
            if (std::find(query.columns.begin(), query.columns.end(), name) == query.columns.end())
                query.columns.push_back(name);
        set.loaded = some_of(table, query.columns);
        set.query = std::move(query);
    }

    void operator()(const catalog::checks::Unique& check) const { set.key = positions(in, check.by); }
    void operator()(const catalog::checks::NoOverlap& check) const {
        set.key = positions(in, check.by);
        set.from = in.index_of(check.from);
        set.to = in.index_of(check.to);
        if (check.loaded) ask(*check.loaded, {check.loaded->from, check.loaded->to}, true);
    }
    void operator()(const catalog::checks::Exists& check) const {
        std::vector<std::string> here, there;
        for (const auto& [column, field] : check.in.on) {
            there.push_back(column);
            here.push_back(field);
        }
        set.key = positions(in, here);
        if (!check.since.empty()) set.since = in.index_of(check.since);
        if (check.in.table.empty()) {
            set.offered = positions(in, there);
            if (!check.where.empty()) set.where.emplace(check.where, in, catalog, given);
            return;
        }
        std::vector<std::string> looked_at;
        if (!check.where.empty()) {
            const auto stage =
                some_of(*catalog.model.find(check.in.table), all_columns(*catalog.model.find(check.in.table)));
            looked_at = Condition(check.where, stage, catalog, given).columns(stage);
        }
        ask(check.in, looked_at, false);
        if (!check.where.empty()) set.where.emplace(check.where, set.loaded, catalog, given);
    }
    void operator()(const catalog::checks::Absent& check) const {
        std::vector<std::string> here, looked_at;
        for (const auto& [column, field] : check.in.on) here.push_back(field);
        set.key = positions(in, here);
        const auto& table = *catalog.model.find(check.in.table);
        if (!check.where.empty()) {
            const auto stage = some_of(table, all_columns(table));
            looked_at = Condition(check.where, stage, catalog, given).columns(stage);
        }
        for (const auto& [column, field] : check.differs) {
            looked_at.push_back(column);
            set.differing.push_back(in.index_of(field));
        }
        ask(check.in, looked_at, false);
        for (const auto& [column, field] : check.differs) set.differing_there.push_back(set.loaded.index_of(column));
        if (!check.where.empty()) set.where.emplace(check.where, set.loaded, catalog, given);
    }
    void operator()(const catalog::checks::Total& check) const {
        set.key = positions(in, check.by);
        set.number_of = in.index_of(check.of);
        set.whole.emplace(check.whole, in, catalog, given);
        if (!check.parts.empty()) set.parts.emplace(check.parts, in, catalog, given);
    }
    template <typename Other>
    void operator()(const Other&) const {
        throw Error(ErrorKind::internal, "rule " + set.rule.code + " is not about sets");
    }
};

}  // namespace

Condition::Condition(const std::string& text, const StageSchema& stage, const catalog::Catalog& catalog,
                     expression::Circumstances given)
    : m_program(compiled(text, stage, catalog)), m_given(std::move(given)) {}

void Condition::narrow(const std::vector<model::Column>& columns, std::vector<bool>& rows) {
    m_arena.clear();
    const auto values = m_program.evaluate(columns, rows.size(), m_given, m_arena, m_workspace);
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (!values.is_true(row)) rows[row] = false;
}

std::vector<std::string> Condition::columns(const StageSchema& stage) const {
    std::vector<std::string> names;
    for (const std::size_t column : m_program.columns()) names.push_back(stage.columns[column].name);
    return names;
}

SetRule::SetRule(const catalog::Rule& declared, std::uint16_t place_in_contract, const StageSchema& in,
                 const catalog::Catalog& catalog, const expression::Circumstances& given)
    : rule(declared), number(place_in_contract) {
    std::visit(Compile{*this, in, catalog, given}, rule.check);
    if (!rule.when.empty()) when.emplace(rule.when, in, catalog, given);
}

}  // namespace tilsig::sets
