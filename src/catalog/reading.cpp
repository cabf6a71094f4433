// What several readers of the room share: titles, cells, references by name.
#include <algorithm>

#include "base/text.hpp"
#include "catalog/readers.hpp"
#include "config/choice.hpp"

namespace tilsig::catalog {

using config::Node;

Titles read_titles(config::FieldReader& reader, std::string_view key, config::Lints& lints) {
    config::FieldReader titles(reader.required_child(key), std::string(key), lints);
    Titles read{titles.text("nb"), titles.text("en"), titles.text_or("nn", "")};
    titles.finish();
    return read;
}

std::map<std::string, std::optional<std::string>> read_cells(const Node& node, std::string_view what,
                                                             config::Lints& lints) {
    std::map<std::string, std::optional<std::string>> cells;
    if (node.is(Node::Kind::missing)) return cells;
    if (!node.is(Node::Kind::mapping)) {
        lints.add(node.place(), std::string(what) + " must be a mapping of 'name: text'");
        return cells;
    }
    for (const auto& [name, value] : node.entries()) {
        if (value.is(Node::Kind::scalar)) {
            cells[name] = value.scalar();
        } else if (value.is(Node::Kind::null)) {
            cells[name] = std::nullopt;
        } else {
            lints.add(value.place(),
                      in_quotes(name) + " of " + std::string(what) + " must be a single text, or ~ for null");
        }
    }
    return cells;
}

void unknown_name(config::Lints& lints, const Place& place, std::string_view what, std::string_view name,
                  const std::vector<std::string>& known) {
    const std::string near = nearest(name, known);
    std::string remedy;
    constexpr std::size_t few = 16;
    if (!near.empty()) remedy = "did you mean " + near + "?";
    if (known.size() <= few && !known.empty()) remedy += (remedy.empty() ? "known: " : " known: ") + join(known, ", ");
    lints.add(place, "unknown " + std::string(what) + " " + in_quotes(name), remedy);
}

void check_same(config::FieldReader& reader, std::string_view key, const std::string& expected) {
    const std::string value = reader.text(key);
    if (!value.empty() && value != expected)
        reader.mistake(key, in_quotes(value) + " does not agree with the path",
                       "write " + expected + ", or move the file");
}

const CodeList* use_code_list(Reading& reading, const std::string& feed, const std::string& list, const Place& place) {
    const auto found = reading.catalog.code_lists.find(list);
    if (found == reading.catalog.code_lists.end()) {
        std::vector<std::string> known;
        for (const auto& [name, unused] : reading.catalog.code_lists) known.push_back(name);
        unknown_name(reading.lints, place, "code list", list, known);
        return nullptr;
    }
    reading.used_lists[feed].insert(list);
    if (found->second.kind != CodeListKind::codes) {
        reading.lints.add(place, "code list " + in_quotes(list) + " holds changes between codes, not codes",
                          "name a list of kind codes");
        return nullptr;
    }
    return &found->second;
}

ValidAt read_as_of(const std::string& as_of, const Contract& contract, const Place& place, config::Lints& lints) {
    if (as_of.empty()) return {};
    if (as_of == "$period") return ValidAt::period();
    if (const auto day = model::parse_iso_date(as_of)) return ValidAt::on(*day);
    if (const Field* field = use_field(contract, as_of, place, lints);
        field != nullptr && field->type != model::Type::date)
        lints.add(place, "as_of field " + in_quotes(as_of) + " is not a date but " + model::to_string(field->type),
                  "name a date field, $period, or a date like 2026-01-01");
    return ValidAt::in(as_of);
}

void use_lists(const expression::Program& program, const std::string& feed, Reading& reading) {
    for (const std::string& list : program.lists()) reading.used_lists[feed].insert(list);
}

std::vector<std::string> field_names(const Contract& contract) {
    std::vector<std::string> names;
    for (const Field& field : contract.fields) names.push_back(field.name);
    return names;
}

const Field* use_field(const Contract& contract, const std::string& name, const Place& place, config::Lints& lints) {
    const Field* field = contract.find(name);
    if (field == nullptr) unknown_name(lints, place, "field", name, field_names(contract));
    return field;
}

model::Privacy read_privacy(config::FieldReader& reader) {
    using model::Privacy;
    static constexpr std::array<config::Word<Privacy>, 4> classes{{{"public", Privacy::public_},
                                                                   {"internal", Privacy::internal},
                                                                   {"restricted", Privacy::restricted},
                                                                   {"personal", Privacy::personal}}};
    return config::choice(reader, "privacy", classes, {Privacy::public_});
}

const std::vector<std::string>& type_words() {
    static const std::vector<std::string> words{"text", "code", "integer", "decimal", "date", "boolean", "timestamp"};
    return words;
}

}  // namespace tilsig::catalog
