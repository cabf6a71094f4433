// Runs as they were recorded, with their accounts.
#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/ledger.hpp"
#include "ledger/statement_cache.hpp"
#include "model/verdict.hpp"

namespace tilsig::ledger {

namespace {

const std::string columns =
    "id, unit_id, delivery_id, night_id, cause, mapping_hash, program_version, started_at, ended_at, outcome, reason, "
    "error_kind, error_code, "
    "retry_at, load_seq, bytes_preface, bytes_header, bytes_blank, bytes_trailer, bytes_record, bytes_unreadable, "
    "records_read, accepted, "
    "duplicate, rejected, filtered, held";

std::uint64_t count(odbc::Statement& row, int column) {
    return static_cast<std::uint64_t>(row.integer(column).value_or(0));
}

std::optional<model::Outcome> outcome_of(const std::optional<std::string>& word) {
    if (!word) return std::nullopt;
    return known_word(word, model::parse_outcome, "a run with an unknown outcome");
}

Run read(odbc::Statement& row) {
    Run run;
    run.id = row.integer(1).value();
    run.unit_id = row.integer(2).value();
    run.delivery_id = row.integer(3);
    run.night_id = row.integer(4);
    run.cause = known_word(row.text(5), model::parse_run_cause, "a run with an unknown cause");
    run.mapping_hash = row.text(6).value_or("");
    run.program_version = row.text(7).value_or("");
    run.started_at = row.text(8).value_or("");
    run.ended_at = row.text(9).value_or("");
    run.outcome = outcome_of(row.text(10));
    run.reason = row.text(11).value_or("");
    if (const auto kind = row.text(12))
        run.error_kind = known_word(kind, model::parse_error_kind, "a run with an unknown kind of error");
    run.error_code = row.text(13).value_or("");
    run.retry_at = row.text(14).value_or("");
    run.load_seq = row.integer(15);
    run.bytes = {count(row, 16), count(row, 17), count(row, 18), count(row, 19), count(row, 20), count(row, 21)};
    run.records.read = count(row, 22);
    run.records.accepted = count(row, 23);
    run.records.duplicate = count(row, 24);
    run.records.rejected = count(row, 25);
    run.records.filtered = count(row, 26);
    run.records.held = count(row, 27);
    return run;
}

}  // namespace

std::optional<Run> Ledger::run(std::int64_t id) {
    auto& rows = m_statements->run("SELECT " + columns + " FROM ops_run WHERE id = ?", id);
    std::vector<Run> found;
    while (rows.fetch()) found.push_back(read(rows));
    if (found.empty()) return std::nullopt;
    add_children(found, "r.id = " + std::to_string(id));
    return std::move(found.front());
}

std::vector<Run> Ledger::runs(std::optional<std::int64_t> unit_id, std::optional<std::int64_t> night_id, int limit) {
    std::string filter = "1 = 1";
    if (unit_id) filter += " AND r.unit_id = " + std::to_string(*unit_id);
    if (night_id) filter += " AND r.night_id = " + std::to_string(*night_id);
    auto found = select_runs(filter + " ORDER BY id DESC LIMIT " + std::to_string(limit));
    if (!found.empty()) add_children(found, filter + " AND r.id >= " + std::to_string(found.back().id));
    return found;
}

std::vector<Run> Ledger::newest_runs() {
    const std::string newest = "r.id IN (SELECT max(n.id) FROM ops_run n GROUP BY n.unit_id)";
    auto found = select_runs(newest + " ORDER BY unit_id");
    add_children(found, newest);
    return found;
}

std::vector<Run> Ledger::select_runs(const std::string& filter) {
    // Not kept prepared: the numbers stand in the text, and they are rarely the same twice.
    auto rows = m_connection.once("SELECT " + columns + " FROM ops_run r WHERE " + filter);
    rows.execute();
    std::vector<Run> found;
    while (rows.fetch()) found.push_back(read(rows));
    return found;
}

void Ledger::add_children(std::vector<Run>& runs, const std::string& filter) {
    std::map<std::int64_t, Run*> by_id;
    for (Run& run : runs) by_id[run.id] = &run;
    {
        auto rows = m_connection.once(
            "SELECT x.run_id, x.table_name, x.derived, x.fresh, x.updated, x.unchanged, x.merged, x.closed, x.kept "
            "FROM "
            "ops_run_rows x "
            "JOIN ops_run r ON r.id = x.run_id WHERE " +
            filter);
        rows.execute();
        while (rows.fetch()) {
            by_id.at(rows.integer(1).value())->rows[rows.text(2).value()] = {
                count(rows, 3), count(rows, 4), count(rows, 5), count(rows, 6),
                count(rows, 7), count(rows, 8), count(rows, 9)};
        }
    }
    auto rules = m_connection.once(
        "SELECT x.run_id, x.kind, x.code, x.records FROM ops_run_rule x JOIN ops_run r ON r.id = x.run_id WHERE " +
        filter);
    rules.execute();
    while (rules.fetch()) {
        Run& run = *by_id.at(rules.integer(1).value());
        auto& records = run.records;
        const std::string kind = rules.text(2).value();
        auto& counts = kind == "rejected"   ? records.rejected_by_rule
                       : kind == "filtered" ? records.filtered_by_reason
                       : kind == "changed"  ? records.changed_by_kind
                       : kind == "part"     ? run.parts
                                            : records.flagged_by_rule;
        counts[rules.text(3).value()] = count(rules, 4);
    }
}

std::string kept_text(const Run& run) {
    std::uint64_t kept = 0;
    for (const auto& [table, rows] : run.rows) kept += rows.kept;
    if (kept == 0) return "";
    const auto counted = [](std::uint64_t number, const std::string& one, const std::string& is) {
        return grouped(number) + " " + one + (number == 1 ? " " : "s ") + is;
    };
    const auto& records = run.records;
    std::string text = grouped(kept) + (kept == 1 ? " row that is not in the delivery stays, because "
                                                  : " rows that are not in the delivery stay, because ");
    if (records.rejected > 0) {
        text += counted(records.rejected, "record", records.rejected == 1 ? "was rejected" : "were rejected");
        if (records.held > 0)
            text += " and " + counted(records.held, "record", records.held == 1 ? "is held" : "are held");
        return text;
    }
    return text + (records.held > 0 ? counted(records.held, "record", records.held == 1 ? "is held" : "are held")
                                    : "a part of it was held");
}

std::vector<Step> Ledger::steps(std::int64_t run_id) {
    auto& rows =
        m_statements->run("SELECT name, wall_us, items FROM ops_step WHERE run_id = ? ORDER BY position", run_id);
    std::vector<Step> found;
    while (rows.fetch())
        found.push_back({rows.text(1).value(), std::chrono::microseconds(rows.integer(2).value()), count(rows, 3)});
    return found;
}

}  // namespace tilsig::ledger
