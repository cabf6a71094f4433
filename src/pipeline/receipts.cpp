#include "pipeline/receipts.hpp"

#include <fcntl.h>

#include <cerrno>
#include <charconv>

#include "alert/out_folder.hpp"
#include "alert/receipt.hpp"
#include "base/own_file.hpp"
#include "calendar/local_day.hpp"

namespace tilsig::pipeline {

namespace fs = std::filesystem;

namespace {

alert::RuleLookup lookup_in(const rules::RuleBook& book) {
    return [&book](std::string_view code) -> std::optional<alert::RuleInfo> {
        const rules::Entry* entry = book.find(code);
        if (entry == nullptr) return std::nullopt;
        return alert::RuleInfo{entry->severity, entry->text, entry->fix};
    };
}

/// The sender as the register has it today, else a plain entry: a delivery by hand may come from nobody in the
/// register.
senders::Sender sender_of(const Context& context, const model::UnitName& unit) {
    const std::int64_t day = calendar::local_day(context.clock.now()).time_since_epoch().count();
    if (const auto* known = context.senders.find(unit.sender, day)) return *known;
    senders::Sender plain;
    plain.id = unit.sender;
    plain.kind = "agency";
    plain.name = unit.sender;
    plain.language = "en";
    return plain;
}

alert::Receipt receipt_of(const Context& context, const RunReport& report) {
    alert::DeliveryOutcome told;
    told.unit = report.unit;
    told.delivery_seq = report.delivery.seq;
    told.delivery_hash = report.delivery.hash;
    told.delivery_bytes = report.delivery.bytes;
    told.received_at = report.delivery.received_at;
    told.run_id = report.run.id;
    told.outcome = report.run.outcome.value();
    told.reason = report.run.reason;
    told.records = report.run.records;
    told.findings = report.examples;
    told.findings.insert(told.findings.end(), report.delivery_findings.begin(), report.delivery_findings.end());
    told.held_slices = report.held_slices;
    return alert::make_receipt(std::move(told), sender_of(context, report.unit), lookup_in(context.catalog.rule_book));
}

/// A finished run as the ledger has it, as far as a receipt tells of it.
RunReport stored_report(Session& session, const model::UnitName& unit, const ledger::Delivery& delivery,
                        ledger::Run run) {
    auto& ledger = session.ledger();
    RunReport report;
    report.unit = unit;
    report.delivery = delivery;
    report.run = std::move(run);
    report.examples = ledger.rejects(delivery.id, static_cast<int>(alert::shown_places));
    for (const auto& hold : ledger.holds_of(delivery.id)) {
        if (hold.state == "held" && !hold.slice.empty()) report.held_slices.emplace(hold.slice, hold.reason);
    }
    return report;
}

/// The run that read the delivery; nothing when none did.
std::optional<RunReport> reading_run(Session& session, const RunReport& report) {
    constexpr int looked_back = 50;
    for (auto& run : session.ledger().runs(report.run.unit_id, std::nullopt, looked_back)) {
        const bool read = run.outcome && *run.outcome != model::Outcome::failed && run.records.read > 0;
        if (read && run.delivery_id == report.delivery.id)
            return stored_report(session, report.unit, report.delivery, std::move(run));
    }
    return std::nullopt;
}

void write_if_missing(const Session& session, const RunReport& report) {
    const auto& context = session.context();
    const auto receipt = receipt_of(context, report);
    if (!alert::has_receipt(context.places.receipts, receipt))
        (void)alert::write_receipt(context.places.receipts, receipt);
}

fs::path untold_folder(const Session& session) { return session.context().places.receipts / "untold"; }

/// What is noted for one run; true when there is nothing left to tell.
bool tell(Session& session, std::int64_t run_id) {
    const auto run = session.ledger().run(run_id);
    if (!run || !run->outcome || *run->outcome == model::Outcome::failed || !run->delivery_id) return true;
    const auto delivery = session.ledger().delivery(*run->delivery_id);
    const auto unit = session.ledger().unit_name(run->unit_id);
    if (!delivery || !unit) return true;
    if (!session.context().catalog.contracts.contains(unit->feed)) return true;
    try {
        write_if_missing(session, stored_report(session, *unit, *delivery, *run));
        return true;
    } catch (const Error& error) {
        session.context().log.error("an old receipt could not be written; the next start tries again", error);
        return false;
    }
}

}  // namespace

void note_untold(Session& session, const RunReport& report) {
    if (report.unit.shadow) return;
    try {
        make_private_folder(untold_folder(session));
        const auto path = untold_folder(session) / std::to_string(report.run.id);
        (void)open_own_file(path, O_WRONLY | O_CREAT);
    } catch (const Error& error) {
        session.context().log.error("the receipt could not be noted; after a kill it may be missing", error);
    }
}

void write_receipt(Session& session, const RunReport& report) {
    if (report.unit.shadow) return;
    const auto& context = session.context();
    const auto outcome = report.run.outcome.value_or(model::Outcome::failed);
    try {
        if (outcome == model::Outcome::failed) {
            // Says nothing about the delivery.
        } else if (outcome != model::Outcome::nothing_new || report.run.records.read > 0) {
            (void)alert::write_receipt(context.places.receipts, receipt_of(context, report));
        } else if (const auto read = reading_run(session, report)) {
            write_if_missing(session, *read);
        }
        std::error_code ignored;  // a note that stays is looked at again
        fs::remove(untold_folder(session) / std::to_string(report.run.id), ignored);
    } catch (const Error& error) {
        context.log.error("the receipt could not be written; the load itself stands, the next start tries again",
                          error);
    }
}

void tell_untold(Session& session) {
    std::error_code none;
    std::vector<fs::path> notes;
    for (const auto& entry : fs::directory_iterator(untold_folder(session), none)) notes.push_back(entry.path());
    for (const auto& note : notes) {
        const std::string name = note.filename().string();
        std::int64_t run_id = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), run_id);
        const bool ours = error == std::errc() && end == name.data() + name.size();
        if (ours && tell(session, run_id)) fs::remove(note, none);
    }
}

}  // namespace tilsig::pipeline
