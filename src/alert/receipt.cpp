#include "alert/receipt.hpp"

#include <algorithm>

#include "alert/receipt_fields.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "decode/codes.hpp"
#include "model/reason.hpp"
#include "rules/codes.hpp"
#include "rules/rule_book.hpp"

namespace tilsig::alert {
namespace {

using rules::in_language;

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
        rule.empties |= finding.action == model::Action::null_field && finding.place.number != 0;
        const auto& at = finding.place;
        ReceiptPlace place{at.number, at.line, at.column, at.sheet, finding.field};
        const bool tells_nothing = place.line == 0 && place.field.empty();
        const auto of_field = std::count_if(rule.places.begin(), rule.places.end(),
                                            [&](const ReceiptPlace& other) { return other.field == place.field; });
        if (tells_nothing || of_field >= static_cast<std::ptrdiff_t>(shown_places)) continue;
        if (std::find(rule.places.begin(), rule.places.end(), place) == rule.places.end()) {
            rule.places.push_back(std::move(place));
        }
    }
}

/// The owner is read from the data: only what looks like a code of an area or a sender may be repeated.
std::string shown_owner(const std::string& owner) {
    const bool code = owner.size() <= 7 && owner.find_first_not_of("kbt0123456789") == std::string::npos;
    return code ? owner : "?";
}

bool tells_of_a_delivery(model::Outcome outcome) {
    return outcome != model::Outcome::late && outcome != model::Outcome::skipped;
}

}  // namespace

bool Receipt::asks_for_repair() const noexcept {
    return std::any_of(rules.begin(), rules.end(), [](const ReceiptRule& rule) {
        const bool of_records = rule.rejected > 0 || rule.flagged > 0;
        const bool of_the_file = rule.code.starts_with("SYS-E");  // how it was saved, whatever it says
        return rule.severity > model::Severity::info && of_records && !of_the_file;
    });
}

Receipt::Marked Receipt::marked() const noexcept {
    if (outcome.records.accepted > 0) return outcome.records.held > 0 ? Marked::loaded_and_held : Marked::loaded;
    const bool refused = refused_after_hold() || outcome.outcome == model::Outcome::rejected;
    return refused ? Marked::refused : Marked::held;
}

bool Receipt::refused_after_hold() const noexcept {
    return std::any_of(outcome.decisions.begin(), outcome.decisions.end(),
                       [](const Decision& decision) { return decision.slice.empty() && !decision.released; });
}

Receipt make_receipt(DeliveryOutcome outcome, const senders::Sender& sender, const Declared& declared) {
    if (!tells_of_a_delivery(outcome.outcome)) {
        throw Error(ErrorKind::internal, "there is no receipt for a unit without a delivery: " + outcome.unit.text());
    }
    if (outcome.records.residual() != 0) {
        throw Error(ErrorKind::internal, "no receipt for delivery " + std::to_string(outcome.delivery_seq) + " of " +
                                             outcome.unit.text() + ": its account does not close");
    }
    Receipt receipt;
    receipt.word_book = declared.word_book;
    receipt.sender_id = sender.id;
    receipt.sender_name = sender.name;
    receipt.language = sender.language;
    receipt.case_system = sender.case_system;
    receipt.title = feed_title(declared.contract, outcome.unit.feed, receipt.language);
    receipt.contact = declared.contact;
    receipt.due = in_language(declared.due, receipt.language);
    if (!outcome.parts.empty())
        receipt.part_title = receipt_field(declared, outcome.part_field, {}, receipt.language).title;
    const std::string total = total_in_words(outcome.reason, declared, receipt.language);

    const auto reason_in_words = [&](const std::string& owner, const std::string& reason) {
        ReceiptReason told;
        told.owner = owner.empty() ? "" : shown_owner(owner);
        told.code = model::reason_code(reason);
        if (const auto info = declared.rules(told.code); info && !told.code.empty()) {
            told.text = in_language(info->text, receipt.language);
            told.fix = in_language(info->fix, receipt.language);
        }
        if (owner.empty() && !total.empty()) told.text = total;
        return told;
    };
    // Of a refused delivery the first fault that refused it is the reason: its message names no single code.
    if (outcome.outcome == model::Outcome::rejected && model::reason_code(outcome.reason).empty()) {
        const auto worst = std::find_if(outcome.findings.begin(), outcome.findings.end(), [](const auto& finding) {
            return finding.severity == model::Severity::critical;
        });
        if (worst != outcome.findings.end()) outcome.reason = model::coded_reason(worst->code, outcome.reason);
    }
    // Where every single record was rejected the list of faults is the reason.
    const bool by_records = outcome.outcome == model::Outcome::rejected && outcome.records.read > 0 &&
                            model::reason_code(outcome.reason).empty();
    if (!by_records && (outcome.outcome == model::Outcome::held || outcome.outcome == model::Outcome::rejected))
        receipt.held.push_back(reason_in_words("", outcome.reason));
    for (const auto& [owner, reason] : outcome.held_slices) receipt.held.push_back(reason_in_words(owner, reason));

    // Records that clash do so by their whole key: their finding names no field of it.
    for (auto& found : outcome.findings)
        if (found.code == rules::code::key_conflict && found.field.empty() && declared.contract != nullptr &&
            !declared.contract->key.empty())
            found.field = declared.contract->key.front();
    std::map<std::string, ReceiptRule> by_code;
    add_findings(by_code, std::move(outcome.findings));
    outcome.findings.clear();
    for (const auto& [code, count] : outcome.records.rejected_by_rule) rule_of(by_code, code).rejected = count;
    for (const auto& [code, count] : outcome.records.flagged_by_rule) {
        rule_of(by_code, code).flagged = count;
        receipt.remarks += count;
        if (by_code[code].empties) receipt.emptied += count;
    }
    for (auto& [code, rule] : by_code) {
        if (const auto info = declared.rules(code)) {
            rule.severity = info->severity;
            rule.text = in_language(info->text, receipt.language);
            rule.fix = in_language(info->fix, receipt.language);
        }
        if (code == decode::code::trailer.str() && !total.empty()) rule.text = total;
        for (auto& place : rule.places) {
            // A clash is found on the key as a whole; its first field brings the others along.
            const bool of_key = code == rules::code::key_conflict && declared.contract != nullptr;
            if (of_key && place.field.empty() && !declared.contract->key.empty())
                place.field = declared.contract->key.front();
            if (!place.field.empty() && !rule.fields.contains(place.field))
                rule.fields[place.field] = receipt_field(declared, place.field, code, receipt.language);
        }
        receipt.rules.push_back(std::move(rule));
    }
    // What is wrong with the file is often the cause of what is wrong with its records.
    const auto urgency = [](const ReceiptRule& rule) {
        return std::pair(rule.whole_delivery && rule.severity > model::Severity::info, rule.severity);
    };
    std::stable_sort(receipt.rules.begin(), receipt.rules.end(),
                     [&](const ReceiptRule& a, const ReceiptRule& b) { return urgency(a) > urgency(b); });
    // Ours and redacted already; digits that could be a number of a person go once more, whoever wrote it.
    outcome.reason = without_long_numbers(outcome.reason);
    for (auto& decision : outcome.decisions) {
        decision.reason = without_long_numbers(decision.reason);
        if (!decision.slice.empty()) decision.slice = shown_owner(decision.slice);
    }
    receipt.outcome = std::move(outcome);
    return receipt;
}

}  // namespace tilsig::alert
