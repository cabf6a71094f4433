// The `columns:` of a mapping: where each value comes from, through which steps, and that it fits.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "catalog/map_reading.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;
using model::Type;

namespace {

std::vector<std::string> step_names() {
    std::vector<std::string> names;
    for (const auto& spec : step_specs) names.emplace_back(spec.name);
    return names;
}

void check_pad(const ColumnRule::Step& step, config::Lints& lints) {
    int width = 0;
    const std::string& text = step.arguments[0];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), width);
    if (error != std::errc{} || end != text.data() + text.size() || width < 1 || width > 1000)
        lints.add(step.place, in_quotes(text) + " is not a width between 1 and 1000", "like `pad_left: [4, \"0\"]`");
    if (step.arguments[1].size() != 1)
        lints.add(step.place, in_quotes(step.arguments[1]) + " is not one character", "like `pad_left: [4, \"0\"]`");
}

void check_translate(const ColumnRule::Step& step, MapReading& reading) {
    const CodeList* list = use_code_list(reading.all, reading.contract.feed, step.arguments[0], step.place);
    if (list != nullptr) {
        for (const Code& code : list->codes) {
            if (!code.maps_to.empty()) continue;
            reading.lints().add(
                step.place, "code " + in_quotes(code.code) + " of list " + in_quotes(list->name) + " has no maps_to",
                "a list that translates needs maps_to on every row");
            break;
        }
    }
    if (step.arguments.size() == 2) {
        (void)read_as_of(step.arguments[1], reading.contract, step.place, reading.lints());
        if (reading.contract.find(step.arguments[1]) != nullptr) reading.used.insert(step.arguments[1]);
    }
}

void check_arguments(const StepSpec& spec, const ColumnRule::Step& step, MapReading& reading) {
    switch (spec.kind) {
        case StepKind::pad_left: check_pad(step, reading.lints()); break;
        case StepKind::translate: check_translate(step, reading); break;
        case StepKind::coalesce:
            for (const auto& name : step.arguments) (void)reading.input(name, step.place, true);
            break;
        case StepKind::strip_prefix:
        case StepKind::strip_suffix:
        case StepKind::before:
        case StepKind::after:
            if (step.arguments[0].empty())
                reading.lints().add(step.place, "step " + step.name + " has an empty text",
                                    "like " + std::string(spec.example));
            break;
        default: break;
    }
}

/// `upper`, or `{pad_left: [4, "0"]}`.
std::optional<ColumnRule::Step> read_step(const Node& node, MapReading& reading) {
    ColumnRule::Step step;
    step.place = node.place();
    if (node.is(Node::Kind::scalar)) {
        step.name = node.scalar();
    } else if (node.is(Node::Kind::mapping) && node.entries().size() == 1) {
        step.name = node.entries().front().first;
        step.place = node.key_place(step.name);
        FieldReader reader(node, "step", reading.lints());
        step.arguments = reader.texts(step.name);
    } else {
        reading.lints().add(node.place(), "a step is a name, or one name with its arguments",
                            "like upper, or `strip_prefix: K`");
        return std::nullopt;
    }
    const StepSpec* spec = find_step(step.name);
    if (spec == nullptr) {
        const std::string near = nearest(step.name, step_names());
        reading.lints().add(step.place, "unknown step " + in_quotes(step.name),
                            (near.empty() ? "" : "did you mean " + near + "? ") + "known: " + join(step_names(), ", "));
        return std::nullopt;
    }
    const int given = static_cast<int>(step.arguments.size());
    if (given < spec->least_arguments || given > spec->most_arguments) {
        reading.lints().add(step.place, "step " + step.name + " got " + std::to_string(given) + " arguments",
                            "like " + std::string(spec->example));
        return std::nullopt;
    }
    check_arguments(*spec, step, reading);
    return step;
}

