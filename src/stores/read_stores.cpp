// tables.yaml and files.yaml.
#include <array>

#include "config/field_reader.hpp"
#include "stores/registry.hpp"

namespace tilsig::stores {

namespace {

using config::FieldReader;
using config::Lints;
using config::Node;
using model::Privacy;

constexpr std::array<Privacy, 4> classes{Privacy::public_, Privacy::internal, Privacy::restricted, Privacy::personal};

template <typename Word>
Word choose(FieldReader& reader, const char* key, std::initializer_list<Word> words) {
    std::vector<std::string> known;
    for (const Word word : words) known.emplace_back(to_string(word));
    const std::string chosen = reader.choice(key, known);
    for (const Word word : words)
        if (chosen == to_string(word)) return word;
    return *words.begin();
}

void read_declared(FieldReader& reader, Declared& declared, Lints& lints) {
    FieldReader purpose(reader.required_child("purpose"), "purpose", lints);
    declared.purpose_nb = purpose.text("nb");
    declared.purpose_en = purpose.text("en");
    purpose.finish();
    using R = Retention;
    declared.retention =
        choose<R>(reader, "retention", {R::kept, R::landing, R::letters, R::cache, R::run, R::receivers, R::outside});
    using E = Erasure;
    declared.erasure =
        choose<E>(reader, "erasure", {E::nothing, E::rows, E::blanked, E::tokens, E::numbers, E::dropped});
}

/// Columns are listed by their class.
std::vector<Column> read_columns(FieldReader& reader) {
    std::vector<Column> columns;
    for (const Privacy privacy : classes) {
        for (auto& name : reader.texts(model::to_string(privacy))) columns.push_back({std::move(name), privacy});
    }
    return columns;
}

void read_tables(const Node& node, bool in_link_store, Registry& registry, Lints& lints) {
    for (const auto& [name, value] : node.entries()) {
        FieldReader reader(value, "table " + name, lints);
        Table table;
        table.name = name;
        table.in_link_store = in_link_store;
        read_declared(reader, table, lints);
        table.columns = read_columns(reader);
        if (table.columns.empty())
            lints.add(value.place(), "table " + name + " has no columns", "list them by their class, `internal: [id]`");
        reader.finish();
        registry.tables.push_back(std::move(table));
    }
}

void read_files(const Node& node, Registry& registry, Lints& lints) {
    for (const auto& [pattern, value] : node.entries()) {
        FieldReader reader(value, "file " + pattern, lints);
        File file;
        file.pattern = pattern;
        read_declared(reader, file, lints);
        const std::string word = reader.choice("class", {"public", "internal", "restricted", "personal"});
        for (const Privacy privacy : classes)
            if (word == model::to_string(privacy)) file.privacy = privacy;
        file.sealed = reader.boolean_or("sealed", false);
        reader.finish();
        registry.files.push_back(std::move(file));
    }
}

std::vector<Column> read_class(const Node& node, const std::string& what, Lints& lints) {
    FieldReader reader(node, what, lints);
    auto columns = read_columns(reader);
    reader.finish();
    return columns;
}

}  // namespace

void read_stores(const Node& root, Registry& registry, Lints& lints) {
    FieldReader reader(root, "stores", lints);
    read_tables(reader.child("tables"), false, registry, lints);
    read_tables(reader.child("link_store"), true, registry, lints);
    if (reader.has("loader")) registry.loader_columns = read_class(reader.child("loader"), "loader", lints);
    if (reader.has("history")) registry.history_columns = read_class(reader.child("history"), "history", lints);
    read_files(reader.child("files"), registry, lints);
    reader.finish();
}

}  // namespace tilsig::stores
