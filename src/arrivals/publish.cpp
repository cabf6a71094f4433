#include "arrivals/publish.hpp"

#include "ledger/arrival_rows.hpp"

namespace tilsig::arrivals {

namespace {

std::string text_of(const std::optional<Instant>& moment) { return moment ? to_text(*moment) : std::string(); }

ledger::ArrivalRow row_of(const Arrival& arrival) {
    ledger::ArrivalRow row;
    row.unit = arrival.unit;
    row.sender_name = arrival.unit.sender;
    if (arrival.sender != nullptr) {
        row.sender_name = arrival.sender->name;
        row.municipality_code = arrival.sender->municipality;
        row.region_code = arrival.sender->region;
    }
    row.state = arrival.state;
    row.owed = arrival.owed;
    row.refused = arrival.refused;
    row.holds = arrival.holds;
    row.due_at = text_of(arrival.due);
    row.received_at = text_of(arrival.received_at);
    row.late_days = arrival.late_days();
    if (const auto& ground = arrival.schedule->ground) {
        row.ground_kind = catalog::to_string(ground->kind);
        row.ground = ground->text;
    }
    if (arrival.exemption != nullptr) row.exempt_until = to_text(Day{arrival.exemption->until.time_since_epoch()});
    row.first_delivery_at = text_of(arrival.first_delivery);
    return row;
}

}  // namespace

void publish_arrivals(odbc::Connection& connection, const catalog::Catalog& catalog, const senders::Register& senders,
                      Instant now) {
    const auto known = read_known(connection);
    std::vector<ledger::ArrivalRow> rows;
    for (const auto& arrival : arrivals_of(catalog, senders, known, now)) rows.push_back(row_of(arrival));
    ledger::replace_arrivals(connection, rows, to_text(now));
}

}  // namespace tilsig::arrivals
