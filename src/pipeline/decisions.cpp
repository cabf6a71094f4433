#include "pipeline/decisions.hpp"

#include "base/text.hpp"

namespace tilsig::pipeline {

namespace {

model::UnitName unit_of(Session& session, const ledger::Delivery& delivery) {
    const auto unit = session.ledger().unit_name(delivery.unit_id);
    if (!unit) throw Error(ErrorKind::state, "delivery " + std::to_string(delivery.id) + " belongs to no unit of the ledger");
    return *unit;
}

ledger::Delivery known_delivery(Session& session, std::int64_t delivery_id) {
    const auto delivery = session.ledger().delivery(delivery_id);
    if (!delivery) {
        throw Error(ErrorKind::usage, "there is no delivery " + std::to_string(delivery_id)).remedy("`tilsig ledger` lists deliveries by run");
    }
    return *delivery;
}

HeldItem open_hold(Session& session, std::int64_t hold_id) {
    for (auto& item : list_holds(session, "held")) {
        if (item.hold.id == hold_id) return item;
    }
    throw Error(ErrorKind::usage, "there is no open hold " + std::to_string(hold_id)).remedy("`tilsig hold list` shows the open ones");
}

void commit(odbc::Transaction& transaction) {
    if (transaction.commit() != odbc::TransactionEnd::committed) {
        throw Error(ErrorKind::database, "the answer to COMMIT was lost").retry(Retry::later);
    }
}

void run_queued(Session& session, std::int64_t unit_id, std::vector<RunReport>& reports) {
    for (const auto& delivery : session.ledger().queued(unit_id)) {
        RunRequest request;
        request.delivery = delivery;
        request.unit = unit_of(session, delivery);
        reports.push_back(run_unit(session, request));
    }
}

}  // namespace

std::vector<HeldItem> list_holds(Session& session, const std::string& state) {
    std::vector<HeldItem> items;
    for (auto& hold : session.ledger().holds(state)) {
        auto delivery = known_delivery(session, hold.delivery_id);
        auto unit = unit_of(session, delivery);
        items.push_back({std::move(hold), std::move(delivery), std::move(unit)});
    }
    return items;
}

std::vector<RunReport> release_hold(Session& session, std::int64_t hold_id, const std::string& by, const std::string& why) {
    const auto item = open_hold(session, hold_id);
    RunRequest request;
    request.unit = item.unit;
    request.delivery = item.delivery;
    request.cause = "release";
    request.releases = {hold_id};
    request.decided_by = by;
    request.waiver = why;
    request.again = true;
    std::vector<RunReport> reports{run_unit(session, request)};
    if (reports.front().run.outcome == model::Outcome::loaded || reports.front().run.outcome == model::Outcome::nothing_new) {
        run_queued(session, item.delivery.unit_id, reports);
    }
    return reports;
}

std::vector<RunReport> reject_hold(Session& session, std::int64_t hold_id, const std::string& by, const std::string& why) {
    const auto item = open_hold(session, hold_id);
    {
        odbc::Transaction transaction(session.connection(), odbc::Transaction::Mode::write);
        session.ledger().decide_hold(hold_id, "rejected", by, why);
        if (item.hold.slice.empty()) session.ledger().set_delivery_state(item.delivery.id, "rejected", item.delivery.records);
        commit(transaction);
    }
    std::vector<RunReport> reports;
    run_queued(session, item.delivery.unit_id, reports);
    return reports;
}

RunReport replay_delivery(Session& session, std::int64_t delivery_id) {
    RunRequest request;
    request.delivery = known_delivery(session, delivery_id);
    request.unit = unit_of(session, request.delivery);
    request.cause = "replay";
    request.again = true;
    return run_unit(session, request);
}

std::vector<RunReport> replay_feed(Session& session, const std::string& feed) {
    (void)session.context().catalog.contract(feed);  // names the nearest feed when there is none
    std::vector<RunReport> reports;
    for (const std::int64_t delivery_id : session.ledger().newest_deliveries(feed)) {
        reports.push_back(replay_delivery(session, delivery_id));
    }
    return reports;
}

RunReport retract(Session& session, std::int64_t delivery_id, const std::string& by, const std::string& why) {
    RunReport report;
    report.delivery = known_delivery(session, delivery_id);
    report.unit = unit_of(session, report.delivery);
    const auto& mapping = session.context().catalog.mappings.at(report.unit.feed);
    const auto& table = *session.context().catalog.model.find(mapping.target);
    auto& run = report.run;
    run.unit_id = report.delivery.unit_id;
    run.delivery_id = delivery_id;
    run.cause = "retract";
    run.mapping_hash = mapping.content_hash;
    run.program_version = session.context().program_version;
    run.started_at = to_text(session.context().clock.now());
    run.reason = "retracted by " + by + ": " + without_long_numbers(why);

    auto& ledger = session.ledger();
    odbc::Transaction transaction(session.connection(), odbc::Transaction::Mode::write);
    run.id = ledger.begin_run(run);
    run.load_seq = ledger.begin_load(run.id);
    run.rows[table.name] = load::retract_delivery(session.connection(), table, delivery_id, *run.load_seq);
    run.outcome = model::Outcome::loaded;
    run.ended_at = to_text(session.context().clock.now());
    ledger.set_delivery_state(delivery_id, "retracted", report.delivery.records);
    ledger.finish_run(run, {});
    commit(transaction);
    report.delivery.state = "retracted";
    report.message = run.reason;
    return report;
}

}  // namespace tilsig::pipeline
