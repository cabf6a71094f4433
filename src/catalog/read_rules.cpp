// Rules: code, kind, severity, action, texts and examples. What a rule checks is read in read_check.cpp.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "catalog/expressions.hpp"
#include "catalog/read_sets.hpp"
#include "catalog/readers.hpp"
#include "catalog/stages.hpp"
#include "config/choice.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

constexpr std::array<config::Word<RuleKind>, 7> kinds{{{"envelope", RuleKind::envelope},
                                                       {"schema", RuleKind::schema},
                                                       {"field", RuleKind::field},
                                                       {"record", RuleKind::record},
                                                       {"key", RuleKind::key},
                                                       {"reference", RuleKind::reference},
                                                       {"aggregate", RuleKind::aggregate}}};
constexpr std::array<config::Word<Truth>, 3> null_answers{
    {{"unknown", Truth::unknown}, {"pass", Truth::pass}, {"fail", Truth::fail}}};
constexpr std::array<config::Word<Truth>, 4> answers{{{"pass", Truth::pass},
                                                      {"fail", Truth::fail},
                                                      {"not_applicable", Truth::not_applicable},
                                                      {"unknown", Truth::unknown}}};

constexpr char letter_of(RuleKind kind) {
    constexpr std::array<char, 7> letters{'E', 'S', 'F', 'R', 'U', 'K', 'A'};
    return letters[static_cast<std::size_t>(kind)];
}

/// What `defaults` gave; empty where a rule must say it itself.
struct Defaults : rules::Defaults {
    std::optional<RuleKind> kind;
    Truth on_null = Truth::unknown;
};

Defaults read_defaults(const Node& node, config::Lints& lints) {
    FieldReader reader(node, "defaults", lints);
    Defaults defaults;
    static_cast<rules::Defaults&>(defaults) = rules::read_defaults(reader, lints);
    if (reader.has("kind")) defaults.kind = config::choice(reader, "kind", kinds);
    defaults.on_null = config::choice(reader, "on_null", null_answers, {Truth::unknown});
    reader.finish();
    return defaults;
}

/// Not one of the program's own, with the letter of the rule's kind, not used before.
void check_code(FieldReader& reader, const Rule& rule, Reading& reading) {
    const model::RuleCode& code = rule.code;
    if (code.empty()) return;
    if (rules::is_of_the_program(code))
        reader.mistake("code", "rule code " + in_quotes(code) + " is in an area of the program",
                       "use INT, NOR, PRV, BOS, NAV, UDI or an area of the feed");
    if (code.letter() != letter_of(rule.kind))
        reader.mistake(
            "code", "the letter of " + in_quotes(code) + " does not fit kind " + std::string(to_string(rule.kind)),
            "use " + std::string(1, letter_of(rule.kind)) + " for kind " + std::string(to_string(rule.kind)));
    rules::use_code(reader, rule, reading.rule_codes);
}

void read_when(const Node& node, Rule& rule, const Contract& contract, Reading& reading) {
    const auto stage = is_over_sets(rule.check) ? mapped_stage(contract) : checked_stage(contract);
    const auto program = read_expression(node, "when", expression::Kind::boolean,
                                         expression_scope(stage, reading.catalog), reading.lints);
    rule.when = node.scalar();
    if (program) use_lists(*program, contract.feed, reading);
}

void check_given(const Rule::Example& example, const Rule::Example::Record& record, const Node& given, const Rule& rule,
                 const Contract& contract, config::Lints& lints) {
    std::vector<std::string> extra;
    if (std::holds_alternative<checks::ExpectedSet>(rule.check)) extra = {"$missing"};
    if (std::holds_alternative<checks::Volume>(rule.check)) extra = {"$previous", "$records"};
    for (const auto& [name, value] : record) {
        static const std::vector<std::string> of_the_run{"$period", "$sender", "$received_at", "$persons"};
        const auto& allowed = extra.empty() ? of_the_run : extra;
        const bool special = std::find(allowed.begin(), allowed.end(), name) != allowed.end();
        if (!special && (!extra.empty() || contract.find(name) == nullptr))
            unknown_name(lints, given.key_place(name), "field in an example", name,
                         extra.empty() ? field_names(contract) : extra);
    }
    for (const auto& name : extra)
        if (!record.contains(name))
            lints.add(example.place, "an example of " + std::string(name_of(rule.check)) + " needs '" + name + "'",
                      "add it to given");
}

/// Of a rule over sets: the records of a delivery, and what is loaded already.
void read_records(FieldReader& reader, const Node& given, Rule::Example& example, const Rule& rule,
                  const Contract& contract, config::Lints& lints) {
    if (!given.is(Node::Kind::missing) && (!given.is(Node::Kind::sequence) || given.items().empty()))
        lints.add(given.place(), "given must list the records of a delivery", "write [{..}, {..}]");
    for (const Node& record : given.items()) {
        example.records.push_back(read_cells(record, "given", lints));
        check_given(example, example.records.back(), record, rule, contract, lints);
    }
    const Node loaded = reader.child("loaded");
    for (const Node& row : loaded.items()) example.loaded.push_back(read_cells(row, "loaded", lints));
}

