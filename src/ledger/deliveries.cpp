// Deliveries: identified by content, numbered per unit.
#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/ledger.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

namespace {

constexpr const char* unknown_delivery_kind = "a delivery of an unknown kind";
const std::string columns = "id, unit_id, seq, hash, bytes, received_at, kind, state, records";

Delivery read(odbc::Statement& row) {
    Delivery d;
    d.id = row.integer(1).value();
    d.unit_id = row.integer(2).value();
    d.seq = row.integer(3).value();
    d.hash = row.text(4).value();
    d.bytes = static_cast<std::uint64_t>(row.integer(5).value());
    d.received_at = row.text(6).value();
    d.kind = known_word(row.text(7), model::parse_delivery_kind, unknown_delivery_kind);
    d.state = known_word(row.text(8), model::parse_delivery_state, unknown_delivery_state);
    d.records = static_cast<std::uint64_t>(row.integer(9).value());
    return d;
}

std::optional<Delivery> first(odbc::Statement& rows) {
    std::optional<Delivery> found;
    while (rows.fetch()) found = read(rows);
    return found;
}

std::vector<Delivery> all(odbc::Statement& rows) {
    std::vector<Delivery> found;
    while (rows.fetch()) found.push_back(read(rows));
    return found;
}

}  // namespace

Delivery Ledger::record_delivery(std::int64_t unit_id, const std::string& hash, std::uint64_t bytes,
                                 const std::string& received_at, model::DeliveryKind kind,
                                 const std::string& retention) {
    if (auto known = delivery_by_hash(unit_id, hash)) return *known;
    const std::string now = to_text(m_clock.now());
    const std::string number = m_connection.dialect().from_canonical_text("?", model::Type::integer, 0);
    m_statements->run(
        "INSERT INTO ops_delivery (unit_id, seq, hash, bytes, received_at, recorded_at, kind, state, state_at, "
        "records, retention) SELECT " +
            number + ", coalesce(max(seq), 0) + 1, ?, " + number +
            ", ?, ?, ?, 'landed', ?, 0, ? FROM ops_delivery "
            "WHERE unit_id = ?",
        unit_id, hash, bytes, received_at, now, kind, now, retention, unit_id);
    return delivery_by_hash(unit_id, hash).value();
}

std::optional<Delivery> Ledger::delivery(std::int64_t id) {
    return first(m_statements->run("SELECT " + columns + " FROM ops_delivery WHERE id = ?", id));
}

std::optional<Delivery> Ledger::delivery_by_hash(std::int64_t unit_id, const std::string& hash) {
    return first(
        m_statements->run("SELECT " + columns + " FROM ops_delivery WHERE unit_id = ? AND hash = ?", unit_id, hash));
}

std::vector<Delivery> Ledger::deliveries(std::int64_t unit_id) {
    return all(m_statements->run("SELECT " + columns + " FROM ops_delivery WHERE unit_id = ? ORDER BY seq", unit_id));
}

std::optional<Delivery> Ledger::last_loaded(std::int64_t unit_id) {
    return first(m_statements->run(
        "SELECT " + columns +
            " FROM ops_delivery WHERE unit_id = ? AND state = 'loaded' ORDER BY state_at DESC, seq DESC LIMIT 1",
        unit_id));
}

std::optional<Delivery> Ledger::last_loaded_until(const model::UnitName& unit) {
    return first(m_statements->run("SELECT " + columns +
                                       " FROM ops_delivery WHERE state = 'loaded' AND unit_id IN (SELECT u.id FROM "
                                       "ops_unit u WHERE u.feed = ? AND "
                                       "u.sender = ? AND u.period <= ? AND u.period <> 'all') ORDER BY (SELECT "
                                       "p.period FROM ops_unit p WHERE p.id "
                                       "= ops_delivery.unit_id) DESC, state_at DESC, seq DESC LIMIT 1",
                                   unit.recorded_feed(), unit.sender, unit.period));
}

std::vector<Ledger::OfPeriod> Ledger::loaded_after(const model::UnitName& unit) {
    // One of which every slice is held has said nothing yet.
    auto& rows = m_statements->run(
        "SELECT u.period, d.id, d.kind FROM ops_delivery d JOIN ops_unit u ON u.id = d.unit_id WHERE d.state = "
        "'loaded' AND "
        "u.feed = ? AND u.sender = ? AND u.period > ? AND u.period <> 'all' AND EXISTS (SELECT 1 FROM ops_run r WHERE "
        "r.unit_id = d.unit_id AND r.delivery_id = d.id AND r.outcome IN ('loaded', 'nothing_new')) "
        "ORDER BY u.period, d.id",
        unit.recorded_feed(), unit.sender, unit.period);
    std::vector<OfPeriod> found;
    while (rows.fetch())
        found.push_back({rows.text(1).value(), rows.integer(2).value(),
                         known_word(rows.text(3), model::parse_delivery_kind, unknown_delivery_kind)});
    return found;
}

std::vector<Delivery> Ledger::queued(std::int64_t unit_id) {
    return all(m_statements->run(
        "SELECT " + columns + " FROM ops_delivery WHERE unit_id = ? AND state = 'queued' ORDER BY seq", unit_id));
}

std::vector<std::int64_t> Ledger::newest_deliveries(const std::string& feed) {
    auto& rows = m_statements->run(
        "SELECT d.unit_id, d.id FROM ops_delivery d JOIN ops_unit u ON u.id = d.unit_id "
        "WHERE u.feed = ? AND (d.state = 'loaded' OR (d.state = 'rejected' AND NOT EXISTS (SELECT 1 FROM ops_hold h "
        "WHERE "
        "h.delivery_id = d.id AND h.slice = '' AND h.state = 'rejected'))) ORDER BY d.unit_id, d.state_at DESC, d.seq "
        "DESC",
        feed);
    std::vector<std::int64_t> newest;
    std::int64_t unit = 0;
    while (rows.fetch()) {
        if (rows.integer(1).value() == unit) continue;
        unit = rows.integer(1).value();
        newest.push_back(rows.integer(2).value());
    }
    return newest;
}

void Ledger::set_delivery_state(std::int64_t id, model::DeliveryState state, std::uint64_t records) {
    m_statements->run("UPDATE ops_delivery SET state = ?, state_at = ?, records = ? WHERE id = ?", state,
                      to_text(m_clock.now()), records, id);
    if (m_statements->changed() != 1) throw Error(ErrorKind::state, "there is no delivery " + std::to_string(id));
}

void Ledger::set_delivery_kind(std::int64_t id, model::DeliveryKind kind) {
    m_statements->run("UPDATE ops_delivery SET kind = ? WHERE id = ?", kind, id);
}

void Ledger::declare_received_at(std::int64_t delivery_id, const std::string& received_at, const std::string& who,
                                 const std::string& why) {
    const auto known = delivery(delivery_id);
    if (!known) throw Error(ErrorKind::usage, "there is no delivery " + std::to_string(delivery_id));
    const std::string declared = to_text(parse_instant(received_at));
    if (declared >= known->received_at) {
        throw Error(ErrorKind::usage, "delivery " + std::to_string(delivery_id) + " was received at " +
                                          known->received_at + "; a declaration can only name an earlier time");
    }
    m_statements->run("UPDATE ops_delivery SET received_at = ? WHERE id = ?", declared, delivery_id);
    audit(who, "received_at " + known->received_at + " -> " + declared, "delivery " + std::to_string(delivery_id), why);
}

}  // namespace tilsig::ledger
