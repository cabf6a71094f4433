// Rules that lean on other rules: `requires`.
#include <algorithm>

#include "base/text.hpp"
#include "catalog/dependency_cycles.hpp"
#include "catalog/readers.hpp"

namespace tilsig::catalog {

using config::Node;

void read_prerequisites(const Node& node, Rule& rule, config::Lints& lints) {
    if (node.is(Node::Kind::missing)) return;
    if (!node.is(Node::Kind::sequence) || node.items().empty()) {
        lints.add(node.place(), "requires must list the codes of other rules", "like [BOS-F010]");
        return;
    }
    for (const Node& item : node.items()) {
        if (!item.is(Node::Kind::scalar)) {
            lints.add(item.place(), "each entry of requires must be a rule code");
        } else if (std::any_of(rule.prerequisites.begin(), rule.prerequisites.end(),
                               [&](const auto& known) { return known.code == item.scalar(); })) {
            lints.add(item.place(), "rule " + in_quotes(item.scalar()) + " is required twice", "once is enough");
        } else {
            rule.prerequisites.push_back({item.scalar(), item.place()});
        }
    }
    if (is_about_the_delivery(rule))
        lints.add(node.place(),
                  "'requires' looks at records, but rule " + in_quotes(rule.code) + " is about the delivery",
                  "leave it out");
}

namespace {

const Rule* find_rule(const Contract& contract, const std::string& code) {
    const auto found =
        std::find_if(contract.rules.begin(), contract.rules.end(), [&](const Rule& rule) { return rule.code == code; });
    return found == contract.rules.end() ? nullptr : &*found;
}

void check_one(const Rule::Prerequisite& required, const Contract& contract, const std::vector<std::string>& known,
               const Reading& reading) {
    if (const Rule* rule = find_rule(contract, required.code)) {
        if (is_about_the_delivery(*rule))
            reading.lints.add(required.place,
                              "rule " + in_quotes(required.code) +
                                  " is about the delivery: it fails on no record that a rule could follow on",
                              "name a rule about records");
        if (is_over_sets(rule->check))
            reading.lints.add(required.place,
                              "rule " + in_quotes(required.code) +
                                  " is about sets: it is judged when all records are read, behind this one",
                              "name a rule about single records");
        return;
    }
    const auto code = model::RuleCode::parse(required.code);
    if (const auto other = code ? reading.rule_codes.find(*code) : reading.rule_codes.end();
        other != reading.rule_codes.end()) {
        reading.lints.add(required.place, "rule " + in_quotes(required.code) + " is a rule of another feed",
                          "name a rule of this feed; that one is at " + other->second.text());
        return;
    }
    unknown_name(reading.lints, required.place, "rule in 'requires'", required.code, known);
}

}  // namespace

void check_prerequisites(Reading& reading) {
    for (const auto& [feed, contract] : reading.catalog.contracts) {
        std::vector<std::string> known;
        for (const auto& rule : contract.rules) known.push_back(rule.code.str());
        for (const auto& rule : contract.rules)
            for (const auto& required : rule.prerequisites) check_one(required, contract, known, reading);
        const auto before = [&, &rules = contract](const std::string& code) {
            std::vector<std::string> codes;
            for (const auto& required : find_rule(rules, code)->prerequisites) codes.push_back(required.code);
            return codes;
        };
        for (const auto& cycle : dependency_cycles(known, before)) {
            const auto& closing = find_rule(contract, cycle[cycle.size() - 2])->prerequisites;
            const auto at = std::find_if(closing.begin(), closing.end(),
                                         [&](const auto& required) { return required.code == cycle.back(); });
            reading.lints.add(at->place, "rules form a dependency cycle: " + join(cycle, " requires "),
                              "none of them could ever be the first: remove one");
        }
    }
}

}  // namespace tilsig::catalog
