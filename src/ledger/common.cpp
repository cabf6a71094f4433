#include "ledger/common.hpp"

#include "base/text.hpp"
#include "ledger/schema.hpp"

namespace tilsig::ledger {

void lock_loads(odbc::Connection& connection) {
    if (const std::string lock = connection.dialect().load_lock_statement(); !lock.empty()) connection.execute(lock);
}

void lock_nights(odbc::Connection& connection, StatementCache& statements) {
    const auto clause = connection.dialect().locking_clause();
    if (clause.empty()) return;
    (void)statements.number("SELECT number FROM ops_migration WHERE area = 'ledger' AND number = " +
                            std::to_string(slot_migration) + std::string(clause));
}

std::int64_t next_load_seq(odbc::Connection& connection, StatementCache& statements) {
    if (const std::string lock = connection.dialect().load_lock_statement(); !lock.empty()) statements.text(lock);
    return statements.number("SELECT coalesce(max(load_seq), 0) + 1 FROM ops_load").value();
}

int settle_open_runs(StatementCache& statements, const Clock& clock, const std::string& of) {
    const std::string now = to_text(clock.now());
    const std::string marker = "EXISTS (SELECT 1 FROM ops_load l WHERE l.run_id = ops_run.id)";
    statements.run(
        "UPDATE ops_run SET outcome = 'loaded', reason = 'interrupted after its rows were saved', load_seq = (SELECT "
        "l.load_seq FROM ops_load l WHERE l.run_id = ops_run.id), ended_at = ? WHERE outcome IS NULL AND " +
            marker + of,
        now);
    auto settled = statements.changed();
    statements.run(
        "UPDATE ops_run SET outcome = 'failed', error_kind = 'internal', reason = 'interrupted: its process ended "
        "before it did', retry_at = ?, ended_at = ? WHERE outcome IS NULL AND NOT " +
            marker + of,
        now, now);
    settled += statements.changed();
    return static_cast<int>(settled);
}

void write_audit(StatementCache& statements, const Clock& clock, std::string_view who, std::string_view what,
                 std::string_view subject, std::string_view why) {
    constexpr std::size_t longest = 1000;
    statements.run("INSERT INTO ops_audit (at, who, what, subject, why) VALUES (?, ?, ?, ?, ?)", to_text(clock.now()),
                   display_name(who), display_name(what, longest), display_name(subject), display_name(why, longest));
}

}  // namespace tilsig::ledger
