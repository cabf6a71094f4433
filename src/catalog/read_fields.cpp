// The fields of a contract: name, type and how the source writes it.
#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "catalog/format.hpp"
#include "catalog/readers.hpp"
#include "catalog/stages.hpp"
#include "model/composed.hpp"
#include "model/date_form.hpp"
#include "model/texts.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;
using model::Type;

const std::vector<std::string>& date_forms() { return model::date_forms(); }

namespace {

char mark(FieldReader& reader, std::string_view key, char fallback) {
    if (!reader.has(key)) {
        (void)reader.child(key);
        return fallback;
    }
    const std::string text = reader.text(key);
    if (text.size() == 1 && (text[0] < '0' || text[0] > '9') && text[0] != '-') return text[0];
    reader.mistake(key, in_quotes(text) + " is not one character for '" + std::string(key) + "'",
                   "write one character in quotes, no digit");
    return fallback;
}

/// The character of `U+00A0`, in UTF-8; anything else as it stands.
std::string named_character(const std::string& text) {
    if (!text.starts_with("U+") || text.size() < 6 || text.size() > 8) return text;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), number, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return text;
    if (number < 0x20 || number > 0xFFFF || (number >= 0xD800 && number < 0xE000)) return text;
    if (number < 0x80) return std::string(1, static_cast<char>(number));
    std::string made;
    if (number < 0x800) {
        made += static_cast<char>(0xC0U | number >> 6U);
    } else {
        made += static_cast<char>(0xE0U | number >> 12U);
        made += static_cast<char>(0x80U | (number >> 6U & 0x3FU));
    }
    return made + static_cast<char>(0x80U | (number & 0x3FU));
}

/// Between thousands: any one character, as it stands or by its number.
std::string group_mark(FieldReader& reader) {
    if (!reader.has("group_mark")) {
        (void)reader.child("group_mark");
        return {};
    }
    const std::string text = reader.text("group_mark");
    std::string character = named_character(text);
    const bool of_numbers =
        character.size() == 1 && std::string_view("0123456789+-eE").find(character[0]) != std::string_view::npos;
    if (find_invalid_utf8(character) == std::string_view::npos && model::count_characters(character) == 1 &&
        !of_numbers && character != "\u2212")
        return character;
    reader.mistake(
        "group_mark", in_quotes(text) + " is not one character for 'group_mark'",
        "write one character in quotes, no digit and no sign; what cannot be seen by its number, like \"U+00A0\"");
    return {};
}

/// A unit around numbers. It must not be able to be a part of one.
std::string unit(FieldReader& reader, const model::ValueFormat& format) {
    std::string text = reader.text_or("strip", "");
    if (!reader.has("strip")) return {};
    text = trim(text);
    const auto part_of_number = [&](char c) {
        return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == format.decimal_mark;
    };
    const bool clashes = std::any_of(text.begin(), text.end(), part_of_number) ||
                         text.find("\u2212") != std::string::npos ||
                         (!format.group_mark.empty() && text.find(format.group_mark) != std::string::npos);
    if (text.empty() || clashes)
        reader.mistake("strip", in_quotes(text) + " is no unit: it could be a part of a number",
                       "write the unit alone, like \"%\" or \"kr\": no digits, signs or marks");
    return text;
}

/// `key` makes sense for some types only; said at any other type, it shows a misunderstanding.
void only_for(FieldReader& reader, std::string_view key, bool fits, std::string_view types) {
    if (reader.has(key) && !fits)
        reader.mistake(key, "'" + std::string(key) + "' is only for " + std::string(types), "leave it out");
}

void read_format(FieldReader& reader, Field& field) {
    model::ValueFormat& format = field.format;
    const bool number = field.type == Type::decimal || field.type == Type::integer;
    only_for(reader, "decimal_mark", field.type == Type::decimal, "decimal fields");
    only_for(reader, "scale", field.type == Type::decimal, "decimal fields");
    only_for(reader, "round", field.type == Type::decimal, "decimal fields");
    only_for(reader, "group_mark", number, "integer and decimal fields");
    only_for(reader, "strip", number, "integer and decimal fields");
    only_for(reader, "date", field.type == Type::date, "date fields");
    only_for(reader, "zone", field.type == Type::timestamp, "timestamp fields");
    only_for(reader, "pivot_year", field.type == Type::date, "date fields");
    format.decimal_mark = mark(reader, "decimal_mark", '.');
    format.group_mark = group_mark(reader);
    if (field.type == Type::integer && format.group_mark == ".") format.decimal_mark = ',';
    if (format.group_mark == std::string_view(&format.decimal_mark, 1))
        reader.mistake("group_mark", "group_mark and decimal_mark are the same character");
    format.strip = unit(reader, format);
    format.scale = static_cast<int>(reader.integer_or("scale", 0));
    if (format.scale < 0 || format.scale > 9) reader.mistake("scale", "a scale must be between 0 and 9");
    format.round = reader.boolean_or("round", false);
    format.date = reader.choice_or("date", date_forms(), "yyyy-MM-dd");
    static const std::vector<std::string> zones{"UTC", "Europe/Oslo"};
    if (reader.has("zone")) format.zone = reader.choice("zone", zones) == "UTC" ? model::Zone::utc : model::Zone::oslo;
    format.pivot_year = static_cast<int>(reader.integer_or("pivot_year", 50));
    if (format.pivot_year < 0 || format.pivot_year > 100)
        reader.mistake("pivot_year", "a pivot year must be between 0 and 100");
}

