// Checks over sets: `unique`, `no_overlap`, `exists`, `absent`, `total`. What they may name is what the step behind
// `protect` hands on.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "catalog/expressions.hpp"
#include "catalog/read_sets.hpp"
#include "catalog/stages.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;
using model::StageColumn;
using model::StageSchema;
using model::Type;

namespace {

struct SetReader {
    FieldReader& reader;  ///< of the check's own mapping
    Rule& rule;
    const Contract& contract;
    Reading& reading;
    StageSchema stage;  ///< what the records look like

    /// The column with this name, or nothing with a note at the value of `key`.
    const StageColumn* record_column(std::string_view key, const std::string& name) {
        if (const auto* column = stage.find(name)) return column;
        if (contract.find(name) != nullptr) {
            reader.mistake(key, "field " + in_quotes(name) + " is a number of a person, which no rule over sets sees",
                           "name " + in_quotes(contract.person->id_field));
            return nullptr;
        }
        std::vector<std::string> known;
        for (const auto& column : stage.columns) known.push_back(column.name);
        unknown_name(reading.lints, reader.place(key), "field", name, known);
        return nullptr;
    }
    /// Findings name the first field that was noted.
    void note_field(const StageColumn* column) {
        if (column != nullptr && rule.field.empty() && column->field != StageColumn::no_field)
            rule.field = contract.fields[column->field].name;
    }
    std::vector<std::string> by() {
        (void)reader.required_child("by");
        auto names = reader.texts("by");
        if (reader.has("by") && names.empty()) reader.mistake("by", "`by` is empty", "name what makes a set");
        for (const auto& name : names) (void)record_column("by", name);
        return names;
    }
    void require_date(std::string_view key, const StageColumn* column) {
        if (column != nullptr && column->type != Type::date)
            reader.mistake(key, in_quotes(column->name) + " is " + std::string(model::to_string(column->type)),
                           "name a date");
    }
    std::string date(std::string_view key) {
        std::string name = reader.text(key);
        if (name.empty()) return name;
        const StageColumn* column = record_column(key, name);
        require_date(key, column);
        note_field(column);
        return name;
    }
};

bool is_text(Type type) { return type == Type::text || type == Type::code; }

StageSchema columns_of(const model::Table& table) {
    StageSchema stage;
    for (const auto& column : table.columns)
        stage.columns.push_back({column.name, column.type, column.scale, column.privacy, StageColumn::no_field, false});
    return stage;
}

/// {column there: field here}, two of one type each.
std::vector<std::pair<std::string, std::string>> read_pairs(FieldReader& in, std::string_view key, SetReader& set,
                                                            const StageSchema& there, bool noted) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& [column, field] : in.text_map(key)) {
        const StageColumn* here = set.record_column(key, field);
        if (noted) set.note_field(here);
        const StageColumn* found = there.find(column);
        if (found == nullptr && !there.columns.empty()) {
            std::vector<std::string> known;
            for (const auto& each : there.columns) known.push_back(each.name);
            unknown_name(set.reading.lints, in.place(key), "column", column, known);
        }
        if (here != nullptr && found != nullptr && here->type != found->type &&
            !(is_text(here->type) && is_text(found->type)))
            in.mistake(key,
                       in_quotes(column) + " is " + std::string(model::to_string(found->type)) + ", " +
                           in_quotes(field) + " is " + std::string(model::to_string(here->type)),
                       "name two of one type");
        pairs.emplace_back(column, field);
    }
    return pairs;
}

/// `in` and `on` of a mapping that says what is looked for; the columns of where it is looked for go to `there`.
checks::LoadedRows read_rows(FieldReader& in, SetReader& set, StageSchema& there) {
    checks::LoadedRows rows;
    rows.table = in.text("in");
    if (rows.table == "delivery") {
        rows.table.clear();
        there = set.stage;
    } else if (const auto* table = set.reading.catalog.model.find(rows.table)) {
        there = columns_of(*table);
    } else if (!rows.table.empty()) {
        std::vector<std::string> known{"delivery"};
        for (const auto& declared : set.reading.catalog.model.tables) known.push_back(declared.name);
        unknown_name(set.reading.lints, in.place("in"), "table", rows.table, known);
    }
    const Node on = in.required_child("on");
    if (!on.is(Node::Kind::missing) && on.entries().empty()) in.mistake("on", "`on` is empty", "write {column: field}");
    rows.on = read_pairs(in, "on", set, there, true);
    return rows;
}