void read_examples(const Node& node, Rule& rule, const Contract& contract, config::Lints& lints) {
    if (!node.is(Node::Kind::missing) && !node.is(Node::Kind::sequence))
        lints.add(node.place(), "tests must be a list of '{given: ..., expect: ...}'");
    for (const Node& item : node.items()) {
        FieldReader reader(item, "example", lints);
        const Node given = reader.required_child("given");
        Rule::Example example;
        example.expect = config::choice(reader, "expect", answers);
        example.place = item.place();
        if (is_over_sets(rule.check)) {
            read_records(reader, given, example, rule, contract, lints);
        } else {
            example.given = read_cells(given, "given", lints);
            check_given(example, example.given, given, rule, contract, lints);
        }
        reader.finish();
        rule.tests.push_back(std::move(example));
    }
    if (node.reported()) return;
    for (const Truth needed : {Truth::pass, Truth::fail}) {
        if (std::none_of(rule.tests.begin(), rule.tests.end(), [&](const auto& e) { return e.expect == needed; }))
            lints.add(
                node.is(Node::Kind::missing) ? rule.place : node.place(),
                "rule " + in_quotes(rule.code) + " has no example that comes out as " + std::string(to_string(needed)),
                "a rule without a passing and a failing example proves nothing: add one to tests");
    }
}

Rule read_rule(const Node& node, const Defaults& defaults, const Contract& contract, Reading& reading) {
    FieldReader reader(node, "rule", reading.lints);
    Rule rule;
    static_cast<rules::Entry&>(rule) = rules::read_entry(node, reader, defaults, reading.lints);
    rule.version = static_cast<int>(reader.integer_or("version", 1));
    rule.shadow = reader.choice_or("state", {"active", "shadow"}, "active") == "shadow";
    rule.kind = config::choice(reader, "kind", kinds, defaults.kind);
    rule.on_null = config::choice(reader, "on_null", null_answers, {defaults.on_null});
    check_code(reader, rule, reading);
    read_check(reader.required_child("check"), rule, contract, reading);
    read_when(reader.child("when"), rule, contract, reading);

    read_prerequisites(reader.child("requires"), rule, reading.lints);
    read_escalation(reader.child("escalate"), rule, reading.lints);

    const bool about_records = rule.action == model::Action::flag || rule.action == model::Action::null_field ||
                               rule.action == model::Action::reject_record;
    if (is_about_the_delivery(rule) && about_records)
        reader.mistake(reader.has("action") ? "action" : "kind",
                       "action " + std::string(model::to_string(rule.action)) + " needs a record, but rule " +
                           in_quotes(rule.code) + " is about the delivery",
                       "use none, alert, block_slice or block_delivery");
    if (rule.action == model::Action::null_field && !rule.field.empty() && rule.field == contract.subject_field)
        reader.mistake(
            reader.has("action") ? "action" : "check",
            "action null_field would empty " + in_quotes(rule.field) + ", by which findings say what they are about",
            "use flag or reject_record");
    if (!rule.when.empty() && is_about_the_delivery(rule))
        reader.mistake("when", "'when' looks at records, but the rule is about the delivery", "leave it out");

    check_set_rule(reader, rule);
    read_examples(reader.required_child("tests"), rule, contract, reading.lints);
    reader.finish();
    return rule;
}

}  // namespace

std::string_view to_string(RuleKind kind) noexcept { return config::word_for(kinds, kind); }
std::string_view to_string(Truth truth) noexcept { return config::word_for(answers, truth); }

bool is_about_the_delivery(const Rule& rule) {
    return rule.kind == RuleKind::envelope || rule.kind == RuleKind::schema || rule.kind == RuleKind::aggregate;
}

void read_rules(const Node& rules, const Node& defaults_node, Contract& contract, Reading& reading) {
    const Defaults defaults = read_defaults(defaults_node, reading.lints);
    if (rules.is(Node::Kind::missing)) return;
    if (!rules.is(Node::Kind::sequence)) {
        reading.lints.add(rules.place(), "rules must be a list");
        return;
    }
    for (const Node& node : rules.items()) {
        contract.rules.push_back(read_rule(node, defaults, contract, reading));
        if (const Rule& rule = contract.rules.back(); !rule.code.empty()) reading.catalog.rule_book.put(rule);
    }
}

void read_rules_file(const YamlFile& file, const std::string& feed, Reading& reading) {
    const auto contract = reading.catalog.contracts.find(feed);
    if (contract == reading.catalog.contracts.end()) {
        reading.lints.add(Place{file.shown, 1, 1}, "rules for feed " + in_quotes(feed) + ", which has no contract",
                          "add the contract beside it, or rename the file");
        return;
    }
    FieldReader reader(file.root, "rules file", reading.lints);
    check_same(reader, "feed", feed);
    read_rules(reader.required_child("rules"), reader.child("defaults"), contract->second, reading);
    reader.finish();
    reading.feed_bytes[feed].push_back(file.bytes);
}

}  // namespace tilsig::catalog