void read_missing(FieldReader& reader, Field& field, config::Lints& lints) {
    const Node node = reader.child("missing");
    if (node.is(Node::Kind::missing)) return;
    if (!node.is(Node::Kind::mapping) || node.entries().empty()) {
        lints.add(node.place(), "missing must be a mapping of 'marker: reason'", "like {\".\": not_applicable}");
        return;
    }
    for (const auto& [marker, reason] : node.entries()) {
        if (!reason.is(Node::Kind::scalar)) {
            lints.add(reason.place(), "the reason of marker " + in_quotes(marker) + " must be a single word");
            continue;
        }
        check_name(lints, reason.place(), "reason", reason.scalar());
        field.missing[marker] = reason.scalar();
    }
}

/// Messages and receipts speak of a field by its title where it has one. Nynorsk may be left out: bokmål stands for it.
void read_field_title(FieldReader& reader, Field& field, config::Lints& lints) {
    const Node node = reader.child("title");
    if (node.is(Node::Kind::missing)) return;
    FieldReader titles(node, "title", lints);
    for (const char* language : {"nb", "nn", "en"}) {
        std::string text = language == std::string_view("nn") ? titles.text_or(language, "") : titles.text(language);
        if (titles.has(language) && trim(text).empty())
            titles.mistake(language, "the " + std::string(language) + " title of " + field.name + " is empty",
                           "write it, or leave title out");
        if (!text.empty()) field.title[language] = std::move(text);
    }
    titles.finish();
}

Field read_field(const std::string& name, const Node& node, config::Lints& lints) {
    Field field;
    field.name = field.column = name;
    field.place = node.place();
    if (node.is(Node::Kind::scalar)) {
        const auto type = model::parse_type(node.scalar());
        if (!type) unknown_name(lints, node.place(), "type", node.scalar(), type_words());
        field.type = type.value_or(Type::text);
        return field;
    }
    FieldReader reader(node, "field " + name, lints);
    field.type = model::parse_type(reader.choice("type", type_words())).value_or(Type::text);
    field.column = model::composed(reader.text_or("column", name));
    read_format(reader, field);
    field.required = reader.boolean_or("required", false);
    field.optional_column = reader.boolean_or("optional_column", false);
    field.privacy = read_privacy(reader);
    field.person = reader.boolean_or("person", false);
    if (field.person && (field.type != Type::integer || field.privacy != model::Privacy::restricted))
        reader.mistake("person", "ids of persons are integers, and not for everybody",
                       "write `type: integer`, `privacy: restricted` and `person: true`");
    field.max_length = static_cast<int>(reader.integer_or("max_length", 4000));
    if (field.max_length < 1 || field.max_length > 4000)
        reader.mistake("max_length", "max_length must be between 1 and 4000");
    static const std::vector<std::string> splits{"code", "name"};
    if (reader.has("split")) field.split = reader.choice("split", splits);
    read_missing(reader, field, lints);
    read_field_title(reader, field, lints);
    reader.finish();
    return field;
}

std::vector<std::string> source_columns(const Layout& layout) {
    if (const Format& format = format_of(layout); !layout.unpivot)
        return format.named_columns == nullptr ? std::vector<std::string>() : format.named_columns(layout);
    std::vector<std::string> names = layout.unpivot->keys;
    names.insert(names.end(), layout.unpivot->headers.begin(), layout.unpivot->headers.end());
    names.push_back(layout.unpivot->value);
    return names;
}

/// Fields of one source column must split it between them; no field has the name of the reason of a missing value.
void check_sharing(const Contract& contract, config::Lints& lints) {
    std::map<std::string, const Field*> by_column;
    for (const Field& field : contract.fields) {
        const auto [first, fresh] = by_column.try_emplace(field.column + "\n" + field.split, &field);
        const Field* other = fresh ? nullptr : first->second;
        if (other == nullptr && !field.split.empty()) {
            if (const auto whole = by_column.find(field.column + "\n"); whole != by_column.end()) other = whole->second;
        }
        if (other != nullptr)
            lints.add(field.place,
                      "fields " + in_quotes(other->name) + " and " + in_quotes(field.name) + " read the same column " +
                          in_quotes(field.column),
                      "give each its own column, or split: code and split: name");
        if (!field.missing.empty() && contract.find(reason_column(field.name)) != nullptr)
            lints.add(field.place,
                      "field " + in_quotes(reason_column(field.name)) + " stands in the way of the missing reason of " +
                          in_quotes(field.name),
                      "rename it");
    }
}

}  // namespace

void read_fields(const Node& node, Contract& contract, config::Lints& lints) {
    if (node.is(Node::Kind::missing)) return;
    if (!node.is(Node::Kind::mapping) || node.entries().empty()) {
        lints.add(node.place(), "fields must be a mapping of 'name: {type: ...}' with at least one field");
        return;
    }
    for (const auto& [name, value] : node.entries()) {
        check_name(lints, node.key_place(name), "field", name);
        contract.fields.push_back(read_field(name, value, lints));
    }
    check_sharing(contract, lints);
    for (const Layout& layout : contract.layouts) {
        const auto columns = source_columns(layout);
        if (columns.empty()) continue;  // named by the header of the delivery
        for (const Field& field : contract.fields)
            if (!field.optional_column && std::find(columns.begin(), columns.end(), field.column) == columns.end())
                unknown_name(lints, field.place, "column of layout " + layout.name, field.column, columns);
    }
}

}  // namespace tilsig::catalog
