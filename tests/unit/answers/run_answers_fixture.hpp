// One run as it may stand in a ledger.
#pragma once

#include "catalog/catalog.hpp"
#include "ledger/run_report.hpp"

namespace tilsig::answers {

inline ledger::RunReport loaded_report() {
    ledger::RunReport report;
    report.unit = {"desk.roster", "desk", "2026-11"};
    auto& delivery = report.delivery;
    delivery.id = 12;
    delivery.seq = 2;
    delivery.hash = "0123456789abcdef0123456789abcdef";
    delivery.bytes = 1'234;
    delivery.received_at = "2026-11-29T02:00:00.000000Z";
    delivery.state = model::DeliveryState::loaded;
    delivery.records = 3;
    auto& run = report.run;
    run.id = 7;
    run.delivery_id = 12;
    run.started_at = "2026-11-29T03:00:00.000000Z";
    run.ended_at = "2026-11-29T03:00:01.000000Z";
    run.mapping_hash = "fedcba9876543210";
    run.outcome = model::Outcome::loaded;
    run.load_seq = 5;
    run.bytes.header = 34;
    run.bytes.record = 1'200;
    run.records.read = 3;
    run.records.accepted = 2;
    run.records.rejected = 1;
    run.records.rejected_by_rule = {{"SYS-F002", 1}};
    run.rows["fact_roster"].derived = 2;
    run.rows["fact_roster"].fresh = 2;
    report.finding_counts = {{"SYS-F002", 4}};
    model::Finding finding;
    finding.code = "SYS-F002";
    finding.field = "settled";
    finding.place.number = 3;
    finding.place.line = 4;
    finding.message = "no number";
    report.examples = {finding};
    return report;
}

/// Rules of the program and no feed: what is declared no more is told by number.
inline catalog::Catalog no_feeds() {
    catalog::Catalog catalog;
    catalog.rule_book = rules::RuleBook::program();
    return catalog;
}

}  // namespace tilsig::answers
