#include "rules/read_rule.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "config/choice.hpp"

namespace tilsig::rules {

using config::FieldReader;
using config::Node;
using config::Word;

namespace {

std::string shown(std::string_view text) { return "'" + display_name(text, 60) + "'"; }

constexpr std::array<Word<model::Severity>, 4> severities{{{"info", model::Severity::info},
                                                           {"warning", model::Severity::warning},
                                                           {"error", model::Severity::error},
                                                           {"critical", model::Severity::critical}}};
constexpr std::array<Word<model::Action>, 7> actions{{{"none", model::Action::none},
                                                      {"alert", model::Action::alert},
                                                      {"flag", model::Action::flag},
                                                      {"null_field", model::Action::null_field},
                                                      {"reject_record", model::Action::reject_record},
                                                      {"block_slice", model::Action::block_slice},
                                                      {"block_delivery", model::Action::block_delivery}}};
constexpr std::array<Word<Owner>, 3> owners{
    {{"sender", Owner::sender}, {"source", Owner::source}, {"directorate", Owner::directorate}}};

/// Placeholders a message may hold: none of them can carry a value of a record.
void check_placeholders(const std::string& text, const Place& place, config::Lints& lints) {
    static const std::vector<std::string> allowed{"count", "period", "deadline", "field_label"};
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
        const auto end = text.find('}', at);
        const std::string name = text.substr(at + 1, end == std::string::npos ? std::string::npos : end - at - 1);
        if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
            lints.add(place, "placeholder " + shown("{" + name + "}") + " is not allowed in a text",
                      "only {count}, {period}, {deadline} and {field_label} are: a text holds no value");
    }
}

Texts read_texts(const Node& node, const std::string& what, config::Lints& lints) {
    FieldReader reader(node, what, lints);
    Texts texts;
    for (const char* language : {"nb", "nn", "en"}) {
        const bool mandatory = std::string_view(language) != "nn";
        std::string text = mandatory ? reader.text(language) : reader.text_or(language, "");
        if (reader.has(language) && trim(text).empty())
            reader.mistake(language, "the " + std::string(language) + " text of " + what + " is empty", "write it");
        check_placeholders(text, reader.place(language), lints);
        if (!text.empty()) texts[language] = std::move(text);
    }
    reader.finish();
    return texts;
}

/// Calls `use` with the entry of each rule of a file of the program's own rules.
template <typename Use>
void each_rule(const Node& root, config::Lints& lints, const Use& use) {
    if (root.is(Node::Kind::missing)) return;
    FieldReader reader(root, "rules file", lints);
    FieldReader defaults_reader(reader.child("defaults"), "defaults", lints);
    const Defaults defaults = read_defaults(defaults_reader, lints);
    defaults_reader.finish();
    const Node rules = reader.required_child("rules");
    reader.finish();
    if (!rules.is(Node::Kind::missing) && !rules.is(Node::Kind::sequence))
        lints.add(rules.place(), "rules must be a list");
    for (const Node& node : rules.items()) {
        FieldReader rule(node, "rule", lints);
        Entry entry = read_entry(node, rule, defaults, lints);
        rule.finish();
        if (entry.code.empty()) continue;
        if (is_of_the_program(entry.code))
            use(rule, std::move(entry));
        else
            rule.mistake("code", "rule code " + shown(entry.code) + " is not in an area of the program",
                         "rules of a feed stand in its <feed>.rules.yaml");
    }
}

}  // namespace

Defaults read_defaults(FieldReader& reader, config::Lints& lints) {
    Defaults defaults;
    if (reader.has("severity")) defaults.severity = config::choice(reader, "severity", severities);
    if (reader.has("action")) defaults.action = config::choice(reader, "action", actions);
    defaults.owner = config::choice(reader, "owner", owners, {Owner::sender});
    if (const Node fix = reader.child("fix"); !fix.is(Node::Kind::missing))
        defaults.fix = read_texts(fix, "fix of defaults", lints);
    for (const char* key : {"severity", "action"}) (void)reader.child(key);
    return defaults;
}

Entry read_entry(const Node& node, FieldReader& reader, const Defaults& defaults, config::Lints& lints) {
    Entry entry;
    entry.place = node.place();
    if (const std::string code = reader.text("code"); !code.empty()) {
        if (const auto parsed = model::RuleCode::parse(code))
            entry.code = *parsed;
        else
            reader.mistake("code", "rule code " + shown(code) + " is not AREA-Lnnn", "like INT-F003");
    }
    entry.severity = config::choice(reader, "severity", severities, defaults.severity);
    entry.action = config::choice(reader, "action", actions, defaults.action);
    entry.owner = config::choice(reader, "owner", owners, {defaults.owner});
    entry.text = read_texts(reader.required_child("text"), "text", lints);
    const Node fix = defaults.fix.empty() ? reader.required_child("fix") : reader.child("fix");
    entry.fix = fix.is(Node::Kind::missing) ? defaults.fix : read_texts(fix, "fix", lints);
    return entry;
}

bool is_of_the_program(std::string_view code) noexcept { return code.starts_with("SYS-") || code.starts_with("MAP-"); }

void use_code(FieldReader& reader, const Entry& entry, UsedCodes& used) {
    const auto [first, fresh] = used.try_emplace(entry.code, reader.place("code"));
    if (!fresh)
        reader.mistake("code", "rule code " + shown(entry.code) + " is used before",
                       "codes are never used again; the first is at " + first->second.text());
}

void read_program_rules(const Node& root, RuleBook& book, UsedCodes& used, config::Lints& lints) {
    each_rule(root, lints, [&](FieldReader& reader, Entry entry) {
        use_code(reader, entry, used);
        book.put(std::move(entry));
    });
}

void read_system_rules(const Node& root, RuleBook& book, UsedCodes& used, config::Lints& lints) {
    each_rule(root, lints, [&](FieldReader& reader, Entry entry) {
        use_code(reader, entry, used);
        const Entry* own = RuleBook::program().find(entry.code);
        if (own == nullptr) {
            std::vector<std::string> known;
            for (const auto& [code, unused] : RuleBook::program().entries()) known.push_back(code.str());
            const std::string near = nearest(entry.code, known);
            reader.mistake("code", "the program has no code " + shown(entry.code),
                           near.empty() ? "only the texts of its own codes stand here" : "did you mean " + near + "?");
            return;
        }
        const std::string only_texts =
            "the program decides what " + entry.code + " does; a file changes its texts only";
        if (entry.severity != own->severity)
            reader.mistake("severity", only_texts, std::string("write ") + model::to_string(own->severity));
        if (entry.action != own->action)
            reader.mistake("action", only_texts, std::string("write ") + model::to_string(own->action));
        book.put(std::move(entry));
    });
}

}  // namespace tilsig::rules
