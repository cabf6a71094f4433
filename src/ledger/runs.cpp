// Runs: opened, finished with their accounts, settled when their process died.
#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/ledger.hpp"
#include "ledger/statement_cache.hpp"
#include "odbc/write.hpp"

namespace tilsig::ledger {

namespace {

constexpr std::size_t longest_reason = 2000;

std::optional<std::string> shown(const std::string& text) { return or_null(display_name(text, longest_reason)); }

std::string values(std::size_t rows, const char* one) {
    std::string out = " VALUES ";
    for (std::size_t i = 0; i < rows; ++i) out += std::string(i == 0 ? "" : ", ") + one;
    return out;
}

}  // namespace

std::int64_t Ledger::begin_run(const Run& run) {
    return m_statements->insert(
        "INSERT INTO ops_run (unit_id, delivery_id, night_id, cause, mapping_hash, program_version, started_at, "
        "bytes_preface, bytes_header, "
        "bytes_blank, bytes_trailer, bytes_record, bytes_unreadable, records_read, accepted, duplicate, rejected, "
        "filtered, held) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
        run.unit_id, run.delivery_id, run.night_id, run.cause, run.mapping_hash, run.program_version,
        run.started_at.empty() ? to_text(m_clock.now()) : run.started_at);
}

void Ledger::finish_run(const Run& run, const std::vector<Step>& steps) {
    if (!run.outcome) throw Error(ErrorKind::internal, "a run is finished without an outcome");
    const auto& b = run.bytes;
    const auto& r = run.records;
    m_statements->run(
        "UPDATE ops_run SET ended_at = ?, outcome = ?, reason = ?, error_kind = ?, error_code = ?, retry_at = ?, "
        "load_seq = ?, "
        "bytes_preface = ?, bytes_header = ?, bytes_blank = ?, bytes_trailer = ?, bytes_record = ?, bytes_unreadable = "
        "?, records_read = ?, "
        "accepted = ?, duplicate = ?, rejected = ?, filtered = ?, held = ? WHERE id = ? AND outcome IS NULL",
        run.ended_at.empty() ? to_text(m_clock.now()) : run.ended_at, std::string(model::to_string(*run.outcome)),
        shown(run.reason), run.error_kind, or_null(run.error_code), or_null(run.retry_at), run.load_seq, b.preface,
        b.header, b.blank, b.trailer, b.record, b.unreadable, r.read, r.accepted, r.duplicate, r.rejected, r.filtered,
        r.held, run.id);
    if (m_statements->changed() != 1) {
        throw Error(ErrorKind::state, "run " + std::to_string(run.id) + " is unknown or was finished before");
    }
    if (!steps.empty()) {
        auto& insert = m_statements->prepared("INSERT INTO ops_step (run_id, position, name, wall_us, items)" +
                                              values(steps.size(), "(?, ?, ?, ?, ?)"));
        int first = 1;
        std::int64_t position = 0;
        for (const Step& step : steps) {
            insert.bind(first, run.id).bind(first + 1, ++position).bind(first + 2, std::string_view(step.name));
            insert.bind(first + 3, std::int64_t{step.wall.count()})
                .bind(first + 4, static_cast<std::int64_t>(step.count));
            first += 5;
        }
        insert.execute();
    }
    for (const auto& [table, rows] : run.rows) {
        m_statements->run(
            "INSERT INTO ops_run_rows (run_id, table_name, derived, fresh, updated, unchanged, merged, closed, "
            "kept) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            run.id, table, rows.derived, rows.fresh, rows.updated, rows.unchanged, rows.merged, rows.closed, rows.kept);
    }
    add_rules(run);
}

void Ledger::add_rules(const Run& run) {
    const std::pair<const char*, const std::map<std::string, std::uint64_t>*> kinds[] = {
        {"rejected", &run.records.rejected_by_rule},
        {"filtered", &run.records.filtered_by_reason},
        {"flagged", &run.records.flagged_by_rule},
        {"changed", &run.records.changed_by_kind},
        {"part", &run.parts},
    };
    for (const auto& [kind, counts] : kinds) {
        for (const auto& [code, count] : *counts) {
            m_statements->run("INSERT INTO ops_run_rule (run_id, kind, code, records) VALUES (?, ?, ?, ?)", run.id,
                              std::string(kind), code, count);
        }
    }
}

int Ledger::settle_interrupted_runs() {
    return odbc::write(m_connection, [&] { return settle_open_runs(*m_statements, m_clock, ""); });
}

}  // namespace tilsig::ledger
