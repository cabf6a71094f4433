#include "alert/receipt.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::alert {
namespace {

/// The text in the sender's form; Norwegian stands in for Norwegian before English does.
std::string in_language(const std::map<std::string, std::string>& texts, const std::string& language) {
    std::vector<std::string> order{language, language == "nn" ? "nb" : "nn", "en"};
    if (language == "en") order = {"en", "nb", "nn"};
    for (const std::string& each : order) {
        if (const auto found = texts.find(each); found != texts.end() && !found->second.empty()) return found->second;
    }
    return {};
}

ReceiptRule& rule_of(std::map<std::string, ReceiptRule>& rules, const std::string& code) {
    ReceiptRule& rule = rules[code];
    rule.code = code;
    return rule;
}

void add_findings(std::map<std::string, ReceiptRule>& rules, std::vector<model::Finding> findings) {
    std::stable_sort(findings.begin(), findings.end(), [](const model::Finding& a, const model::Finding& b) {
        return a.place.number != b.place.number ? a.place.number < b.place.number : a.place.line < b.place.line;
    });
    for (const model::Finding& finding : findings) {
        ReceiptRule& rule = rule_of(rules, finding.code.str());
        rule.severity = finding.severity;
        if (finding.place.number == 0) rule.whole_delivery = true;
        ReceiptPlace place{finding.place.number, finding.place.line, finding.place.column, finding.field};
        const bool tells_nothing = place.line == 0 && place.field.empty();
        if (tells_nothing || rule.places.size() >= shown_places) continue;
        if (std::find(rule.places.begin(), rule.places.end(), place) == rule.places.end()) {
            rule.places.push_back(std::move(place));
        }
    }
}

bool tells_of_a_delivery(model::Outcome outcome) {
    return outcome != model::Outcome::late && outcome != model::Outcome::skipped;
}

}  // namespace

bool Receipt::asks_for_repair() const noexcept {
    return std::any_of(rules.begin(), rules.end(),
                       [](const ReceiptRule& rule) { return rule.severity > model::Severity::info; });
}

Receipt make_receipt(DeliveryOutcome outcome, const senders::Sender& sender, const RuleLookup& rules) {
    if (!tells_of_a_delivery(outcome.outcome)) {
        throw Error(ErrorKind::internal, "there is no receipt for a unit without a delivery: " + outcome.unit.text());
    }
    if (outcome.records.residual() != 0) {
        throw Error(ErrorKind::internal, "no receipt for delivery " + std::to_string(outcome.delivery_seq) + " of " +
                                             outcome.unit.text() + ": its account does not close");
    }
    Receipt receipt;
    receipt.sender_id = sender.id;
    receipt.sender_name = sender.name;
    receipt.language = sender.language;
    receipt.case_system = sender.case_system;

    std::map<std::string, ReceiptRule> by_code;
    add_findings(by_code, std::move(outcome.findings));
    outcome.findings.clear();
    for (const auto& [code, count] : outcome.records.rejected_by_rule) rule_of(by_code, code).rejected = count;
    for (const auto& [code, count] : outcome.records.flagged_by_rule) {
        rule_of(by_code, code).flagged = count;
        receipt.remarks += count;
    }
    for (auto& [code, rule] : by_code) {
        if (const auto info = rules(code)) {
            rule.severity = info->severity;
            rule.text = in_language(info->text, receipt.language);
            rule.fix = in_language(info->fix, receipt.language);
        }
        receipt.rules.push_back(std::move(rule));
    }
    std::stable_sort(receipt.rules.begin(), receipt.rules.end(),
                     [](const ReceiptRule& a, const ReceiptRule& b) { return a.severity > b.severity; });
    // Ours and redacted already; digits that could be a number of a person go once more, whoever wrote it.
    outcome.reason = without_long_numbers(outcome.reason);
    receipt.outcome = std::move(outcome);
    return receipt;
}

}  // namespace tilsig::alert
