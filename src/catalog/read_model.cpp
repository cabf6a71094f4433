// mappings/model/*.yaml: the tables of the warehouse.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "catalog/readers.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

constexpr std::array<std::string_view, 7> loader_columns{"unit_id",     "owner_code", "received_at", "load_seq",
                                                         "delivery_id", "record_no",  "replaced_seq"};

void check_column_name(const std::string& name, const Place& place, config::Lints& lints) {
    check_name(lints, place, "column", name, true);
    const bool taken = std::find(loader_columns.begin(), loader_columns.end(), name) != loader_columns.end();
    if (taken || name.ends_with("_key"))
        lints.add(place, "column name " + in_quotes(name) + " belongs to the loader", "choose another name");
}

model::TableColumn read_column(const std::string& name, const Node& node, Reading& reading) {
    FieldReader reader(node, "column " + name, reading.lints);
    model::TableColumn column;
    column.name = name;
    column.type = model::parse_type(reader.choice("type", type_words())).value_or(model::Type::text);
    const bool bounded = column.type == model::Type::text || column.type == model::Type::code;
    if (bounded) {
        column.length = static_cast<int>(reader.integer("length"));
        if (reader.has("length") && (column.length < 1 || column.length > 4000))
            reader.mistake("length", "a length must be between 1 and 4000");
    } else if (reader.has("length")) {
        (void)reader.child("length");
        reader.mistake("length", "only text and code columns have a length", "leave it out");
    }
    column.scale = static_cast<int>(reader.integer_or("scale", 0));
    if (column.scale != 0 && column.type != model::Type::decimal)
        reader.mistake("scale", "only decimal columns have a scale", "leave it out");
    if (column.scale < 0 || column.scale > 9) reader.mistake("scale", "a scale must be between 0 and 9");
    column.nullable = reader.boolean_or("nullable", false);
    column.privacy = read_privacy(reader);
    column.person = reader.boolean_or("person", false);
    if (column.person && (column.type != model::Type::integer || column.privacy < model::Privacy::restricted))
        reader.mistake("person", "ids of persons are integers, and not for everybody",
                       "write `type: integer` and `privacy: restricted`");
    column.unit = reader.text_or("unit", "");
    const Titles titles = read_titles(reader, "title", reading.lints);
    column.title_nb = titles.nb;
    column.title_en = titles.en;
    reader.finish();
    return column;
}

void use_column(const model::Table& table, const std::string& column, const Place& place, config::Lints& lints) {
    if (table.find(column) != nullptr) return;
    std::vector<std::string> known;
    for (const auto& c : table.columns) known.push_back(c.name);
    unknown_name(lints, place, "column of " + table.name, column, known);
}

void check_key(const model::Table& table, const FieldReader& reader, config::Lints& lints) {
    if (table.key.empty() && reader.has("key"))
        lints.add(reader.place("key"), "the key of " + table.name + " is empty", "name its columns");
    for (std::size_t i = 0; i < table.key.size(); ++i) {
        use_column(table, table.key[i], reader.place("key"), lints);
        if (std::find(table.key.begin(), table.key.begin() + static_cast<std::ptrdiff_t>(i), table.key[i]) !=
            table.key.begin() + static_cast<std::ptrdiff_t>(i))
            lints.add(reader.place("key"),
                      "column " + in_quotes(table.key[i]) + " stands twice in the key of " + table.name);
        if (const auto* column = table.find(table.key[i]); column != nullptr && column->nullable)
            lints.add(reader.place("key"),
                      "key column " + in_quotes(table.key[i]) + " of " + table.name + " is nullable",
                      "a business key is unique only without nulls: make it not nullable");
    }
}

void read_validity(model::Table& table, FieldReader& reader, config::Lints& lints) {
    const auto valid = reader.texts("valid");
    if (!reader.has("valid")) return;
    if (valid.size() != 2 || table.kind != model::TableKind::dimension) {
        reader.mistake("valid", "valid must name two date columns of a dimension",
                       "write `valid: [valid_from, valid_to]`");
        return;
    }
    for (const auto& name : valid) {
        use_column(table, name, reader.place("valid"), lints);
        if (const auto* column = table.find(name); column != nullptr && column->type != model::Type::date)
            reader.mistake("valid", "column " + in_quotes(name) + " is not a date");
    }
    table.valid_from = valid[0];
    table.valid_to = valid[1];
}

/// A dimension with validity has spells without saying so.
void read_spells(model::Table& table, FieldReader& outer, config::Lints& lints) {
    if (table.valid_from) {
        model::TableSpells spells{{}, *table.valid_from, table.valid_to.value_or(""), true};
        for (const auto& name : table.key)
            if (name != spells.from) spells.of.push_back(name);
        if (!spells.of.empty()) table.spells = std::move(spells);
    }
    if (!outer.has("spells")) return;
    FieldReader reader(outer.child("spells"), "spells", lints);
    model::TableSpells spells = table.spells.value_or(model::TableSpells{});
    if (reader.has("of") || spells.of.empty()) spells.of = reader.texts("of");
    if (spells.of.empty())
        reader.mistake("of", "spells must name the columns whose rows follow each other", "like `of: [case_no]`");
    for (const auto& name : spells.of) use_column(table, name, reader.place("of"), lints);
    const auto date = [&](const char* name, std::string& column) {
        column = column.empty() ? reader.text(name) : reader.text_or(name, column);
        if (column.empty()) return;
        use_column(table, column, reader.place(name), lints);
        if (const auto* known = table.find(column); known != nullptr && known->type != model::Type::date)
            reader.mistake(name, "column " + in_quotes(column) + " is not a date");
    };
    date("from", spells.from);
    date("to", spells.to);
    spells.gaps_allowed = reader.choice_or("gaps", {"allowed", "forbidden"}, "allowed") == "allowed";
    reader.finish();
    table.spells = std::move(spells);
}

