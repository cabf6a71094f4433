#include "operate/decisions.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "ledger/recorded_hold.hpp"
#include "load/retract.hpp"
#include "operate/landed.hpp"
#include "run/deliver.hpp"
#include "run/queue.hpp"
#include "session/shadow.hpp"

namespace tilsig::operate {

namespace {

/// An open hold together with what it is about.
struct HeldItem {
    ledger::Hold hold;
    ledger::Delivery delivery;
    model::UnitName unit;
};

HeldItem open_hold(session::Session& session, std::int64_t hold_id) {
    auto recorded = ledger::recorded_hold(session.connection(), hold_id);
    if (!recorded || recorded->hold.state != model::HoldState::held) {
        throw Error(ErrorKind::usage, "there is no open hold " + std::to_string(hold_id))
            .remedy("`tilsig hold list` shows the open ones");
    }
    auto [delivery, unit] = numbered_delivery(session, recorded->hold.delivery_id);
    return {std::move(recorded->hold), std::move(delivery), std::move(unit)};
}

/// Its bytes hold ids of persons as they were known on that day: of somebody who was erased since, or had two. What is
/// made anew knows better.
bool is_made_anew(const catalog::Contract& contract) {
    return std::any_of(contract.fields.begin(), contract.fields.end(), [](const auto& field) { return field.person; });
}

ledger::RunReport run_again(session::Session& session, NumberedDelivery numbered) {
    const auto& contracts = session.context().catalog.contracts;
    if (const auto contract = contracts.find(numbered.unit.feed);
        contract != contracts.end() && is_made_anew(contract->second))
        throw Error(ErrorKind::usage, "delivery " + std::to_string(numbered.delivery.id) +
                                          " was derived from rows about "
                                          "persons, and is not replayed")
            .remedy("make it anew: `tilsig run " + numbered.unit.feed + "`");
    run::RunRequest request;
    request.unit = std::move(numbered.unit);
    request.delivery = std::move(numbered.delivery);
    request.cause = model::RunCause::replay;
    request.again = true;
    return run::run_unit(session, request);
}

bool rejected_by_decision(session::Session& session, const ledger::Delivery& delivery) {
    if (delivery.state != model::DeliveryState::rejected) return false;
    const auto holds = session.ledger().holds_of(delivery.id);
    return std::any_of(holds.begin(), holds.end(),
                       [](const auto& hold) { return hold.slice.empty() && hold.state == model::HoldState::rejected; });
}

/// Changes build on each other: a delivery of a delta is replayed with everything that was loaded on top of it.
std::vector<ledger::RunReport> replay_from(session::Session& session, const NumberedDelivery& first,
                                           std::int64_t first_seq) {
    std::vector<ledger::RunReport> reports;
    for (const auto& delivery : session.ledger().deliveries(first.delivery.unit_id)) {
        if (delivery.seq < first_seq || rejected_by_decision(session, delivery)) continue;
        const bool asked_for = delivery.seq == first_seq;
        if (!asked_for &&
            (delivery.state == model::DeliveryState::retracted || delivery.state == model::DeliveryState::held))
            continue;
        reports.push_back(run_again(session, {delivery, first.unit}));
        if (!reports.back().settled()) break;
    }
    return reports;
}

/// Their numbers.
std::vector<std::string> reject_open_holds(ledger::Ledger& ledger, std::int64_t delivery_id, const std::string& by,
                                           const std::string& why) {
    std::vector<std::string> ended;
    for (const auto& hold : ledger.holds_of(delivery_id)) {
        if (hold.state != model::HoldState::held) continue;
        ledger.decide_hold(hold.id, model::HoldState::rejected, by, why);
        ended.push_back(std::to_string(hold.id));
    }
    return ended;
}

bool is_declared(const session::Session& session, const model::UnitName& unit) {
    return session.context().catalog.contracts.contains(unit.feed);
}

bool is_delta(session::Session& session, const std::string& feed) {
    return session.context().catalog.contract(feed).delivery == model::DeliveryKind::delta;
}

}  // namespace

std::vector<ledger::RunReport> release_hold(session::Session& session, std::int64_t hold_id, const std::string& by,
                                            const std::string& why) {
    const auto item = open_hold(session, hold_id);
    if (!is_declared(session, item.unit)) {
        throw Error(ErrorKind::usage, "hold " + std::to_string(hold_id) + " is of feed '" + item.unit.feed +
                                          "', which is declared no more: what waits cannot be loaded")
            .remedy("bring its contract and mapping back, or end it with `tilsig hold reject " +
                    std::to_string(hold_id) + " --reason WHY`");
    }
    run::RunRequest request;
    request.unit = item.unit;
    request.delivery = item.delivery;
    request.cause = model::RunCause::release;
    request.releases = {hold_id};
    request.decided_by = by;
    request.waiver = why;
    request.again = true;
    std::vector<ledger::RunReport> reports{run::run_unit(session, request)};
    if (reports.front().settled())
        std::ranges::move(run::run_queued(session, item.unit, item.delivery.unit_id, {}), std::back_inserter(reports));
    return reports;
}

std::vector<ledger::RunReport> reject_hold(session::Session& session, std::int64_t hold_id, const std::string& by,
                                           const std::string& why) {
    const auto item = open_hold(session, hold_id);
    session.write([&] {
        session.ledger().decide_hold(hold_id, model::HoldState::rejected, by, why);
        if (item.hold.slice.empty())
            session.ledger().set_delivery_state(item.delivery.id, model::DeliveryState::rejected,
                                                item.delivery.records);
        session.context().followers.owe_decision(session, item.delivery, item.unit);
    });
    session.context().followers.decided(session, item.delivery);
    if (!is_declared(session, item.unit)) return {};  // nothing of it is run any more
    return run::run_queued(session, item.unit, item.delivery.unit_id, {});
}

std::vector<ledger::RunReport> replay_delivery(session::Session& session, std::int64_t delivery_id) {
    auto numbered = numbered_delivery(session, delivery_id);
    if (is_delta(session, numbered.unit.feed)) return replay_from(session, numbered, numbered.delivery.seq);
    std::vector<ledger::RunReport> reports;
    reports.push_back(run_again(session, std::move(numbered)));
    return reports;
}

std::vector<ledger::RunReport> replay_feed(session::Session& session, const std::string& feed) {
    const bool delta = is_delta(session, feed);  // names the nearest feed when there is none
    std::vector<ledger::RunReport> reports;
    model::UnitName any{feed, "", ""};
    any.shadow = session.context().catalog.in_shadow(feed);
    session::require_loads(session.context().catalog, any);
    for (const std::int64_t delivery_id : session.ledger().newest_deliveries(any.recorded_feed())) {
        auto numbered = numbered_delivery(session, delivery_id);
        if (delta) {
            std::ranges::move(replay_from(session, numbered, 0), std::back_inserter(reports));
        } else {
            reports.push_back(run_again(session, std::move(numbered)));
        }
    }
    return reports;
}

std::vector<ledger::RunReport> replay_landed(session::Session& session) {
    auto landed = session.active_landing().list();
    if (!session.context().catalog.model.shadows.empty())
        std::ranges::move(session.shadow_landing().list(), std::back_inserter(landed));
    std::stable_sort(landed.begin(), landed.end(),
                     [](const auto& a, const auto& b) { return a.received_at < b.received_at; });
    std::vector<ledger::RunReport> reports;
    std::size_t left = 0;
    for (const auto& manifest : landed) {
        const auto unit = unit_named(manifest.unit);
        const auto contract = session.context().catalog.contracts.find(unit.feed);
        if (contract == session.context().catalog.contracts.end()) continue;  // of a feed that is no more
        if (is_made_anew(contract->second)) continue;
        if (!session::loads_today(session.context().catalog, unit)) {
            if (!unit.shadow) ++left;
            continue;
        }
        if (session.ledger().delivery_by_hash(session.unit_number(unit), manifest.delivery)) continue;
        run::RunRequest request;
        request.unit = unit;
        request.delivery = run::record_landed(session, unit, manifest, contract->second);
        request.cause = model::RunCause::replay;
        reports.push_back(run::run_unit(session, request));
    }
    if (left > 0)
        session.context().log.warn("deliveries were left that do not load in the state of their feed",
                                   {{"deliveries", left}});
    session.write([&] {
        session.ledger().audit("tilsig", "replay landed", std::to_string(reports.size()) + " deliveries",
                               "the database did not know them");
    });
    // What the database holds now is what counts from here on.
    if (const std::int64_t newest = session.ledger().newest_load(); newest > 0) session.note_load(newest);
    return reports;
}

std::vector<ledger::RunReport> retract(session::Session& session, std::int64_t delivery_id, const std::string& by,
                                       const std::string& why) {
    auto numbered = numbered_delivery(session, delivery_id);
    if (numbered.delivery.state == model::DeliveryState::retracted) return {};
    ledger::RunReport report;
    report.delivery = std::move(numbered.delivery);
    report.unit = std::move(numbered.unit);
    session.require_loadable(report.unit);
    const auto& mapping = session.context().catalog.mappings.at(report.unit.feed);
    const auto& table = session.context().catalog.table_of(report.unit);
    auto& run = report.run;
    run.unit_id = report.delivery.unit_id;
    run.delivery_id = delivery_id;
    run.cause = model::RunCause::retract;
    run.mapping_hash = mapping.content_hash;
    run.program_version = session.context().program_version;
    run.started_at = to_text(session.context().clock.now());
    run.reason = "decided by " + by + ": " + without_long_numbers(why);

    auto& ledger = session.ledger();
    std::vector<std::string> ended;
    session.write([&] {
        run.id = ledger.begin_run(run);
        run.load_seq = ledger.begin_load(run.id);
        run.rows[table.name] = load::retract_delivery(session.connection(), table, delivery_id, *run.load_seq);
        run.outcome = model::Outcome::loaded;
        run.ended_at = to_text(session.context().clock.now());
        ledger.set_delivery_state(delivery_id, model::DeliveryState::retracted, report.delivery.records);
        // What is taken back waits for nothing.
        ended = reject_open_holds(ledger, delivery_id, by, "the delivery was retracted: " + without_long_numbers(why));
        ledger.finish_run(run, {});
        session.context().followers.owe_decision(session, report.delivery, report.unit);
    });
    report.delivery.state = model::DeliveryState::retracted;
    session.context().followers.decided(session, report.delivery);
    report.message = run.reason;
    if (!ended.empty()) report.message += "; rejected with it: hold " + join(ended, ", hold ");
    std::vector<ledger::RunReport> reports{std::move(report)};
    const auto& taken_back = reports.front();
    std::ranges::move(run::run_queued(session, taken_back.unit, taken_back.delivery.unit_id, {}),
                      std::back_inserter(reports));
    return reports;
}

std::optional<ledger::Run> retraction_of(session::Session& session, std::int64_t delivery_id) {
    constexpr int looked_at = 1000;
    const auto numbered = numbered_delivery(session, delivery_id);
    for (auto& run : session.ledger().runs(numbered.delivery.unit_id, std::nullopt, looked_at))
        if (run.delivery_id == delivery_id && run.cause == model::RunCause::retract && run.outcome)
            return std::move(run);
    return std::nullopt;
}

}  // namespace tilsig::operate
