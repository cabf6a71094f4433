// Units and their cursors; the construction of the ledger.
#include "ledger/ledger.hpp"
#include "ledger/seal.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

Ledger::Ledger(odbc::Connection& connection, const Clock& clock)
    : m_connection(connection), m_clock(clock), m_statements(std::make_unique<StatementCache>(connection)) {}
Ledger::~Ledger() = default;

std::optional<std::int64_t> Ledger::find_unit(const model::UnitName& unit) {
    return m_statements->number("SELECT id FROM ops_unit WHERE feed = ? AND sender = ? AND period = ?",
                                unit.recorded_feed(), unit.sender, unit.period);
}

std::int64_t Ledger::unit_id(const model::UnitName& unit) {
    if (const auto found = find_unit(unit)) return *found;
    return m_statements->insert("INSERT INTO ops_unit (feed, sender, period) VALUES (?, ?, ?)", unit.recorded_feed(),
                                unit.sender, unit.period);
}

std::optional<model::UnitName> Ledger::unit_name(std::int64_t unit_id) {
    auto& row = m_statements->run("SELECT feed, sender, period FROM ops_unit WHERE id = ?", unit_id);
    std::optional<model::UnitName> found;
    while (row.fetch())
        found = model::UnitName::recorded(row.text(1).value(), row.text(2).value(), row.text(3).value());
    return found;
}

std::map<std::int64_t, model::UnitName> Ledger::unit_names() {
    auto& rows = m_statements->run("SELECT id, feed, sender, period FROM ops_unit");
    std::map<std::int64_t, model::UnitName> found;
    while (rows.fetch())
        found[rows.integer(1).value()] =
            model::UnitName::recorded(rows.text(2).value(), rows.text(3).value(), rows.text(4).value());
    return found;
}

std::vector<std::int64_t> Ledger::shadow_units() {
    const model::UnitName any{"%", "", "", true};
    auto& rows = m_statements->run(
        "SELECT u.id FROM ops_unit u WHERE u.feed LIKE ? AND (EXISTS (SELECT 1 FROM ops_cursor c WHERE c.unit_id = "
        "u.id) "
        "OR EXISTS (SELECT 1 FROM ops_delivery d WHERE d.unit_id = u.id AND d.state <> 'superseded')) ORDER BY u.id",
        any.recorded_feed());
    std::vector<std::int64_t> units;
    while (rows.fetch()) units.push_back(rows.integer(1).value());
    return units;
}

void Ledger::end_shadow(std::int64_t unit_id) {
    const std::string now = to_text(m_clock.now());
    m_statements->run("DELETE FROM ops_cursor WHERE unit_id = ?", unit_id);
    m_statements->run(
        "UPDATE ops_hold SET state = 'superseded', decided_at = ? WHERE state = 'held' AND delivery_id IN (SELECT id "
        "FROM ops_delivery WHERE unit_id = ?)",
        now, unit_id);
    m_statements->run("UPDATE ops_delivery SET state = 'superseded', state_at = ? WHERE unit_id = ?", now, unit_id);
}

std::optional<std::string> Ledger::cursor(std::int64_t unit_id) {
    auto& row = m_statements->run("SELECT position, seal FROM ops_cursor WHERE unit_id = ?", unit_id);
    std::optional<std::string> found;
    std::string seal;
    while (row.fetch()) {
        found = row.text(1);
        seal = row.text(2).value_or("");
    }
    if (found && seal != cursor_seal(unit_id, *found)) {
        throw Error(ErrorKind::state, "the cursor of unit " + std::to_string(unit_id) + " is damaged")
            .remedy(
                "restore the database from its backup, or delete its row in ops_cursor: the unit is then fetched from "
                "its beginning, "
                "and what was loaded before changes nothing");
    }
    return found;
}

void Ledger::set_cursor(std::int64_t unit_id, const std::string& cursor) {
    m_statements->run("INSERT INTO ops_cursor (unit_id, position, changed_at, seal) VALUES (?, ?, ?, ?)" +
                          m_connection.dialect().or_update("ops_cursor", "unit_id", {"position", "changed_at", "seal"}),
                      unit_id, cursor, to_text(m_clock.now()), cursor_seal(unit_id, cursor));
}

}  // namespace tilsig::ledger