void read_references(model::Table& table, const Node& node, Reading& reading) {
    if (node.is(Node::Kind::missing)) return;
    if (!node.is(Node::Kind::mapping)) {
        reading.lints.add(node.place(), "references must be a mapping of 'name: {column, dimension, match, as_of}'");
        return;
    }
    for (const auto& [name, value] : node.entries()) {
        check_name(reading.lints, node.key_place(name), "reference", name);
        FieldReader reader(value, "reference " + name, reading.lints);
        model::TableReference reference{name, reader.text("column"), reader.text("dimension"), reader.text("match"),
                                        reader.text_or("as_of", "")};
        reader.finish();
        if (!reference.column.empty()) use_column(table, reference.column, reader.place("column"), reading.lints);
        if (!reference.as_of.empty()) {
            use_column(table, reference.as_of, reader.place("as_of"), reading.lints);
            if (const auto* column = table.find(reference.as_of);
                column != nullptr && column->type != model::Type::date)
                reader.mistake("as_of", "as_of column " + in_quotes(reference.as_of) + " is not a date");
        }
        reading.references.push_back({table.name, reference, reader.place("dimension"), reader.place("match")});
        table.references.push_back(std::move(reference));
    }
}

void read_table(const std::string& name, const Node& node, const Place& place, Reading& reading) {
    model::Table table;
    table.name = name;
    check_name(reading.lints, place, "table", name, true);
    if (name.starts_with("dim_"))
        table.kind = model::TableKind::dimension;
    else if (name.starts_with("fact_"))
        table.kind = model::TableKind::fact;
    else if (name.starts_with("bridge_"))
        table.kind = model::TableKind::bridge;
    else
        reading.lints.add(place, "table name " + in_quotes(name) + " does not say its kind",
                          "start it with dim_, fact_ or bridge_");
    // The loader makes <name>_history and <name>_key; both must stay within the 63 bytes.
    constexpr std::size_t longest_table = 55;
    if (name.size() > longest_table)
        reading.lints.add(place, "table name " + in_quotes(name) + " leaves no room for the ending _history",
                          "use at most 55 characters");

    FieldReader reader(node, "table " + name, reading.lints);
    const Titles titles = read_titles(reader, "title", reading.lints);
    table.title_nb = titles.nb;
    table.title_en = titles.en;
    const Node columns = reader.required_child("columns");
    for (const auto& [column, value] : columns.entries()) {
        check_column_name(column, columns.key_place(column), reading.lints);
        table.columns.push_back(read_column(column, value, reading));
    }
    if (!columns.is(Node::Kind::missing) && table.columns.empty())
        reading.lints.add(columns.place(), "table " + name + " has no columns", "write columns as 'name: {type: ...}'");
    (void)reader.required_child("key");
    table.key = reader.texts("key");
    check_key(table, reader, reading.lints);
    read_validity(table, reader, reading.lints);
    read_spells(table, reader, reading.lints);
    read_references(table, reader.child("references"), reading);
    reader.finish();

    if (reading.catalog.model.find(name) != nullptr) {
        reading.lints.add(place, "table " + in_quotes(name) + " is declared twice",
                          "remove one; the other is in " + reading.table_places[name].text());
        return;
    }
    reading.table_places[name] = place;
    reading.catalog.model.tables.push_back(std::move(table));
}

}  // namespace

void read_model(const YamlFile& file, Reading& reading) {
    FieldReader reader(file.root, "model file", reading.lints);
    const Node tables = reader.required_child("tables");
    if (!tables.is(Node::Kind::missing) && !tables.is(Node::Kind::mapping))
        reading.lints.add(tables.place(), "tables must be a mapping of 'name: table'");
    for (const auto& [name, node] : tables.entries()) read_table(name, node, tables.key_place(name), reading);
    reader.finish();
}

void check_references(Reading& reading) {
    for (const auto& [table, reference, dimension_place, match_place] : reading.references) {
        const model::Table* dimension = reading.catalog.model.find(reference.dimension);
        if (dimension == nullptr || dimension->kind != model::TableKind::dimension) {
            std::vector<std::string> known;
            for (const auto& candidate : reading.catalog.model.tables)
                if (candidate.kind == model::TableKind::dimension) known.push_back(candidate.name);
            if (!reference.dimension.empty())
                unknown_name(reading.lints, dimension_place, "dimension", reference.dimension, known);
            continue;
        }
        if (!reference.match.empty()) use_column(*dimension, reference.match, match_place, reading.lints);
        if (!reference.as_of.empty() && !dimension->valid_from)
            reading.lints.add(dimension_place,
                              "reference " + in_quotes(reference.name) + " has an as_of, but " + reference.dimension +
                                  " has no validity",
                              "leave `as_of` out, or give the dimension `valid: [from, to]`");
    }
}

}  // namespace tilsig::catalog
