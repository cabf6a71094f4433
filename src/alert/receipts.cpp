#include "alert/receipts.hpp"

#include "alert/out_folder.hpp"
#include "alert/receipt.hpp"
#include "calendar/local_day.hpp"
#include "catalog/expressions.hpp"
#include "session/layout_choice.hpp"
#include "session/sent_name.hpp"
#include "session/session.hpp"

namespace tilsig::alert {

namespace {

static_assert(alert::shown_places <= session::told_places);

alert::RuleLookup lookup_in(const rules::RuleBook& book) {
    return [&book](std::string_view code) -> std::optional<alert::RuleInfo> {
        const rules::Entry* entry = book.find(code);
        if (entry == nullptr) return std::nullopt;
        return alert::RuleInfo{entry->severity, entry->text, entry->fix};
    };
}

const catalog::Source* source_of(const session::Context& context, const catalog::Contract& contract) {
    const auto found = context.catalog.sources.find(contract.source);
    return found == context.catalog.sources.end() ? nullptr : &found->second;
}

alert::Declared declared_for(const session::Context& context, const model::UnitName& unit,
                             const ledger::Delivery& delivery) {
    const auto& contract = context.catalog.contract(unit.feed);
    alert::Declared declared;
    declared.rules = lookup_in(context.catalog.rule_book);
    declared.word_book = &context.catalog.word_book;
    declared.contract = &contract;
    try {
        declared.layout = &session::layout_of(contract, context.senders, unit, delivery.received_at);
    } catch (const Error&) {
        // No layout of that year: the fields go by the contract's columns.
    }
    if (const auto* source = source_of(context, contract)) {
        declared.contact = source->contact;
        declared.due = source->due;
    }
    return declared;
}

/// The sender as the register has it today, else a plain entry: a delivery by hand may come from nobody in the
/// register.
senders::Sender sender_of(const session::Context& context, const model::UnitName& unit) {
    const std::int64_t day = calendar::local_day(context.clock.now()).time_since_epoch().count();
    if (const auto* known = context.senders.find(unit.sender, day)) return *known;
    senders::Sender plain;
    plain.id = unit.sender;
    plain.kind = "agency";
    plain.name = unit.sender;
    const auto* source = source_of(context, context.catalog.contract(unit.feed));
    plain.language = source == nullptr ? "nb" : source->language;
    return plain;
}

/// What the ledger says of holds: what waits, and what was decided.
void add_holds(session::Session& session, const ledger::Delivery& delivery, alert::DeliveryOutcome& told) {
    for (const auto& hold : session.ledger().holds_of(delivery.id)) {
        if (hold.state == model::HoldState::held && !hold.slice.empty())
            told.held_slices.emplace(hold.slice, hold.reason);
        if (hold.state == model::HoldState::rejected || hold.state == model::HoldState::released)
            told.decisions.push_back(
                {hold.slice, hold.state == model::HoldState::released, hold.decided_at, hold.waiver});
    }
}

/// By what its sender knows a delivery whose unit has no period: its name, and the parts that it holds.
void add_names(session::Session& session, const ledger::Run& run, const ledger::Delivery& delivery,
               alert::DeliveryOutcome& told) {
    for (const auto& [part, records] : run.parts) told.parts.push_back(part);
    const auto& mapping = session.context().catalog.mappings.at(told.unit.feed);
    for (const auto& column : mapping.columns)
        if (column.column == mapping.partition) told.part_field = column.from;
    if (!catalog::first_day(told.unit.period)) told.file_name = session::sent_name(session, told.unit, delivery.hash);
}

alert::Receipt receipt_of(session::Session& session, const model::UnitName& unit, const ledger::Delivery& delivery,
                          const ledger::Run& run, std::vector<model::Finding> findings) {
    const auto& context = session.context();
    alert::DeliveryOutcome told;
    told.unit = unit;
    told.delivery_seq = delivery.seq;
    told.delivery_hash = delivery.hash;
    told.delivery_bytes = delivery.bytes;
    told.received_at = delivery.received_at;
    told.run_id = run.id;
    told.outcome = run.outcome.value();
    told.reason = run.reason;
    told.records = run.records;
    told.findings = std::move(findings);
    told.retracted = delivery.state == model::DeliveryState::retracted;
    add_holds(session, delivery, told);
    add_names(session, run, delivery, told);
    return alert::make_receipt(std::move(told), sender_of(context, unit), declared_for(context, unit, delivery));
}

void receipt_written(session::Session& session, std::int64_t run_id) {
    session.write([&] { session.ledger().receipt_written(run_id); });
}

enum class Existing { stays, is_replaced };

/// The receipt of a run as the ledger has it, of a feed that still exists.
void tell(session::Session& session, std::int64_t run_id, Existing existing) {
    auto& ledger = session.ledger();
    const auto run = ledger.run(run_id);
    if (!run || !run->outcome || *run->outcome == model::Outcome::failed || !run->delivery_id) return;
    const auto delivery = ledger.delivery(*run->delivery_id);
    const auto unit = ledger.unit_name(run->unit_id);
    if (!delivery || !unit || unit->shadow || !session.context().catalog.contracts.contains(unit->feed)) return;
    const auto receipt = receipt_of(session, *unit, *delivery, *run,
                                    ledger.first_rejects(delivery->id, static_cast<int>(alert::shown_places)));
    const auto& out = session.context().places.receipts;
    if (existing == Existing::is_replaced || !alert::has_receipt(out, receipt))
        (void)alert::write_receipt(out, receipt);
}

/// What says something about the delivery: not a failure of ours, nor bytes that were read before. A nil return holds
/// no records either, but is an answer.
bool tells(const ledger::Run& run) {
    const auto outcome = run.outcome.value_or(model::Outcome::failed);
    if (outcome == model::Outcome::nothing_new) return run.records.read > 0 || run.reason.empty();
    return outcome != model::Outcome::failed;
}

/// Whatever keeps a receipt from being written, the rows stand and the next one may be written.
template <typename Work>
bool try_to(session::Session& session, Work work) {
    const Logger& log = session.context().log;
    constexpr const char* event = "a receipt could not be written; what was loaded stands, the next start tries again";
    try {
        work();
        return true;
    } catch (const Error& error) {
        log.error(event, error);
    } catch (const std::exception& error) {
        log.error(event, Error(ErrorKind::internal, error.what()));
    }
    try {
        if (session.lost()) session.reconnect();
    } catch (const Error& error) {
        log.error("the warehouse was lost while a receipt was written", error);
    }
    return false;
}

}  // namespace

void Receipts::owe(session::Session& session, const ledger::RunReport& ended) {
    if (tells(ended.run) && !ended.unit.shadow) session.ledger().owe_receipt(ended.run.id);
}

void Receipts::committed(session::Session& session, const ledger::RunReport& ended) {
    const auto outcome = ended.run.outcome.value_or(model::Outcome::failed);
    if (ended.unit.shadow || outcome == model::Outcome::failed) return;  // the latter says nothing about the delivery
    (void)try_to(session, [&] {
        if (!tells(ended.run)) {
            if (const auto read = session.ledger().telling_run(ended.delivery)) tell(session, *read, Existing::stays);
            return;
        }
        const auto receipt = receipt_of(session, ended.unit, ended.delivery, ended.run, ended.told);
        (void)alert::write_receipt(session.context().places.receipts, receipt);
        receipt_written(session, ended.run.id);
    });
}

void Receipts::owe_decision(session::Session& session, const ledger::Delivery& delivery, const model::UnitName& unit) {
    if (unit.shadow) return;
    if (const auto run = session.ledger().telling_run(delivery)) session.ledger().owe_receipt(*run);
}

void Receipts::decided(session::Session& session, const ledger::Delivery& delivery) {
    (void)try_to(session, [&] {
        const auto run = session.ledger().telling_run(delivery);
        if (!run) return;
        tell(session, *run, Existing::is_replaced);
        receipt_written(session, *run);
    });
}

std::size_t Receipts::catch_up(session::Session& session) {
    std::size_t owed = 0;
    (void)try_to(session, [&] {
        for (const std::int64_t run_id : session.ledger().owed_receipts()) {
            const bool told = try_to(session, [&] {
                tell(session, run_id, Existing::is_replaced);
                receipt_written(session, run_id);
            });
            if (!told) ++owed;
        }
    });
    return owed;
}

}  // namespace tilsig::alert
