// Reads what every rule says, whoever wrote it: code, severity, action, owner, texts and fixes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "config/yaml.hpp"
#include "rules/rule_book.hpp"

namespace tilsig::rules {

/// What `defaults:` of a file gives to its rules.
struct Defaults {
    std::optional<model::Severity> severity;
    std::optional<model::Action> action;
    Owner owner = Owner::sender;
    Texts fix;
};
/// Reads those keys of `defaults:`; the caller reads its own and calls finish().
[[nodiscard]] Defaults read_defaults(config::FieldReader& reader, config::Lints& lints);

/// Reads `code`, `severity`, `action`, `owner`, `text` and `fix` of one rule; the caller reads its own keys and calls
/// finish(). nb and en are mandatory. A code that is none leaves the entry without code, which is a lint.
[[nodiscard]] Entry read_entry(const config::Node& node, config::FieldReader& reader, const Defaults& defaults,
                               config::Lints& lints);

/// True for the areas that belong to the program: SYS and MAP.
[[nodiscard]] bool is_of_the_program(std::string_view code) noexcept;

/// Code -> where it is used first.
using UsedCodes = std::map<model::RuleCode, Place>;
/// Notes a code that is used before, else remembers it: codes are never used again.
void use_code(config::FieldReader& reader, const Entry& entry, UsedCodes& used);

/// Reads a file of the program's own rules into `book`; when it was built from them.
void read_program_rules(const config::Node& root, RuleBook& book, UsedCodes& used, config::Lints& lints);
/// Reads a file of mappings/system of a content folder and puts its texts into `book`. Only texts can be another's: a
/// code that the program does not have, one that stands there twice, another severity or action are lints.
void read_system_rules(const config::Node& root, RuleBook& book, UsedCodes& used, config::Lints& lints);

}  // namespace tilsig::rules
