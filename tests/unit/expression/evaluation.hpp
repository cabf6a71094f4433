// A small batch of columns and the answers of an expression over it, as text.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "expression/program.hpp"
#include "model/value.hpp"

namespace tilsig::expression {

/// Code lists of the tests: code -> (first day, day after the last, target).
class ListedCodes final : public CodeBook {
public:
    struct Version {
        std::int64_t from, to;
        std::string target;
    };
    std::multimap<std::string, Version, std::less<>> versions;
    bool translating = true;

    [[nodiscard]] std::optional<std::string_view> target(std::string_view code, std::int64_t day) const override {
        const auto [first, last] = versions.equal_range(code);
        for (auto at = first; at != last; ++at)
            if (at->second.from <= day && day < at->second.to) return at->second.target;
        return std::nullopt;
    }
    [[nodiscard]] bool translates() const override { return translating; }
};

inline std::int64_t day(std::string_view text) { return *model::parse_iso_date(text); }

/// Columns of a settled municipality's report, filled row by row.
class Table {
public:
    Table& field(const std::string& name, model::Type type, int scale = 0) {
        scope.fields.push_back({name, type_of_field(type, scale), columns.size()});
        types.push_back({type, scale});
        columns.push_back({name, {}, {}});
        return *this;
    }
    /// Canonical texts in the order of the fields; nullopt is null.
    Table& row(const std::vector<std::optional<std::string>>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            auto& column = columns[i];
            const bool typed = types[i].first != model::Type::text && types[i].first != model::Type::code;
            if (!cells[i]) {
                column.cells.push_back(model::Column::null);
                if (typed) column.numbers.push_back(0);
                continue;
            }
            column.cells.push_back(arena.store(*cells[i]));
            if (!typed) continue;
            model::ValueFormat format;
            format.scale = types[i].second;
            char buffer[40];
            const auto parsed = model::parse_value(types[i].first, format, *cells[i], buffer);
            EXPECT_TRUE(parsed.has_value()) << *cells[i];
            column.numbers.push_back(parsed ? parsed->number : 0);
        }
        ++rows;
        return *this;
    }

    std::optional<Program> compile(std::string_view text) {
        mistakes.clear();
        return Program::compile(text, scope, mistakes);
    }
    /// The answer for each row: canonical text, `null`, or `failed`.
    std::vector<std::string> answers(std::string_view text) {
        const auto program = compile(text);
        for (const auto& m : mistakes)
            ADD_FAILURE() << text << "\nat " << m.at << ": " << m.message << "; " << m.remedy;
        std::vector<std::string> out;
        if (!program) return out;
        const Values values = program->evaluate(columns, rows, given, arena, workspace);
        for (std::size_t i = 0; i < rows; ++i) {
            char buffer[40];
            if (values.state(i) != State::known)
                out.emplace_back(values.state(i) == State::null ? "null" : "failed");
            else if (is_textual(program->type().kind))
                out.emplace_back(values.text(i));
            else
                out.emplace_back(model::canonical_text(model_type(program->type()), program->type().scale,
                                                       values.number(i), buffer));
        }
        return out;
    }
    /// Of the only row, or of all when they agree.
    std::string answer(std::string_view text) {
        if (rows == 0) row(std::vector<std::optional<std::string>>(columns.size()));
        const auto all = answers(text);
        return all.empty() ? "mistake" : all.front();
    }
    /// `offset: message; remedy` of each mistake.
    std::vector<std::string> wrong(std::string_view text) {
        EXPECT_FALSE(compile(text).has_value()) << text;
        std::vector<std::string> out;
        for (const auto& m : mistakes) out.push_back(std::to_string(m.at) + ": " + m.message + "; " + m.remedy);
        return out;
    }

    Scope scope;
    Circumstances given;
    std::vector<model::Column> columns;
    std::size_t rows = 0;
    std::vector<Mistake> mistakes;

private:
    std::vector<std::pair<model::Type, int>> types;
    model::Arena arena;
    Workspace workspace;
};

}  // namespace tilsig::expression