/// A text that is known now: a constant, or what `default` puts in.
void check_constant(const std::string& text, const model::TableColumn& column, const Place& place,
                    config::Lints& lints) {
    model::ValueFormat format;
    format.scale = column.scale;
    std::array<char, 40> buffer{};
    const bool bounded = column.type == Type::text || column.type == Type::code;
    const auto characters = std::count_if(text.begin(), text.end(),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    if (bounded ? characters > column.length : !model::parse_value(column.type, format, text, buffer.data()))
        lints.add(place,
                  in_quotes(text) + " does not fit column " + in_quotes(column.name) + " (" +
                      model::to_string(column.type) + (bounded ? " of " + std::to_string(column.length) : "") + ")",
                  bounded ? "shorten it" : "write a value of that type");
}

void read_steps(const Node& steps, ValueShape shape, ColumnRule& rule, const model::TableColumn& column,
                MapReading& reading) {
    if (!steps.is(Node::Kind::missing) && !steps.is(Node::Kind::sequence)) {
        reading.lints().add(steps.place(), "steps must be a list", "like `steps: [upper, {strip_prefix: K}]`");
        return;
    }
    bool sound = true;
    for (const Node& item : steps.items()) {
        auto step = read_step(item, reading);
        if (!step) {
            sound = false;
            continue;
        }
        const auto next = after_step(find_step(step->name)->kind, shape);
        if (!next && sound)
            reading.lints().add(
                step->place,
                "step " + step->name + " cannot be applied to a value of type " + model::to_string(shape.type),
                "it works on text, code and integer");
        sound = sound && next.has_value();
        if (next) shape = *next;
        rule.steps.push_back(std::move(*step));
    }
    if (!sound) return;
    if (!rule.steps.empty() && rule.steps.back().name == "default")
        check_constant(rule.steps.back().arguments[0], column, rule.steps.back().place, reading.lints());
    if (!fits(shape, column.type, column.scale)) {
        const std::string digits = shape.type == Type::decimal ? " with scale " + std::to_string(shape.scale) : "";
        reading.lints().add(rule.place,
                            in_quotes(rule.from) + " gives " + model::to_string(shape.type) + digits + ", but column " +
                                in_quotes(column.name) + " is " + model::to_string(column.type) +
                                (column.type == Type::decimal ? " with scale " + std::to_string(column.scale) : ""),
                            "change the type of one of them, or add a step");
    }
}

void check_privacy(const std::string& from, model::Privacy privacy, const Place& place,
                   const model::TableColumn& column, MapReading& reading) {
    if (privacy > column.privacy)
        reading.lints().add(place,
                            "field " + in_quotes(from) + " is " + model::to_string(privacy) + ", but column " +
                                in_quotes(column.name) + " is only " + model::to_string(column.privacy),
                            "raise the class of the column, or ignore the field");
}

/// Ids of persons stand in columns that say so, and nothing is made of them: whoever erases a person, or compares two
/// warehouses, finds them there.
void check_person(const ColumnRule& rule, bool uses_id, const model::TableColumn& column, MapReading& reading) {
    const bool is_id = uses_id && rule.expression.empty() && rule.steps.empty();
    if (column.person && !is_id)
        reading.lints().add(rule.place,
                            "column " + in_quotes(column.name) + " holds ids of persons, and is given something else",
                            reading.contract.person ? "map " + reading.contract.person->id_field + " to it"
                                                    : "the contract needs `person:`, or the column no `person: true`");
    else if (uses_id && !column.person)
        reading.lints().add(rule.place,
                            "the id of a person goes into column " + in_quotes(column.name) +
                                ", which does not say that it holds ids of persons",
                            "write `person: true` at the column, or leave the id out");
}

/// What `protect` puts in, or of a derived feed what its query takes from rows about persons.
bool is_person_id(const std::string& name, const MapReading& reading) {
    if (reading.contract.person && name == reading.contract.person->id_field) return true;
    const Field* field = reading.contract.find(name);
    return field != nullptr && field->person;
}

/// Nothing converts by itself: what an expression gives must be of the column's type.
bool fits_column(expression::ValueType type, const model::TableColumn& column) {
    using expression::Kind;
    switch (column.type) {
        case Type::text:
        case Type::code: return expression::is_textual(type.kind);
        case Type::integer: return type.kind == Kind::decimal && type.scale == 0;
        case Type::decimal: return type.kind == Kind::decimal && type.scale <= column.scale;
        case Type::date: return type.kind == Kind::date;
        case Type::boolean: return type.kind == Kind::boolean;
        case Type::timestamp: return type.kind == Kind::timestamp;
    }
    return false;
}

/// `{expression: ...}`: computed from any fields; none of them may be more private than the column.
void read_computed(const Node& node, ColumnRule& rule, const model::TableColumn* column, MapReading& reading) {
    rule.expression = node.scalar();
    const auto program = reading.computed(node, "the expression of a column", std::nullopt, reading.in);
    if (!program) return;
    std::map<std::string, model::Privacy> fields;  // why a value is missing tells of the value
    for (const std::size_t at : program->columns()) {
        const auto& source = reading.in.columns[at];
        const Field* field = source.field == source.no_field ? nullptr : &reading.contract.fields[source.field];
        const std::string& name = field == nullptr ? source.name : field->name;
        if (fields.empty()) rule.from = name;
        fields.emplace(name, field == nullptr ? source.privacy : field->privacy);
    }
    if (column == nullptr) return;
    if (!fits_column(program->type(), *column))
        reading.lints().add(node.place_inside(0),
                            "the expression gives " + expression::described(program->type()) + ", but column " +
                                in_quotes(column->name) + " is " + model::to_string(column->type) +
                                (column->type == Type::decimal ? " with scale " + std::to_string(column->scale) : ""),
                            "round(...) changes a scale, text(...) makes a text; or change the type of the column");
    for (const auto& [field, privacy] : fields) check_privacy(field, privacy, node.place_inside(0), *column, reading);
    const bool uses_id = std::any_of(fields.begin(), fields.end(),
                                     [&](const auto& field) { return is_person_id(field.first, reading); });
    check_person(rule, uses_id, *column, reading);
}

void read_column_rule(const std::string& name, const Node& node, const Place& place, MapReading& reading) {
    const model::TableColumn* column = reading.target.find(name);
    if (column == nullptr) {
        std::vector<std::string> known;
        for (const auto& c : reading.target.columns) known.push_back(c.name);
        unknown_name(reading.lints(), place, "column of " + reading.target.name, name, known);
    }
    ColumnRule rule;
    rule.column = name;
    rule.place = place;
    if (node.is(Node::Kind::scalar)) {
        rule.from = node.scalar();
        const auto shape = reading.input(rule.from, node.place(), true);
        if (shape && column != nullptr) read_steps(Node::missing(place, true), *shape, rule, *column, reading);
    } else {
        FieldReader reader(node, "column " + name, reading.lints());
        const bool constant = reader.has("constant");
        if (constant)
            rule.constant = reader.text("constant");
        else
            (void)reader.child("constant");
        const Node steps = reader.child("steps");
        const Node expression = reader.child("expression");
        const bool computed = !expression.is(Node::Kind::missing);
        if (computed && (constant || reader.has("from") || reader.has("steps")))
            reader.mistake("expression", "an expression has neither from, steps nor constant", "choose one of them");
        if (computed) {
            (void)reader.child("from");
            read_computed(expression, rule, column, reading);
            reader.finish();
            reading.mapping.columns.push_back(std::move(rule));
            return;
        }
        rule.from = constant ? reader.text_or("from", "") : reader.text("from");
        if (constant && (reader.has("from") || reader.has("steps")))
            reader.mistake("constant", "a constant has neither from nor steps", "choose one of them");
        if (constant && column != nullptr)
            check_constant(*rule.constant, *column, reader.place("constant"), reading.lints());
        if (!constant && !rule.from.empty()) {
            const auto shape = reading.input(rule.from, reader.place("from"), true);
            if (shape && column != nullptr) read_steps(steps, *shape, rule, *column, reading);
        }
        reader.finish();
    }
    if (const auto* source = reading.in.find(rule.from); column != nullptr && source != nullptr)
        check_privacy(rule.from, source->privacy, rule.place, *column, reading);
    if (column != nullptr) check_person(rule, is_person_id(rule.from, reading), *column, reading);
    reading.mapping.columns.push_back(std::move(rule));
}

}  // namespace

