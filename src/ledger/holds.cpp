// Holds and their decisions, and the audit of what people decide.
#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/recorded_hold.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

namespace {

const std::string columns = "id, delivery_id, slice, reason, state, decided_by, decided_at, waiver";
constexpr std::size_t longest = 1000;

Hold read(odbc::Statement& row) {
    return {row.integer(1).value(),
            row.integer(2).value(),
            row.text(3).value_or(""),
            row.text(4).value_or(""),
            known_word(row.text(5), model::parse_hold_state, "a hold in an unknown state"),
            row.text(6).value_or(""),
            row.text(7).value_or(""),
            row.text(8).value_or("")};
}

std::vector<Hold> all(odbc::Statement& rows) {
    std::vector<Hold> found;
    while (rows.fetch()) found.push_back(read(rows));
    return found;
}

}  // namespace

std::optional<RecordedHold> recorded_hold(odbc::Connection& connection, std::int64_t hold_id) {
    auto statement = connection.prepare("SELECT " + columns + ", held_at FROM ops_hold WHERE id = ?");
    statement.bind(1, hold_id).execute();
    std::optional<RecordedHold> found;
    while (statement.fetch()) found = RecordedHold{read(statement), statement.text(9).value_or("")};
    return found;
}

void Ledger::hold(std::int64_t delivery_id, const std::string& slice, const std::string& reason) {
    const std::string shown = display_name(reason, longest);
    m_statements->run("UPDATE ops_hold SET reason = ? WHERE delivery_id = ? AND slice = ? AND state = 'held'", shown,
                      delivery_id, slice);
    if (m_statements->changed() > 0) return;
    m_statements->run("INSERT INTO ops_hold (delivery_id, slice, reason, state, held_at) VALUES (?, ?, ?, 'held', ?)",
                      delivery_id, slice, shown, to_text(m_clock.now()));
}

std::vector<Hold> Ledger::holds(model::HoldState state) {
    // Open ones are asked for all the time and have an index of their own, which only a constant finds.
    if (state == model::HoldState::held)
        return all(m_statements->run("SELECT " + columns + " FROM ops_hold WHERE state = 'held' ORDER BY id"));
    return all(m_statements->run("SELECT " + columns + " FROM ops_hold WHERE state = ? ORDER BY id", state));
}

std::vector<Hold> Ledger::holds_of(std::int64_t delivery_id) {
    return all(
        m_statements->run("SELECT " + columns + " FROM ops_hold WHERE delivery_id = ? ORDER BY id", delivery_id));
}

void Ledger::decide_hold(std::int64_t hold_id, model::HoldState state, const std::string& by,
                         const std::string& waiver) {
    m_statements->run(
        "UPDATE ops_hold SET state = ?, decided_by = ?, decided_at = ?, waiver = ? WHERE id = ? AND state = 'held'",
        state, display_name(by), to_text(m_clock.now()), display_name(waiver, longest), hold_id);
    if (m_statements->changed() != 1) {
        throw Error(ErrorKind::state, "hold " + std::to_string(hold_id) + " is not open")
            .remedy("`tilsig hold list` shows the open ones");
    }
    audit(by, std::string("hold ") + to_string(state), "hold " + std::to_string(hold_id), waiver);
}

void Ledger::supersede_holds(std::int64_t unit_id, std::int64_t newer_seq, const std::string& slice) {
    const std::string older = "delivery_id IN (SELECT id FROM ops_delivery WHERE unit_id = ? AND seq < ?)";
    const std::string now = to_text(m_clock.now());
    if (slice.empty()) {
        m_statements->run(
            "UPDATE ops_delivery SET state = 'superseded', state_at = ? WHERE unit_id = ? AND seq < ? AND state = "
            "'held'",
            now, unit_id, newer_seq);
        m_statements->run("UPDATE ops_hold SET state = 'superseded', decided_at = ? WHERE state = 'held' AND " + older,
                          now, unit_id, newer_seq);
    } else {
        m_statements->run(
            "UPDATE ops_hold SET state = 'superseded', decided_at = ? WHERE state = 'held' AND slice = ? AND " + older,
            now, slice, unit_id, newer_seq);
    }
}

void Ledger::audit(const std::string& who, const std::string& what, const std::string& subject,
                   const std::string& why) {
    write_audit(*m_statements, m_clock, who, what, subject, why);
}

std::vector<AuditEntry> Ledger::audits(int limit) {
    auto& rows = m_statements->run("SELECT at, who, what, subject, why FROM ops_audit ORDER BY id DESC LIMIT ?", limit);
    std::vector<AuditEntry> found;
    while (rows.fetch()) {
        found.push_back({rows.text(1).value_or(""), rows.text(2).value_or(""), rows.text(3).value_or(""),
                         rows.text(4).value_or(""), rows.text(5).value_or("")});
    }
    return found;
}

}  // namespace tilsig::ledger