void table_date(FieldReader& in, std::string_view key, const std::string& column, const StageSchema& there) {
    const StageColumn* found = there.find(column);
    if (!there.columns.empty() && !column.empty() && (found == nullptr || found->type != Type::date))
        in.mistake(key, in_quotes(column) + " is no date of the table", "name a column of type date");
}

std::optional<checks::NoOverlap::Loaded> read_loaded(const Node& node, SetReader& set,
                                                     const std::vector<std::string>& by) {
    if (node.is(Node::Kind::missing)) return std::nullopt;
    FieldReader in(node, "loaded", set.reading.lints);
    StageSchema there;
    checks::NoOverlap::Loaded loaded;
    static_cast<checks::LoadedRows&>(loaded) = read_rows(in, set, there);
    if (loaded.table.empty() && in.has("in"))
        in.mistake("in", "the records of the delivery are compared in any case", "name a table");
    loaded.from = in.text("from");
    loaded.to = in.text("to");
    loaded.to_counts = in.boolean_or("to_counts", false);
    table_date(in, "from", loaded.from, there);
    table_date(in, "to", loaded.to, there);
    const bool same = by.size() == loaded.on.size() && std::all_of(by.begin(), by.end(), [&](const std::string& name) {
                          return std::any_of(loaded.on.begin(), loaded.on.end(),
                                             [&](const auto& pair) { return pair.second == name; });
                      });
    if (!same && in.has("on")) in.mistake("on", "`on` names other fields than `by`", "name each field of `by` once");
    in.finish();
    return loaded;
}

std::int64_t days(FieldReader& reader, std::string_view key) {
    const std::int64_t count = reader.integer_or(key, 0);
    if (count < 0 || count > 36500) reader.mistake(key, std::string(key) + " must be between 0 and 36500");
    return count;
}

void unique(SetReader& set) {
    checks::Unique read{set.by()};
    // Several fields are wrong together: no one of them.
    if (read.by.size() == 1) set.note_field(set.stage.find(read.by.front()));
    set.rule.check = std::move(read);
}

void no_overlap(SetReader& set) {
    checks::NoOverlap read;
    read.by = set.by();
    read.from = set.date("from");
    read.to = set.date("to");
    read.to_counts = set.reader.boolean_or("to_counts", false);
    read.tolerance_days = days(set.reader, "tolerance_days");
    read.loaded = read_loaded(set.reader.child("loaded"), set, read.by);
    read.only_loaded = set.reader.boolean_or("only_loaded", false);
    if (read.only_loaded && !read.loaded)
        set.reader.mistake("only_loaded", "there is nothing to compare with", "write `loaded`, or leave it out");
    set.rule.check = std::move(read);
}

/// A condition over what is looked for, proven.
std::string read_where(SetReader& set, const StageSchema& there) {
    const Node where = set.reader.child("where");
    if (!where.is(Node::Kind::missing) && !there.columns.empty()) {
        const auto program = read_expression(where, "where", expression::Kind::boolean,
                                             expression_scope(there, set.reading.catalog), set.reading.lints);
        if (program) use_lists(*program, set.contract.feed, set.reading);
    }
    return where.scalar();
}

void absent(SetReader& set) {
    checks::Absent read;
    StageSchema there;
    read.in = read_rows(set.reader, set, there);
    if (read.in.table.empty() && set.reader.has("in"))
        set.reader.mistake("in", "`absent` looks at what is loaded",
                           "name a table, or use `unique` within the delivery");
    read.where = read_where(set, there);
    read.differs = read_pairs(set.reader, "differs", set, there, false);
    set.rule.check = std::move(read);
}

