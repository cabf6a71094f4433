// The `check:` of a rule: one of a fixed set of predicates, its fields and bounds proven against the contract.
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "catalog/expressions.hpp"
#include "catalog/identifier_kinds.hpp"
#include "catalog/read_sets.hpp"
#include "catalog/readers.hpp"
#include "catalog/stages.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;
using model::Type;

namespace {

/// Reads the check of one rule; each predicate is a function that fills `rule.check` and `rule.field`.
struct CheckReader {
    FieldReader& reader;
    Rule& rule;
    const Contract& contract;
    Reading& reading;
    std::string_view name;  ///< of the predicate, which is its first key

    /// The field that stands as the value of the predicate's own key.
    const Field* subject() {
        rule.field = reader.text(name);
        return rule.field.empty() ? nullptr : use_field(contract, rule.field, reader.place(name), reading.lints);
    }
    std::string code_list() {
        std::string list = reader.text("in");
        if (!list.empty()) (void)use_code_list(reading, contract.feed, list, reader.place("in"));
        return list;
    }
    ValidAt as_of() { return read_as_of(reader.text_or("as_of", ""), contract, reader.place("as_of"), reading.lints); }
};

bool is_text(Type type) { return type == Type::text || type == Type::code; }

void required(CheckReader& check) {
    (void)check.subject();
    check.rule.check = checks::Required{};
}

void not_identifier(CheckReader& check) {
    const Field* field = check.subject();
    check.rule.check = checks::NoIdentifier{};
    if (field != nullptr && !is_text(field->type))
        check.reader.mistake("not_identifier",
                             "field " + in_quotes(field->name) + " is " + model::to_string(field->type) + ", no text",
                             "as a number it has lost its leading zero; give it type text or code");
}

void pattern(CheckReader& check) {
    (void)check.subject();
    re2::RE2::Options quiet;
    quiet.set_log_errors(false);
    const auto compiled = std::make_shared<const re2::RE2>(check.reader.text("matches"), quiet);
    if (!compiled->ok())
        check.reader.mistake("matches", "the pattern cannot be read: " + compiled->error(),
                             "write it in RE2 syntax; look-around and back references do not exist there");
    check.rule.check = checks::Pattern{compiled};
}

void one_of(CheckReader& check) {
    (void)check.subject();
    (void)check.reader.required_child("values");
    checks::OneOf read{check.reader.texts("values")};
    if (check.reader.has("values") && read.values.empty())
        check.reader.mistake("values", "one_of has no values", "list them");
    check.rule.check = std::move(read);
}

void range(CheckReader& check) {
    const Field* field = check.subject();
    check.rule.check = checks::Range{};
    const std::array<std::string, 2> texts{check.reader.text_or("min", ""), check.reader.text_or("max", "")};
    if (texts[0].empty() && texts[1].empty()) check.reader.mistake("range", "a range needs min or max", "add one");
    if (field == nullptr) return;
    if (field->type != Type::integer && field->type != Type::decimal && field->type != Type::date) {
        check.reader.mistake(
            "range",
            "field " + in_quotes(field->name) + " is " + model::to_string(field->type) + ", which has no range",
            "a range is for integer, decimal and date fields");
        return;
    }
    model::ValueFormat canonical;
    canonical.scale = field->format.scale;
    std::array<std::optional<std::int64_t>, 2> bounds;
    for (std::size_t i = 0; i < 2; ++i) {
        if (texts[i].empty()) continue;
        std::array<char, 40> buffer{};
        if (const auto parsed = model::parse_value(field->type, canonical, texts[i], buffer.data()))
            bounds[i] = parsed->number;
        else
            check.reader.mistake(i == 0 ? "min" : "max",
                                 in_quotes(texts[i]) + " is not a value of type " + model::to_string(field->type),
                                 "write it in canonical form: 42, 0.25 with the field's scale, 2020-01-01");
    }
    if (bounds[0] && bounds[1] && *bounds[0] > *bounds[1]) check.reader.mistake("max", "max is less than min");
    check.rule.check = checks::Range{bounds[0], bounds[1]};
}

void max_length(CheckReader& check) {
    (void)check.subject();
    const std::int64_t characters = check.reader.integer("characters");
    if (check.reader.has("characters") && (characters < 0 || characters > 4000))
        check.reader.mistake("characters", "characters must be between 0 and 4000");
    check.rule.check = checks::MaxLength{static_cast<std::size_t>(std::max<std::int64_t>(characters, 0))};
}

void code(CheckReader& check) {
    const Field* field = check.subject();
    std::string list = check.code_list();
    check.rule.check = checks::InList{std::move(list), check.as_of()};
    if (field != nullptr && !is_text(field->type) && field->type != Type::integer)
        check.reader.mistake(
            "code", "field " + in_quotes(field->name) + " is " + model::to_string(field->type) + ", not a code",
            "give it type code");
}

void computed(CheckReader& check) {
    const Node text = check.reader.required_child("expression");
    check.rule.check = checks::Computed{text.scalar()};
    if (text.is(Node::Kind::missing)) return;
    const auto stage = checked_stage(check.contract);
    const auto program = read_expression(text, "the expression of a rule", expression::Kind::boolean,
                                         expression_scope(stage, check.reading.catalog), check.reading.lints);
    if (!program) return;
    use_lists(*program, check.contract.feed, check.reading);
    if (program->columns().empty())
        check.reading.lints.add(text.place_inside(0),
                                "the expression looks at no field, so no record can break the rule", "name a field");
    else
        check.rule.field = check.contract.fields[stage.columns[program->columns().front()].field].name;
}

void identifier(CheckReader& check) {
    const Field* field = check.subject();
    if (field != nullptr && !is_text(field->type))
        check.reader.mistake("identifier",
                             "field " + in_quotes(field->name) + " is " + model::to_string(field->type) +
                                 ", which has lost its leading zeros",
                             "give it type text or code");
    std::vector<std::string> words;
    for (const auto& kind : identifiers::kind_names) words.emplace_back(kind.word);
    for (const auto& kind : listed_kinds) words.emplace_back(kind.word);
    const std::string word = check.reader.choice("kind", words);
    const checks::IsIdentifier read{identifiers::find_kind(word), find_listed_kind(word), check.as_of()};
    check.rule.check = read;
    const bool sound = check.reader.text_or("kind", "") == word;  // else `word` is only the first of the choices
    if (sound && read.number != nullptr && read.number->dated && read.as_of.kind == ValidAt::Kind::any)
        check.reader.mistake("kind", "which " + word + " numbers are valid depends on the date",
                             "write `as_of`: a date field, $period or a date like 2026-01-01");
    if (read.listed == nullptr) return;
    (void)use_code_list(check.reading, check.contract.feed, std::string(read.listed->list), check.reader.place("kind"));
    const std::string others(read.listed->others);
    if (check.reading.catalog.code_lists.contains(others)) check.reading.used_lists[check.contract.feed].insert(others);
}

void expected_set(CheckReader& check) {
    (void)check.subject();
    std::string list = check.code_list();
    const checks::ExpectedSet read{std::move(list), check.as_of()};
    if (read.as_of.kind == ValidAt::Kind::field)
        check.reader.mistake("as_of",
                             "a set of codes is expected at one date, but " + in_quotes(read.as_of.field) +
                                 " differs from record to record",
                             "write $period or a date");
    if (read.as_of.kind == ValidAt::Kind::any && !check.reader.has("as_of"))
        check.reader.mistake("expected_set",
                             "`expected_set` needs `as_of`: which codes are expected depends on the date",
                             "write $period or a date");
    check.rule.check = read;
}

void volume(CheckReader& check) {
    if (check.reader.text("volume") != "delivery")
        check.reader.mistake("volume", "volume is about the delivery", "write `volume: delivery, max_shrink: 0.05`");
    (void)check.reader.required_child("max_shrink");
    const double share = check.reader.number_or("max_shrink", 0);
    if (share < 0 || share > 1) check.reader.mistake("max_shrink", "max_shrink is a share between 0 and 1");
    check.rule.check = checks::Volume{share};
}

void over_set(CheckReader& check) {
    read_set_check(check.reader.required_child(check.name), check.name, check.rule, check.contract, check.reading);
}

struct Predicate {
    std::string_view name;
    void (*read)(CheckReader&);
};
// In the order of the alternatives of Check.
constexpr std::array<Predicate, std::variant_size_v<Check>> predicates{{{"required", required},
                                                                        {"pattern", pattern},
                                                                        {"one_of", one_of},
                                                                        {"range", range},
                                                                        {"max_length", max_length},
                                                                        {"code", code},
                                                                        {"expression", computed},
                                                                        {"identifier", identifier},
                                                                        {"not_identifier", not_identifier},
                                                                        {"expected_set", expected_set},
                                                                        {"volume", volume},
                                                                        {"unique", over_set},
                                                                        {"no_overlap", over_set},
                                                                        {"exists", over_set},
                                                                        {"absent", over_set},
                                                                        {"total", over_set}}};

}  // namespace

