#include "ledger/received_units.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "ledger/common.hpp"
#include "model/states.hpp"

namespace tilsig::ledger {

namespace {

using model::DeliveryState;

/// Which of a unit's deliveries came to something last: by time, then by number.
using Newest = std::pair<std::string, std::int64_t>;

struct Unit {
    ReceivedUnit received;
    Newest loaded;         ///< of what was loaded
    std::int64_t end = 0;  ///< number of the newest that was refused, or has not run to its end
    std::size_t waiting_slices = 0;
    std::int64_t loaded_deliveries = 0;
};
using Units = std::unordered_map<std::int64_t, Unit>;

std::string active_units() { return "u.feed NOT LIKE '" + model::UnitName{"%", "", "", true}.recorded_feed() + "'"; }

void keep_earlier(std::string& kept, const std::string& moment) {
    if (kept.empty() || moment < kept) kept = moment;
}

/// One row for each state in which a unit has deliveries, empty ones apart.
struct StateRow {
    DeliveryState state = DeliveryState::landed;
    bool empty = false;
    std::string first_received_at, newest_received_at, state_at;
    std::int64_t seq = 0, deliveries = 0;
};

void add(Unit& unit, const StateRow& row) {
    auto& received = unit.received;
    keep_earlier(received.first_received_at, row.first_received_at);
    if (row.state == DeliveryState::retracted || row.state == DeliveryState::superseded) return;
    received.newest_received_at = std::max(received.newest_received_at, row.newest_received_at);
    if (row.state == DeliveryState::loaded) {
        keep_earlier(received.first_loaded_at, row.first_received_at);
        unit.loaded_deliveries += row.deliveries;
        const Newest newest{row.state_at, row.seq};
        if (newest < unit.loaded) return;
        unit.loaded = newest;
        received.stands_empty = row.empty;
    } else if (row.state == DeliveryState::held || row.state == DeliveryState::queued) {
        received.waits = true;
    } else if (row.seq > unit.end) {
        unit.end = row.seq;
        received.refused = row.state == DeliveryState::rejected;
        received.landed = !received.refused;
    }
}

void read_states(odbc::Connection& connection, Units& units) {
    auto rows = connection.once(
        "SELECT u.id, u.feed, u.sender, u.period, g.state, g.is_empty, g.first_received, g.newest_received, g.newest, "
        "g.seq, g.deliveries FROM (SELECT unit_id, state, CASE WHEN bytes = 0 THEN 1 ELSE 0 END AS is_empty, "
        "min(received_at) AS "
        "first_received, max(received_at) AS newest_received, max(state_at) AS newest, max(seq) AS seq, "
        "count(*) AS deliveries FROM ops_delivery GROUP BY unit_id, state, CASE WHEN bytes = 0 THEN 1 ELSE 0 END) g "
        "JOIN ops_unit u ON u.id = "
        "g.unit_id WHERE " +
        active_units());
    rows.execute();
    while (rows.fetch()) {
        auto& unit = units[rows.integer(1).value()];
        unit.received.unit =
            model::UnitName::recorded(rows.text(2).value(), rows.text(3).value(), rows.text(4).value());
        add(unit, {known_word(rows.text(5), model::parse_delivery_state, unknown_delivery_state),
                   rows.integer(6).value() == 1, rows.text(7).value(), rows.text(8).value(), rows.text(9).value(),
                   rows.integer(10).value(), rows.integer(11).value()});
    }
}

void read_open_holds(odbc::Connection& connection, Units& units) {
    auto rows = connection.once(
        "SELECT d.unit_id, sum(CASE WHEN h.slice <> '' THEN 1 ELSE 0 END), count(*) FROM ops_hold h JOIN ops_delivery "
        "d ON d.id = h.delivery_id WHERE h.state = 'held' GROUP BY d.unit_id");
    rows.execute();
    while (rows.fetch()) {
        const auto unit = units.find(rows.integer(1).value());
        if (unit == units.end()) continue;
        unit->second.waiting_slices = static_cast<std::size_t>(rows.integer(2).value_or(0));
        unit->second.received.holds = static_cast<std::size_t>(rows.integer(3).value_or(0));
    }
}

/// Slices that people refused count as long as nothing newer was loaded.
void read_refused_slices(odbc::Connection& connection, Units& units) {
    auto rows = connection.once(
        "SELECT d.unit_id, d.state_at, d.seq, count(*) FROM ops_hold h JOIN ops_delivery d ON d.id = h.delivery_id "
        "WHERE h.state = 'rejected' AND h.slice <> '' AND d.state = 'loaded' GROUP BY d.unit_id, d.state_at, d.seq");
    rows.execute();
    while (rows.fetch()) {
        const auto unit = units.find(rows.integer(1).value());
        if (unit == units.end() || Newest(rows.text(2).value(), rows.integer(3).value()) != unit->second.loaded)
            continue;
        unit->second.received.slices_out += static_cast<std::size_t>(rows.integer(4).value_or(0));
    }
}

/// Where slices wait, the last run that read their delivery tells whether anything of it was accepted.
void read_accepted(odbc::Connection& connection, Units& units) {
    auto rows = connection.once(
        "SELECT w.unit_id, r.accepted FROM (SELECT DISTINCT d.unit_id, d.id, d.state_at, d.seq FROM ops_hold h JOIN "
        "ops_delivery d ON d.id = h.delivery_id WHERE h.slice <> '' AND d.state = 'loaded' AND h.state IN ('held', "
        "'rejected')) w JOIN ops_run r ON r.unit_id = w.unit_id AND r.delivery_id = w.id WHERE r.outcome IN ('loaded', "
        "'nothing_new', 'held') AND r.records_read > 0 ORDER BY w.state_at, w.seq, r.id");
    rows.execute();
    while (rows.fetch()) {
        const auto unit = units.find(rows.integer(1).value());
        if (unit != units.end()) unit->second.received.all_out = rows.integer(2).value_or(0) == 0;
    }
}

}  // namespace

std::vector<ReceivedUnit> received_units(odbc::Connection& connection) {
    Units units;
    read_states(connection, units);
    read_open_holds(connection, units);
    read_refused_slices(connection, units);
    read_accepted(connection, units);
    std::vector<ReceivedUnit> found;
    found.reserve(units.size());
    for (auto& [number, unit] : units) {
        auto& received = unit.received;
        received.slices_out += unit.waiting_slices;
        received.all_out = received.all_out && received.slices_out > 0 && unit.loaded_deliveries == 1;
        found.push_back(std::move(received));
    }
    return found;
}

bool ever_received(odbc::Connection& connection, const model::UnitName& unit) {
    return connection
        .query_integer(
            "SELECT 1 FROM ops_unit u WHERE u.feed = ? AND u.sender = ? AND EXISTS (SELECT 1 FROM ops_delivery d WHERE "
            "d.unit_id = u.id) LIMIT 1",
            {unit.recorded_feed(), unit.sender})
        .has_value();
}

std::map<std::string, std::set<std::string>> scheduled_periods(odbc::Connection& connection) {
    auto rows = connection.once("SELECT DISTINCT u.feed, u.period FROM ops_unit u WHERE " + active_units() +
                                " AND EXISTS (SELECT 1 FROM ops_slot s WHERE s.unit_id = u.id)");
    rows.execute();
    std::map<std::string, std::set<std::string>> found;
    while (rows.fetch()) found[rows.text(1).value()].insert(rows.text(2).value());
    return found;
}

}  // namespace tilsig::ledger
