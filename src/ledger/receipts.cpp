// Receipts that are still to be written.
#include "ledger/ledger.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

void Ledger::owe_receipt(std::int64_t run_id) {
    m_statements->run("DELETE FROM ops_receipt WHERE run_id = ?", run_id);
    m_statements->run("INSERT INTO ops_receipt (run_id, owed_at) VALUES (?, ?)", run_id, to_text(m_clock.now()));
}

void Ledger::receipt_written(std::int64_t run_id) {
    m_statements->run("DELETE FROM ops_receipt WHERE run_id = ?", run_id);
}

std::vector<std::int64_t> Ledger::owed_receipts() {
    auto& rows = m_statements->run("SELECT run_id FROM ops_receipt ORDER BY run_id");
    std::vector<std::int64_t> found;
    while (rows.fetch()) found.push_back(rows.integer(1).value());
    return found;
}

std::optional<std::int64_t> Ledger::telling_run(const Delivery& delivery) {
    return m_statements->number(
        "SELECT max(id) FROM ops_run WHERE unit_id = ? AND delivery_id = ? AND cause <> 'retract' AND (outcome IN "
        "('held', 'rejected') OR (outcome IN ('loaded', 'nothing_new') AND (records_read > 0 OR reason IS NULL)))",
        delivery.unit_id, delivery.id);
}

}  // namespace tilsig::ledger