void exists(SetReader& set) {
    checks::Exists read;
    StageSchema there;
    read.in = read_rows(set.reader, set, there);
    read.where = read_where(set, there);
    read.grace_days = days(set.reader, "grace_days");
    read.since = set.reader.text_or("since", "");
    if ((read.grace_days > 0) == read.since.empty())
        set.reader.mistake(read.since.empty() ? "grace_days" : "since",
                           "days of grace are counted from a date of the record", "write both or none of them");
    if (!read.since.empty()) set.require_date("since", set.record_column("since", read.since));
    set.rule.check = std::move(read);
}

/// A condition over the records, proven; empty when it is not there.
std::string condition(SetReader& set, std::string_view key) {
    const Node node = set.reader.child(key);
    if (node.is(Node::Kind::missing)) return {};
    const auto program = read_expression(node, key, expression::Kind::boolean,
                                         expression_scope(set.stage, set.reading.catalog), set.reading.lints);
    if (program) use_lists(*program, set.contract.feed, set.reading);
    return node.scalar();
}

/// In the number of the column, with its scale.
std::int64_t tolerance(SetReader& set, const StageColumn& column) {
    const std::string text = set.reader.text_or("tolerance", "0");
    model::ValueFormat format;
    format.scale = column.scale;
    std::array<char, 40> buffer{};
    const auto value = model::parse_value(column.type, format, text, buffer.data());
    if (value && value->number >= 0) return value->number;
    set.reader.mistake("tolerance", in_quotes(text) + " is no number that " + in_quotes(column.name) + " can hold",
                       "write how much the sum may differ, from 0");
    return 0;
}

void total(SetReader& set) {
    checks::Total read;
    read.of = set.reader.text("of");
    read.by = set.reader.texts("by");
    for (const auto& name : read.by) (void)set.record_column("by", name);
    const StageColumn* column = read.of.empty() ? nullptr : set.record_column("of", read.of);
    set.note_field(column);
    (void)set.reader.required_child("whole");
    read.whole = condition(set, "whole");
    read.parts = condition(set, "parts");
    read.at_most = set.reader.choice_or("relation", {"equal", "at_most"}, "equal") == "at_most";
    if (column != nullptr && column->type != Type::integer && column->type != Type::decimal)
        set.reader.mistake("of", in_quotes(read.of) + " is " + std::string(model::to_string(column->type)),
                           "name an integer or a decimal");
    else if (column != nullptr)
        read.tolerance = tolerance(set, *column);
    set.rule.check = std::move(read);
}

}  // namespace

void read_set_check(const Node& node, std::string_view name, Rule& rule, const Contract& contract, Reading& reading) {
    FieldReader reader(node, std::string(name), reading.lints);
    SetReader set{reader, rule, contract, reading, mapped_stage(contract)};
    (name == "unique"       ? unique
     : name == "no_overlap" ? no_overlap
     : name == "exists"     ? exists
     : name == "absent"     ? absent
                            : total)(set);
    reader.finish();
}

void check_set_rule(FieldReader& reader, const Rule& rule) {
    if (!is_over_sets(rule.check)) return;
    const RuleKind fits =
        std::holds_alternative<checks::Exists>(rule.check) || std::holds_alternative<checks::Absent>(rule.check)
            ? RuleKind::reference
        : std::holds_alternative<checks::Total>(rule.check) ? RuleKind::record
                                                            : RuleKind::key;
    if (rule.kind != fits)
        reader.mistake(
            "check",
            "check " + std::string(name_of(rule.check)) + " does not go with kind " + std::string(to_string(rule.kind)),
            "use kind " + std::string(to_string(fits)));
    if (rule.action == model::Action::null_field)
        reader.mistake(reader.has("action") ? "action" : "check",
                       "action null_field needs one value that is wrong; a rule over sets finds records",
                       "use flag or reject_record");
    if (!rule.prerequisites.empty())
        reader.mistake("requires", "a rule over sets is judged when all records are read, and leans on no other",
                       "limit it by `when`");
}

}  // namespace tilsig::catalog
