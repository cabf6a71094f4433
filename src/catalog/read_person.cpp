// `person:` of a contract: numbers of persons, and the integer that takes their place.
#include <algorithm>
#include <array>

#include "catalog/format.hpp"
#include "catalog/readers.hpp"
#include "config/choice.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;
using Kind = PersonNumbers::Kind;

namespace {

constexpr std::array<config::Word<Kind>, 6> kinds{{{"national", Kind::national},
                                                   {"fnr", Kind::fnr},
                                                   {"dnr", Kind::dnr},
                                                   {"duf", Kind::duf},
                                                   {"lead_duf", Kind::lead_duf},
                                                   {"candidate", Kind::candidate}}};

bool same_kind(Kind a, Kind b) {
    const auto either = [](Kind kind) { return kind == Kind::fnr || kind == Kind::dnr; };
    return a == b || (a == Kind::national && either(b)) || (b == Kind::national && either(a));
}

void read_number(const Contract& contract, FieldReader& numbers, const std::string& name, PersonNumbers& person,
                 config::Lints& lints) {
    const Kind kind = config::choice(numbers, name, kinds, {});
    const Field* field = use_field(contract, name, numbers.place(name), lints);
    if (field == nullptr) return;
    if (field->privacy != model::Privacy::personal)
        numbers.mistake(
            name,
            "field " + in_quotes(name) + " is a person's number and has privacy " + model::to_string(field->privacy),
            "give the field `privacy: personal`");
    if (field->type != model::Type::code && field->type != model::Type::text)
        numbers.mistake(name,
                        "field " + in_quotes(name) + " is a person's number and has type " +
                            std::string(model::to_string(field->type)) + ", which loses its leading zeros",
                        "give the field `type: code`");
    if (std::find(contract.key.begin(), contract.key.end(), name) != contract.key.end())
        numbers.mistake(name, "field " + in_quotes(name) + " is a person's number and part of the key",
                        "use the case reference as key: numbers change in a life; where the source knows a record by "
                        "the number, write `id_of` and key by the id");
    for (const auto& other : person.numbers)
        if (same_kind(other.kind, kind))
            numbers.mistake(name, in_quotes(name) + " and " + in_quotes(other.field) + " are numbers of one kind",
                            "a record names each kind once");
    person.numbers.push_back({name, kind, numbers.place(name)});
}

/// `protected: {field: address_protection, values: ["6", "7"]}`
void read_mark(const Contract& contract, const Node& node, PersonNumbers& person, config::Lints& lints) {
    if (node.is(Node::Kind::missing)) return;
    FieldReader reader(node, "protected", lints);
    person.mark_field = reader.text("field");
    person.marks = reader.texts("values");
    if (!person.mark_field.empty()) (void)use_field(contract, person.mark_field, reader.place("field"), lints);
    if (person.marks.empty())
        reader.mistake("values", "protected must say which values mean that the address is protected",
                       "like `values: [\"6\", \"7\"]`");
    reader.finish();
}

/// `id_of: duf`: the number that the source keeps its records by.
void read_id_of(FieldReader& reader, const Contract& contract, PersonNumbers& person) {
    const auto number = [&](const auto& is) {
        return std::find_if(person.numbers.begin(), person.numbers.end(), is) != person.numbers.end();
    };
    if (number([](const auto& each) { return each.kind == Kind::lead_duf; }) &&
        !number([](const auto& each) { return each.kind == Kind::duf; }))
        reader.mistake("numbers", "a lead DUF number is the lead of another one, which is not named",
                       "name the person's own DUF number in `numbers` too");
    person.id_of = reader.text_or("id_of", "");
    const bool keyed = std::find(contract.key.begin(), contract.key.end(), person.id_field) != contract.key.end();
    if (person.id_of.empty()) {
        if (keyed)
            reader.mistake("as", "the key names " + in_quotes(person.id_field) + ", which is of the person",
                           "write `id_of` with the number by which the source keeps its records");
    } else if (!number([&](const auto& each) { return each.field == person.id_of && each.kind != Kind::lead_duf; })) {
        reader.mistake("id_of", in_quotes(person.id_of) + " is no number of the person",
                       "name one of the fields under `numbers`");
    }
    if (keyed && contract.subject == model::Subject::Kind::metric)
        reader.mistake("as", "the key names " + in_quotes(person.id_field) + ", so that findings need a subject",
                       "write `subject: {person: " + person.id_of + "}`");
}

}  // namespace

void read_person(const Node& node, Contract& contract, config::Lints& lints) {
    if (node.is(Node::Kind::missing)) return;
    PersonNumbers person;
    person.place = node.place();
    FieldReader reader(node, "person", lints);
    const Node numbers = reader.required_child("numbers");
    FieldReader fields(numbers, "numbers", lints);
    for (const auto& [name, kind] : numbers.entries()) read_number(contract, fields, name, person, lints);
    if (!numbers.is(Node::Kind::missing) && numbers.entries().empty())
        lints.add(numbers.place(), "numbers must name the fields that hold numbers of the person",
                  "write {fnr: national, duf: duf}");
    person.id_field = reader.text_or("as", person.id_field);
    if (contract.find(person.id_field) != nullptr)
        reader.mistake("as", "the person's id would have the name of field " + in_quotes(person.id_field),
                       "give it another name");
    read_mark(contract, reader.child("protected"), person, lints);
    read_id_of(reader, contract, person);
    reader.finish();
    for (const Field& field : contract.fields) {
        const bool named = std::any_of(person.numbers.begin(), person.numbers.end(),
                                       [&](const auto& number) { return number.field == field.name; });
        if (field.privacy == model::Privacy::personal && !named)
            lints.add(
                field.place, "field " + in_quotes(field.name) + " has privacy personal and is no number of the person",
                "name it under `person: numbers:`, or take it out of the contract: what nobody may see is not read");
    }
    for (const Layout& layout : contract.layouts)
        if (layout.unpivot || format_of(layout).is_cube)
            lints.add(person.place,
                      "layout " + in_quotes(layout.name) + " is a wide table: each of its cells is a record",
                      "a person is erased record by record; ask for a file with one line for each record");
    contract.person = std::move(person);
}

}  // namespace tilsig::catalog
