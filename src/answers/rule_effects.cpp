#include "answers/rule_effects.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "words/format.hpp"

namespace tilsig::answers {

namespace {

using model::Action;

struct Effect {
    Action action;
    const char* word;
};
constexpr std::array effects{Effect{Action::block_delivery, "effect_delivery"},
                             Effect{Action::block_slice, "effect_slice"},
                             Effect{Action::reject_record, "effect_record"},
                             Effect{Action::null_field, "effect_value"},
                             Effect{Action::flag, "effect_mark"},
                             Effect{Action::alert, "effect_tell"},
                             Effect{Action::none, "effect_none"}};

/// Without its key, its owner or what must be there a record cannot be loaded: taking that away is rejecting it.
Action effective(const catalog::Contract& contract, const catalog::Rule& rule) {
    if (rule.action != Action::null_field) return rule.action;
    const auto* field = contract.find(rule.field);
    const bool needed = field != nullptr && (field->required || field->name == contract.owner ||
                                             std::ranges::find(contract.key, field->name) != contract.key.end());
    return needed ? Action::reject_record : rule.action;
}

std::string escalation_text(const catalog::Rule::Escalation& many, const words::Words& words) {
    const auto percent = static_cast<std::uint64_t>(std::lround(many.share * 100));
    return words(many.to == Action::block_delivery ? "many_hold_delivery" : "many_hold_slice",
                 {{"share", std::to_string(percent)}, {"count", words::number_text(many.min_failed, words)}});
}

std::string rule_text(const catalog::Rule& rule, const words::Words& words) {
    const auto fix = rules::in_language(rule.fix, words.language());
    return "- **" + rule.code.str() + "** " + words::sentence(rules::in_language(rule.text, words.language())) +
           (fix.empty() ? "" : " " + words::sentence(fix)) +
           (rule.escalation ? " " + escalation_text(*rule.escalation, words) : "") + "\n";
}

}  // namespace

std::string rules_by_effect(const catalog::Contract& contract, const words::Words& words) {
    std::string text;
    for (const auto& [action, word] : effects) {
        std::string lines;
        for (const auto& rule : contract.rules)
            if (!rule.shadow && effective(contract, rule) == action) lines += rule_text(rule, words);
        if (!lines.empty()) text += (text.empty() ? "### " : "\n### ") + words(word) + "\n\n" + lines;
    }
    return text;
}

}  // namespace tilsig::answers
