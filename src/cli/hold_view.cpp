#include "cli/hold_view.hpp"

#include <nlohmann/json.hpp>

#include "answers/decision.hpp"
#include "answers/local_text.hpp"
#include "cli/finding_view.hpp"
#include "cli/run_view.hpp"
#include "model/reason.hpp"

namespace tilsig::cli {

using nlohmann::json;

namespace {

constexpr std::int64_t first_places = 3;  // of each code

std::string age(const std::string& recorded, Instant now) {
    return answers::age_text(std::chrono::duration_cast<std::chrono::seconds>(now - parse_instant(recorded)));
}

std::string when(const std::string& recorded, Instant now) {
    return answers::local_text(recorded) + " (" + age(recorded, now) + " ago)";
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

void show_what_waits(const Output& output, const operate::HoldAccount& account) {
    const auto& hold = account.recorded.hold;
    const auto& delivery = account.delivery;
    const int code = static_cast<int>(account.open() ? model::ExitCode::held : model::ExitCode::good);
    output.line(output.bold("hold " + std::to_string(hold.id)) + "  " + account.unit.text() + "  " +
                output.tinted(to_string(hold.state), code));
    output.line("waits    " +
                std::string(hold.slice.empty() ? "the whole delivery" : "slice " + hold.slice + " of the delivery") +
                ", held since " + when(account.recorded.held_at, account.now));
    if (!account.open()) output.line("decided  " + answers::decision_text(hold));
    output.line("delivery " + std::to_string(delivery.id) + " (" + std::to_string(delivery.seq) + " of its unit, " +
                delivery.hash.substr(0, 12) + ", " + grouped(delivery.bytes) + " bytes), received " +
                when(delivery.received_at, account.now));
}

/// The rule's own words stand with its findings; without those they stand here.
void show_reason(const Output& output, const operate::HoldAccount& account, const Rule& rule, bool told_below) {
    output.line("reason   " + account.recorded.hold.reason);
    if (told_below) return;
    if (!rule.text.empty()) output.line("rule     " + rule.code + ": " + rule.text);
    if (!rule.remedy.empty()) output.line("remedy   " + rule.remedy);
}

void show_what_would_change(const Output& output, const operate::HoldAccount& account) {
    if (account.slice) {
        const auto& slice = *account.slice;
        output.line("slice    " + account.recorded.hold.slice + ": " +
                    (slice.records ? counted(*slice.records, "record") + " in the delivery"
                                   : std::string("the delivery's bytes are gone, so its records cannot be counted")) +
                    "; rows of it now: " + grouped(slice.rows));
    }
    if (account.last_good) {
        const auto& good = *account.last_good;
        output.line("live     delivery " + std::to_string(good.delivery.id) + ", received " +
                    when(good.delivery.received_at, account.now) + ", is the last good one: " +
                    counted(good.delivery.records, "record") + " then, " + counted(account.delivery.records, "record") +
                    " in this one; rows of the unit now: " + grouped(good.rows));
    } else {
        output.line("live     nothing: no delivery of this unit was loaded before");
    }
}

std::string who_acts(const operate::HoldAccount& account) {
    return account.open()
               ? "you: decide; or sender " + account.unit.sender + " delivers again, and a good delivery ends it"
               : "nobody: it is decided";
}

void show_what_to_do(const Output& output, const operate::HoldAccount& account) {
    output.line("acts     " + who_acts(account));
    if (!account.open()) return;
    const std::string number = std::to_string(account.delivery.id);
    const std::string hold = std::to_string(account.recorded.hold.id);
    output.line("look     `tilsig preview --delivery " + number + "`: its rows; `tilsig plan --delivery " + number +
                "`: what a release would change");
    output.line("decide   `tilsig hold release " + hold + " --reason WHY`: it is loaded as it is");
    output.line("         `tilsig hold reject " + hold +
                " --reason WHY`: it is not loaded, and the sender is told why");
}

json document_of(const operate::HoldAccount& account, const Rule& rule) {
    const auto& hold = account.recorded.hold;
    json document = {{"hold", hold.id},
                     {"state", to_string(hold.state)},
                     {"slice", hold.slice},
                     {"held_at", account.recorded.held_at},
                     {"reason", hold.reason},
                     {"rule", {{"code", rule.code}, {"text", rule.text}, {"remedy", rule.remedy}}},
                     {"decided_by", hold.decided_by},
                     {"decided_at", hold.decided_at},
                     {"waiver", hold.waiver},
                     {"delivery", answers::delivery_json(account.delivery)},
                     {"run", json()},
                     {"records", json()},
                     {"last_good", json()},
                     {"slice_counts", json()},
                     {"who_acts", who_acts(account)},
                     {"decisions", account.open() ? json::array({"release", "reject"}) : json::array()}};
    answers::name_unit(document, account.unit);
    if (account.run) {
        document["run"] = account.run->id;
        document["records"] = answers::ledger_run_json(*account.run).at("records");
    }
    if (const auto& good = account.last_good)
        document["last_good"] = {{"delivery", answers::delivery_json(good->delivery)},
                                 {"records_read", good->delivery.records},
                                 {"rows_now", good->rows}};
    if (const auto& slice = account.slice)
        document["slice_counts"] = {{"records_read", slice->records ? json(*slice->records) : json()},
                                    {"rows_now", slice->rows}};
    return document;
}

}  // namespace

void show_hold(const Output& output, session::Session& session, const operate::HoldAccount& account) {
    const auto& catalog = session.context().catalog;
    const auto rule = rule_of(account.recorded.hold.reason, catalog.rule_book);
    const auto declared = answers::declarations_of(catalog, account.unit.feed);
    StoredFindings stored;
    if (account.run) stored = stored_findings(session.ledger(), account.run->id, "", first_places);

    show_what_waits(output, account);
    show_reason(output, account, rule, stored.counts.contains(rule.code));
    show_what_would_change(output, account);
    if (account.run) {
        if (!output.json()) show_account(output, *account.run);
        output.line("findings " + counted_findings(stored.counts) +
                    (stored.counts.empty()
                         ? std::string()
                         : "; all of them: `tilsig ledger " + std::to_string(account.run->id) + " --findings`"));
        show_findings(output, stored.findings, stored.counts, declared);
    }
    show_what_to_do(output, account);

    auto document = document_of(account, rule);
    document["finding_counts"] = stored.counts;
    document["findings"] = answers::findings_json(stored.findings, declared);
    output.document(document);
}

}  // namespace tilsig::cli
