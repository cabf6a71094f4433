// The `check:` of a rule: one of a fixed set of predicates, its fields and bounds proven against the contract.
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "catalog/expressions.hpp"
#include "catalog/identifier_kinds.hpp"
#include "catalog/readers.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;
using model::Type;

namespace {

struct Check {
    FieldReader& reader;
    Rule& rule;
    const Contract& contract;
    Reading& reading;

    /// The field that stands as the value of the predicate's own key.
    const Field* subject() {
        rule.field = reader.text(rule.predicate);
        return rule.field.empty() ? nullptr
                                  : use_field(contract, rule.field, reader.place(rule.predicate), reading.lints);
    }
    void code_list_and_date() {
        rule.code_list = reader.text("in");
        rule.as_of = reader.text_or("as_of", "");
        if (!rule.code_list.empty()) (void)use_code_list(reading, contract.feed, rule.code_list, reader.place("in"));
        check_as_of(rule.as_of, contract, reader.place("as_of"), reading.lints);
    }
};

bool is_text(Type type) { return type == Type::text || type == Type::code; }

void only_subject(Check& check) { (void)check.subject(); }

void pattern(Check& check) {
    (void)check.subject();
    const std::string text = check.reader.text("matches");
    re2::RE2::Options quiet;
    quiet.set_log_errors(false);
    const re2::RE2 compiled(text, quiet);
    if (!compiled.ok())
        check.reader.mistake("matches", "the pattern cannot be read: " + compiled.error(),
                             "write it in RE2 syntax; look-around and back references do not exist there");
    check.rule.values = {text};
}

void one_of(Check& check) {
    (void)check.subject();
    (void)check.reader.required_child("values");
    check.rule.values = check.reader.texts("values");
    if (check.reader.has("values") && check.rule.values.empty())
        check.reader.mistake("values", "one_of has no values", "list them");
}

void range(Check& check) {
    const Field* field = check.subject();
    check.rule.values = {check.reader.text_or("min", ""), check.reader.text_or("max", "")};
    if (check.rule.values[0].empty() && check.rule.values[1].empty())
        check.reader.mistake("range", "a range needs min or max", "add one");
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
        if (check.rule.values[i].empty()) continue;
        std::array<char, 40> buffer{};
        if (const auto parsed = model::parse_value(field->type, canonical, check.rule.values[i], buffer.data()))
            bounds[i] = parsed->number;
        else
            check.reader.mistake(
                i == 0 ? "min" : "max",
                in_quotes(check.rule.values[i]) + " is not a value of type " + model::to_string(field->type),
                "write it in canonical form: 42, 0.25 with the field's scale, 2020-01-01");
    }
    if (bounds[0] && bounds[1] && *bounds[0] > *bounds[1]) check.reader.mistake("max", "max is less than min");
}

void max_length(Check& check) {
    (void)check.subject();
    const std::int64_t characters = check.reader.integer("characters");
    if (check.reader.has("characters") && (characters < 0 || characters > 4000))
        check.reader.mistake("characters", "characters must be between 0 and 4000");
    check.rule.values = {std::to_string(characters)};
}

void code(Check& check) {
    const Field* field = check.subject();
    check.code_list_and_date();
    if (field != nullptr && !is_text(field->type) && field->type != Type::integer)
        check.reader.mistake(
            "code", "field " + in_quotes(field->name) + " is " + model::to_string(field->type) + ", not a code",
            "give it type code");
}

void computed(Check& check) {
    const Node text = check.reader.required_child("expression");
    if (text.is(Node::Kind::missing)) return;
    const auto program = read_expression(text, "the expression of a rule", expression::Kind::boolean,
                                         expression_scope(check.contract, check.reading.catalog), check.reading.lints);
    check.rule.values = {text.scalar()};
    if (!program) return;
    use_lists(*program, check.contract.feed, check.reading);
    if (program->columns().empty())
        check.reading.lints.add(text.place_inside(0),
                                "the expression looks at no field, so no record can break the rule", "name a field");
    else
        check.rule.field = check.contract.fields[field_of_column(check.contract, program->columns().front())].name;
}

void identifier(Check& check) {
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
    check.rule.values = {word};
    check.rule.as_of = check.reader.text_or("as_of", "");
    check_as_of(check.rule.as_of, check.contract, check.reader.place("as_of"), check.reading.lints);
    const bool sound = check.reader.text_or("kind", "") == word;  // else `word` is only the first of the choices
    const auto* number = sound ? identifiers::find_kind(word) : nullptr;
    if (number != nullptr && number->dated && check.rule.as_of.empty())
        check.reader.mistake("kind", "which " + word + " numbers are valid depends on the date",
                             "write as_of: a date field, $period or a date like 2026-01-01");
    if (const auto* listed = find_listed_kind(word)) {
        (void)use_code_list(check.reading, check.contract.feed, std::string(listed->list), check.reader.place("kind"));
        const std::string others(listed->others);
        if (check.reading.catalog.code_lists.contains(others))
            check.reading.used_lists[check.contract.feed].insert(others);
    }
}

void expected_set(Check& check) {
    (void)check.subject();
    check.code_list_and_date();
    if (!check.rule.as_of.empty() && check.contract.find(check.rule.as_of) != nullptr)
        check.reader.mistake("as_of",
                             "a set of codes is expected at one date, but " + in_quotes(check.rule.as_of) +
                                 " differs from record to record",
                             "write $period or a date");
    if (check.rule.as_of.empty())
        check.reader.mistake("expected_set", "expected_set needs as_of: which codes are expected depends on the date",
                             "write $period or a date");
}

void volume(Check& check) {
    if (check.reader.text("volume") != "delivery")
        check.reader.mistake("volume", "volume is about the delivery", "write {volume: delivery, max_shrink: 0.05}");
    (void)check.reader.required_child("max_shrink");
    const double share = check.reader.number_or("max_shrink", 0);
    if (share < 0 || share > 1) check.reader.mistake("max_shrink", "max_shrink is a share between 0 and 1");
    check.rule.values = {check.reader.text_or("max_shrink", "0")};
}

struct Predicate {
    std::string_view name;
    void (*read)(Check&);
    bool per_delivery;
};
constexpr std::array<Predicate, 11> predicates{{{"required", only_subject, false},
                                                {"pattern", pattern, false},
                                                {"one_of", one_of, false},
                                                {"range", range, false},
                                                {"max_length", max_length, false},
                                                {"code", code, false},
                                                {"expression", computed, false},
                                                {"identifier", identifier, false},
                                                {"not_identifier", only_subject, false},
                                                {"expected_set", expected_set, true},
                                                {"volume", volume, true}}};

}  // namespace

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
    rule.predicate = found->name;
    Check check{reader, rule, contract, reading};
    found->read(check);
    const bool delivery_kind = rule.kind == "aggregate" || rule.kind == "envelope" || rule.kind == "schema";
    if (found->per_delivery != delivery_kind)
        reading.lints.add(node.key_place(rule.predicate),
                          "check " + rule.predicate + " does not go with kind " + rule.kind,
                          found->per_delivery ? "use kind aggregate" : "use kind field, record, key or reference");
    reader.finish();
}

}  // namespace tilsig::catalog
