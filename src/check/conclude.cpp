// The end of a delivery: what parks it as a whole, what parks a slice, and whose closing is suspended.
#include <algorithm>

#include "check/checker_state.hpp"
#include "check/escalations.hpp"

namespace tilsig::check {

namespace {

using model::Action;
using model::NotApplicable;

std::string records_text(std::uint64_t count) { return std::to_string(count) + (count == 1 ? " record" : " records"); }

model::Finding delivery_finding(model::RuleCode code, model::Severity severity, Action action, std::string field,
                                std::string message) {
    model::Finding finding;
    finding.code = code;
    finding.severity = severity;
    finding.action = action;
    finding.field = std::move(field);
    finding.message = std::move(message);
    return finding;
}

std::string english(const catalog::Rule& rule) {
    const auto text = rule.text.find("en");
    return text == rule.text.end() ? "" : ": " + text->second;
}

/// Adds findings and holds; the first reason to hold a thing is kept.
struct Conclusion {
    Checker::Verdict& verdict;

    void hold_delivery(model::RuleCode code, const std::string& reason) const {
        if (!verdict.hold_delivery) verdict.hold_delivery = code + ": " + reason;
    }
    /// Without a known owner nobody can tell which slice to park.
    void hold_slice(const std::string& owner, model::RuleCode code, const std::string& reason) const {
        if (owner.empty()) {
            hold_delivery(code, reason);
        } else {
            verdict.hold_slices.try_emplace(owner, code + ": " + reason);
        }
    }
    void escalate(const catalog::Rule& rule, const std::map<std::string, model::RuleCount>& by_slice) const {
        for (const auto& [owner, count] : escalated(rule, by_slice)) {
            const std::string message = std::to_string(count.failed) + " of " + records_text(count.evaluated()) +
                                        " against the rule" + english(rule);
            verdict.findings.push_back(
                delivery_finding(rule.code, rule.severity, rule.escalation->to, rule.field, message));
            verdict.findings.back().owner = owner;
            hold_slice(owner, rule.code, message);
        }
    }
    void standard(model::RuleCode code, const std::string& message) const {
        const rules::Entry& own = rules::RuleBook::program().at(code);
        verdict.findings.push_back(delivery_finding(code, own.severity, own.action, "", message));
        hold_delivery(code, message);
    }
    void rule(const catalog::Rule& rule, const std::string& message) const {
        verdict.findings.push_back(delivery_finding(rule.code, rule.severity, rule.action, rule.field, message));
        if (rule.action == Action::block_delivery) hold_delivery(rule.code, message);
    }
};

std::string shrink_text(std::uint64_t present, std::uint64_t previous) {
    return "the delivery holds " + records_text(present) + ", the last good one held " + std::to_string(previous);
}

}  // namespace

void hold_by_counts(const catalog::Contract& contract, const model::RuleCounts& counts, Checker::Verdict& verdict) {
    const Conclusion conclusion{verdict};
    const auto each = [&](const auto& work) {
        for (const auto& [code, by_slice] : counts) {
            const auto rule = std::find_if(contract.rules.begin(), contract.rules.end(),
                                           [&of = code](const catalog::Rule& known) { return known.code == of; });
            if (!rule->shadow && !catalog::is_per_delivery(rule->check)) work(*rule, by_slice);
        }
    };
    const auto failed = [](const catalog::Rule& rule, std::uint64_t count) {
        return records_text(count) + " against the rule" + english(rule);
    };
    each([&](const catalog::Rule& rule, const auto& by_slice) {
        const auto count = model::sum_of(by_slice).failed;
        if (rule.action == Action::block_delivery && count > 0)
            conclusion.hold_delivery(rule.code, failed(rule, count));
    });
    each([&](const catalog::Rule& rule, const auto& by_slice) {
        if (rule.action != Action::block_slice) return;
        for (const auto& [slice, count] : by_slice)
            if (count.failed > 0) conclusion.hold_slice(slice, rule.code, failed(rule, count.failed));
    });
    each([&](const catalog::Rule& rule, const auto& by_slice) { conclusion.escalate(rule, by_slice); });
}

Checker::Verdict Checker::conclude(std::optional<std::uint64_t> previous_records, std::uint64_t unreadable_records) {
    State& state = *m_state;
    const auto& complete = state.contract.completeness;
    Verdict verdict;
    const Conclusion conclusion{verdict};
    verdict.unreadable_key_owners = state.unreadable_key_owners;
    verdict.unknown_owner = state.unknown_owner;

    if (state.period.compares() && state.period.wrong_unit())
        conclusion.standard(code::wrong_period, state.period.text());
    const std::uint64_t present = state.records + unreadable_records;
    const bool nil_return = present == 0 && complete.nothing_is_normal;
    if (present == 0 && !nil_return) {
        conclusion.standard(code::empty_delivery, "the delivery holds no records");
    } else if (!nil_return && present < complete.min_records) {
        conclusion.standard(code::too_few, "the delivery holds " + records_text(present) + ", at least " +
                                               std::to_string(complete.min_records) + " are expected");
    }
    if (!nil_return && previous_records && shrunken(present, *previous_records, complete.max_shrink)) {
        conclusion.standard(code::shrunken, shrink_text(present, *previous_records));
    }

    hold_by_counts(state.contract, counts(), verdict);

    for (const auto& [code, zeros] : state.lost_zeros) {
        if (zeros.count() == 0) continue;
        const rules::Entry& own = rules::RuleBook::program().at(code::lost_zero);
        verdict.findings.push_back(delivery_finding(
            code::lost_zero, own.severity, own.action, state.contract.fields[zeros.field()].name,
            records_text(zeros.count()) + " with a code that the list has with a zero in front; rule " + code));
        verdict.findings.back().place = zeros.first();
        verdict.findings.back().place.number = 0;  // about the delivery; the place is where it begins
    }

    for (const auto& volume : state.volumes) {
        model::RuleCount& count = state.of_the_delivery[volume.rule->code.str()];
        if (nil_return || !previous_records) {
            count.skip(nil_return ? NotApplicable::nil_return : NotApplicable::nothing_to_compare);
        } else if (!shrunken(present, *previous_records, volume.max_shrink)) {
            ++count.passed;
        } else {
            ++count.failed;
            if (volume.rule->shadow) continue;
            conclusion.rule(*volume.rule, shrink_text(present, *previous_records));
            if (volume.rule->action == Action::block_slice)
                conclusion.hold_delivery(volume.rule->code, shrink_text(present, *previous_records));
        }
    }
    for (const auto& set : state.expected_sets) {
        model::RuleCount& count = state.of_the_delivery[set.rule().code.str()];
        if (nil_return || !set.applicable()) {
            count.skip(nil_return ? NotApplicable::nil_return : NotApplicable::no_period);
            continue;
        }
        const auto missing = set.missing();
        ++(missing.empty() ? count.passed : count.failed);
        if (missing.empty() || set.rule().shadow) continue;
        const std::string message = ExpectedSet::describe(missing, set.expected());
        conclusion.rule(set.rule(), message);
        if (set.rule().action != Action::block_slice) continue;
        if (set.rule().field != state.contract.owner) {
            conclusion.hold_delivery(set.rule().code, message);
            continue;
        }
        // The codes are owners: each that is missing keeps its last good version, the others go on.
        for (const auto& owner : missing)
            verdict.hold_slices.try_emplace(owner, set.rule().code + ": the delivery holds nothing of this owner");
    }
    return verdict;
}

}  // namespace tilsig::check