std::optional<expression::Program> MapReading::computed(const Node& node, std::string_view what,
                                                        std::optional<expression::Kind> wanted,
                                                        const model::StageSchema& stage) {
    auto scope = expression_scope(stage, all.catalog);
    if (contract.person) {
        for (const auto& number : contract.person->numbers)
            scope.withheld.emplace(number.field, "use " + contract.person->id_field + ", which stands for the person");
    }
    auto program = read_expression(node, what, wanted, scope, lints());
    if (!program) return program;
    for (const std::size_t column : program->columns()) use(stage.columns[column]);
    use_lists(*program, contract.feed, all);
    return program;
}

void MapReading::use(const model::StageColumn& column) {
    if (column.field != column.no_field) {
        used.insert(contract.fields[column.field].name);
    } else if (contract.person) {
        for (const auto& number : contract.person->numbers) used.insert(number.field);
    }
}

std::optional<ValueShape> MapReading::input(const std::string& name, const Place& place, bool special) {
    const auto* column = in.find(name);
    if (column != nullptr && !column->reason) use(*column);
    if (special || !name.starts_with('$')) {
        if (const auto shape = input_shape(in, name)) return shape;
    }
    if (contract.find(name) != nullptr) {
        lints().add(place, "field " + in_quotes(name) + " is a number of the person, which no mapping sees",
                    "use " + contract.person->id_field + ", which stands for the person");
        return std::nullopt;
    }
    std::vector<std::string> known;
    for (const auto& each : in.columns) known.push_back(each.name);
    if (special) known.insert(known.end(), {"$period", "$sender", "$received_at"});
    unknown_name(lints(), place, "field", name, known);
    return std::nullopt;
}

void read_columns(const Node& node, MapReading& reading) {
    if (node.is(Node::Kind::missing)) return;
    if (!node.is(Node::Kind::mapping)) {
        reading.lints().add(node.place(), "columns must be a mapping of 'column: field'");
        return;
    }
    for (const auto& [name, value] : node.entries()) read_column_rule(name, value, node.key_place(name), reading);
}

}  // namespace tilsig::catalog
