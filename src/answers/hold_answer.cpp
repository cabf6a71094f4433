#include "answers/hold_answer.hpp"

#include <nlohmann/json.hpp>

#include "answers/decision.hpp"
#include "answers/local_text.hpp"
#include "answers/run_answer.hpp"
#include "base/text.hpp"
#include "model/reason.hpp"

namespace tilsig::answers {

using nlohmann::json;

namespace {

std::string when(const std::string& recorded, Instant now) {
    return local_text(recorded) + " (" + ago_text(parse_instant(recorded), now) + ")";
}

struct Rule {
    std::string code, text, remedy;
};

Rule rule_of(const std::string& reason, const rules::RuleBook& book) {
    Rule rule{std::string(model::reason_code(reason)), "", ""};
    if (const auto* entry = rule.code.empty() ? nullptr : book.find(rule.code)) {
        rule.text = rules::in_language(entry->text, "en");
        rule.remedy = rules::in_language(entry->fix, "en");
    }
    return rule;
}

void add_what_waits(Page& page, const HoldAnswer& answer) {
    const auto& hold = answer.recorded.hold;
    const auto& delivery = answer.delivery;
    const auto code = answer.open() ? model::ExitCode::held : model::ExitCode::good;
    page.line(bold("hold " + std::to_string(hold.id)) + "  " + answer.unit.text() + "  " +
              tinted(to_string(hold.state), code));
    page.line("waits    " +
              std::string(hold.slice.empty() ? "the whole delivery" : "slice " + hold.slice + " of the delivery") +
              ", held since " + when(answer.recorded.held_at, answer.now));
    if (!answer.open()) page.line("decided  " + decision_text(hold));
    page.line("delivery " + std::to_string(delivery.id) + " (" + std::to_string(delivery.seq) + " of its unit, " +
              delivery.hash.substr(0, 12) + ", " + grouped(delivery.bytes) + " bytes), received " +
              when(delivery.received_at, answer.now));
}

/// The rule's own words stand with its findings; without those they stand here.
void add_reason(Page& page, const HoldAnswer& answer, const Rule& rule, bool told_below) {
    page.line("reason   " + answer.recorded.hold.reason);
    if (told_below) return;
    if (!rule.text.empty()) page.line("rule     " + rule.code + ": " + rule.text);
    if (!rule.remedy.empty()) page.line("remedy   " + rule.remedy);
}

void add_what_would_change(Page& page, const HoldAnswer& answer) {
    if (answer.slice) {
        const auto& slice = *answer.slice;
        page.line("slice    " + answer.recorded.hold.slice + ": " +
                  (slice.records ? counted(*slice.records, "record") + " in the delivery"
                                 : std::string("the delivery's bytes are gone, so its records cannot be counted")) +
                  "; rows of it now: " + grouped(slice.rows));
    }
    if (answer.last_good) {
        const auto& good = *answer.last_good;
        page.line("live     delivery " + std::to_string(good.delivery.id) + ", received " +
                  when(good.delivery.received_at, answer.now) + ", is the last good one: " +
                  counted(good.delivery.records, "record") + " then, " + counted(answer.delivery.records, "record") +
                  " in this one; rows of the unit now: " + grouped(good.rows));
    } else {
        page.line("live     nothing: no delivery of this unit was loaded before");
    }
}

std::string who_acts(const HoldAnswer& answer) {
    return answer.open()
               ? "you: decide; or sender " + answer.unit.sender + " delivers again, and a good delivery ends it"
               : "nobody: it is decided";
}

void add_what_to_do(Page& page, const HoldAnswer& answer) {
    page.line("acts     " + who_acts(answer));
    if (!answer.open()) return;
    const std::string number = std::to_string(answer.delivery.id);
    const std::string hold = std::to_string(answer.recorded.hold.id);
    page.line("look     `tilsig preview --delivery " + number + "`: its rows; `tilsig plan --delivery " + number +
              "`: what a release would change");
    page.line("decide   `tilsig hold release " + hold + " --reason WHY`: it is loaded as it is");
    page.line("         `tilsig hold reject " + hold + " --reason WHY`: it is not loaded, and the sender is told why");
}

json document_of(const HoldAnswer& answer, const Rule& rule) {
    const auto& hold = answer.recorded.hold;
    json document = {{"hold", hold.id},
                     {"state", to_string(hold.state)},
                     {"slice", hold.slice},
                     {"held_at", answer.recorded.held_at},
                     {"reason", hold.reason},
                     {"rule", {{"code", rule.code}, {"text", rule.text}, {"remedy", rule.remedy}}},
                     {"decided_by", hold.decided_by},
                     {"decided_at", hold.decided_at},
                     {"waiver", hold.waiver},
                     {"delivery", delivery_json(answer.delivery)},
                     {"run", json()},
                     {"records", json()},
                     {"last_good", json()},
                     {"slice_counts", json()},
                     {"who_acts", who_acts(answer)},
                     {"decisions", answer.open() ? json::array({"release", "reject"}) : json::array()}};
    name_unit(document, answer.unit);
    if (answer.run) {
        document["run"] = answer.run->id;
        document["records"] = ledger_run_json(*answer.run).at("records");
    }
    if (const auto& good = answer.last_good)
        document["last_good"] = {{"delivery", delivery_json(good->delivery)},
                                 {"records_read", good->delivery.records},
                                 {"rows_now", good->rows}};
    if (const auto& slice = answer.slice)
        document["slice_counts"] = {{"records_read", slice->records ? json(*slice->records) : json()},
                                    {"rows_now", slice->rows}};
    return document;
}

}  // namespace

Page to_page(const HoldAnswer& answer, const catalog::Catalog& catalog) {
    const auto rule = rule_of(answer.recorded.hold.reason, catalog.rule_book);
    const auto& found = answer.found;
    Page page;
    add_what_waits(page, answer);
    add_reason(page, answer, rule, found.counts.contains(rule.code));
    add_what_would_change(page, answer);
    if (answer.run) {
        add_account(page, *answer.run);
        page.line("findings " + counted_findings(found.counts) +
                  (found.counts.empty()
                       ? std::string()
                       : "; all of them: `tilsig ledger " + std::to_string(answer.run->id) + " --findings`"));
        add_findings(page, found, declarations_of(catalog, answer.unit.feed));
    }
    add_what_to_do(page, answer);
    return page;
}

json to_json(const HoldAnswer& answer, const catalog::Catalog& catalog) {
    json document = document_of(answer, rule_of(answer.recorded.hold.reason, catalog.rule_book));
    add_findings(document, answer.found, declarations_of(catalog, answer.unit.feed));
    return document;
}

}  // namespace tilsig::answers
