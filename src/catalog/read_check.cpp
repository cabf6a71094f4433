// The `check:` of a rule: one of a fixed set of predicates, its fields and bounds proven against the contract.
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
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

bool compares(Type type) {
    return type == Type::integer || type == Type::decimal || type == Type::date || type == Type::timestamp;
}
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

void order(Check& check) {
    static const std::vector<std::string> operators{"<", "<=", "=", ">=", ">"};
    const auto parts = check.reader.texts("order");
    if (parts.size() != 3) {
        check.reader.mistake("order", "order must be [field, operator, field]", "like [valid_from, \"<=\", valid_to]");
        return;
    }
    check.rule.field = parts[0];
    check.rule.values = {parts[1]};
    check.rule.other_field = parts[2];
    const Place place = check.reader.place("order");
    if (std::find(operators.begin(), operators.end(), parts[1]) == operators.end())
        check.reader.mistake("order", "unknown operator " + in_quotes(parts[1]), "known: < <= = >= >");
    const Field* left = use_field(check.contract, parts[0], place, check.reading.lints);
    const Field* right = use_field(check.contract, parts[2], place, check.reading.lints);
    if (left == nullptr || right == nullptr) return;
    if (left->type != right->type || !compares(left->type) || left->format.scale != right->format.scale)
        check.reader.mistake("order",
                             in_quotes(left->name) + " (" + model::to_string(left->type) + ") and " +
                                 in_quotes(right->name) + " (" + model::to_string(right->type) + ") cannot be compared",
                             "both must be integer, date, timestamp, or decimal of one scale");
}

void equals(Check& check) {
    const Field* field = check.subject();
    const bool has_value = check.reader.has("value");
    const bool has_other = check.reader.has("other");
    check.rule.other_field = check.reader.text_or("other", "");
    const std::string value = check.reader.text_or("value", "");
    if (has_value == has_other) {
        check.reader.mistake("equals", "equals needs either value or other");
        return;
    }
    if (has_value) check.rule.values = {value};
    if (!has_other) return;
    const Field* other =
        use_field(check.contract, check.rule.other_field, check.reader.place("other"), check.reading.lints);
    if (field != nullptr && other != nullptr && field->type != other->type &&
        !(is_text(field->type) && is_text(other->type)))
        check.reader.mistake("other",
                             in_quotes(field->name) + " and " + in_quotes(other->name) + " have different types");
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
                                                {"order", order, false},
                                                {"equals", equals, false},
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