std::string_view name_of(const Check& check) noexcept { return predicates[check.index()].name; }

bool is_per_delivery(const Check& check) noexcept {
    return std::holds_alternative<checks::ExpectedSet>(check) || std::holds_alternative<checks::Volume>(check);
}

bool is_over_sets(const Check& check) noexcept {
    return std::holds_alternative<checks::Unique>(check) || std::holds_alternative<checks::NoOverlap>(check) ||
           std::holds_alternative<checks::Exists>(check) || std::holds_alternative<checks::Absent>(check) ||
           std::holds_alternative<checks::Total>(check);
}

std::string_view list_of(const Check& check) noexcept {
    if (const auto* in = std::get_if<checks::InList>(&check)) return in->list;
    if (const auto* set = std::get_if<checks::ExpectedSet>(&check)) return set->list;
    const auto* identifier = std::get_if<checks::IsIdentifier>(&check);
    return identifier != nullptr && identifier->listed != nullptr ? identifier->listed->list : std::string_view{};
}

void read_check(const Node& node, Rule& rule, const Contract& contract, Reading& reading) {
    if (node.is(Node::Kind::missing)) return;
    FieldReader reader(node, "check", reading.lints);
    const Predicate* found = nullptr;
    std::vector<std::string> known;
    for (const auto& predicate : predicates) {
        known.emplace_back(predicate.name);
        if (reader.has(predicate.name)) {
            if (found != nullptr)
                reading.lints.add(
                    node.key_place(predicate.name),
                    "check asks for both " + std::string(found->name) + " and " + std::string(predicate.name),
                    "a rule has one check: write two rules");
            found = &predicate;
        }
    }
    if (found == nullptr) {
        if (!node.entries().empty())
            unknown_name(reading.lints, node.key_place(node.entries().front().first), "check",
                         node.entries().front().first, known);
        else
            reading.lints.add(node.place(), "the check is empty", "known: " + join(known, ", "));
        return;
    }
    CheckReader check{reader, rule, contract, reading, found->name};
    found->read(check);
    if (is_per_delivery(rule.check) != is_about_the_delivery(rule))
        reading.lints.add(
            node.key_place(found->name),
            "check " + std::string(found->name) + " does not go with kind " + std::string(to_string(rule.kind)),
            is_per_delivery(rule.check) ? "use kind aggregate" : "use kind field, record, key or reference");
    reader.finish();
}

}  // namespace tilsig::catalog
