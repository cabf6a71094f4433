// The loading transaction: lock, sequence, marker; and the findings that go with it.
#include "ledger/common.hpp"
#include "ledger/insert_rows.hpp"
#include "ledger/ledger.hpp"
#include "ledger/seal.hpp"
#include "ledger/statement_cache.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::ledger {

model::Severity parse_severity(const std::string& word) {
    using model::Severity;
    for (const Severity s : {Severity::info, Severity::warning, Severity::error}) {
        if (word == model::to_string(s)) return s;
    }
    return Severity::critical;
}

model::Action parse_action(const std::string& word) {
    using model::Action;
    for (const Action a :
         {Action::none, Action::alert, Action::flag, Action::null_field, Action::reject_record, Action::block_slice}) {
        if (word == model::to_string(a)) return a;
    }
    return Action::block_delivery;
}

namespace {

/// Error(state) for what no rule can be called: somebody wrote it by hand.
model::RuleCode stored_code(const std::string& text) {
    if (const auto code = model::RuleCode::parse(text)) return *code;
    throw Error(ErrorKind::state, "ops_rejected holds a finding whose code is not AREA-Lnnn");
}

void bind_finding(odbc::Statement& insert, int first, std::int64_t delivery_id, std::int64_t run_id,
                  const model::Finding& finding) {
    const auto number = [](auto value) { return static_cast<std::int64_t>(value); };
    insert.bind(first, delivery_id).bind(first + 1, run_id).bind(first + 2, number(finding.place.number));
    insert.bind(first + 3, number(finding.place.line)).bind(first + 4, number(finding.place.column));
    insert.bind(first + 5, number(finding.place.offset)).bind(first + 6, number(finding.place.length));
    insert.bind_view(first + 7, std::string_view(finding.code)).bind_view(first + 8, std::string_view(finding.field));
    insert.bind_view(first + 9, model::to_string(finding.severity))
        .bind_view(first + 10, model::to_string(finding.action))
        .bind(first + 11, number(finding.place.sheet))
        .bind_view(first + 12, std::string_view(finding.owner))
        .bind(first + 13, finding.subject.text())
        .bind(first + 14, finding.others.text());
}

const std::string place_and_code =
    "record_no, line, column_no, byte_offset, byte_length, code, field, severity, action, sheet, owner, subject, "
    "others";
const std::string selected_findings = "SELECT " + place_and_code + " FROM ops_rejected ";

model::Finding read_finding(odbc::Statement& rows) {
    model::Finding finding;
    finding.place.number = static_cast<std::uint64_t>(rows.integer(1).value());
    finding.place.line = static_cast<std::uint64_t>(rows.integer(2).value());
    finding.place.column = static_cast<std::uint32_t>(rows.integer(3).value());
    finding.place.offset = static_cast<std::uint64_t>(rows.integer(4).value());
    finding.place.length = static_cast<std::uint32_t>(rows.integer(5).value());
    finding.code = stored_code(rows.text(6).value());
    finding.field = rows.text(7).value();
    finding.severity = parse_severity(rows.text(8).value());
    finding.action = parse_action(rows.text(9).value());
    finding.place.sheet = static_cast<std::uint32_t>(rows.integer(10).value());
    finding.owner = rows.text(11).value();
    finding.subject = model::Subject::parse(rows.text(12).value());
    finding.others = model::OtherPlaces::parse(rows.text(13).value());
    return finding;
}

std::vector<model::Finding> read_findings(odbc::Statement& rows) {
    std::vector<model::Finding> found;
    while (rows.fetch()) found.push_back(read_finding(rows));
    return found;
}

std::map<std::string, std::uint64_t> counts_by_code(odbc::Statement& rows) {
    std::map<std::string, std::uint64_t> found;
    while (rows.fetch()) found[rows.text(1).value()] = static_cast<std::uint64_t>(rows.integer(2).value());
    return found;
}

}  // namespace

std::int64_t Ledger::newest_load() {
    return m_statements->number("SELECT coalesce(max(load_seq), 0) FROM ops_load").value_or(0);
}

std::optional<std::string> Ledger::seal_of_load(std::int64_t load_seq) {
    return m_statements->text("SELECT seal FROM ops_load WHERE load_seq = ?", load_seq);
}

std::int64_t Ledger::begin_load(std::int64_t run_id) {
    const std::int64_t load_seq = next_load_seq(m_connection, *m_statements);
    const std::string now = to_text(m_clock.now());
    m_statements->run("INSERT INTO ops_load (load_seq, run_id, loaded_at, seal) VALUES (?, ?, ?, ?)", load_seq, run_id,
                      now, marker_seal(load_seq, run_id, now));
    return load_seq;
}

void Ledger::lock_loads() { ledger::lock_loads(m_connection); }

std::optional<std::int64_t> Ledger::marker(std::int64_t run_id) {
    return m_statements->number("SELECT load_seq FROM ops_load WHERE run_id = ?", run_id);
}

void Ledger::write_rejects(std::int64_t run_id, std::int64_t delivery_id, const std::vector<model::Finding>& findings) {
    m_statements->run("DELETE FROM ops_rejected WHERE delivery_id = ? AND run_id <> ?", delivery_id, run_id);
    insert_rows(m_connection, *m_statements,
                "INSERT INTO ops_rejected (delivery_id, run_id, record_no, line, column_no, byte_offset, byte_length, "
                "code, field, severity, action, sheet, owner, subject, others)",
                "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "", findings.size(),
                [&](odbc::Statement& insert, int first, std::size_t i) {
                    bind_finding(insert, first, delivery_id, run_id, findings[i]);
                });
}

std::map<std::string, std::uint64_t> Ledger::reject_counts(std::int64_t delivery_id) {
    return counts_by_code(
        m_statements->run("SELECT code, count(*) FROM ops_rejected WHERE delivery_id = ? GROUP BY code", delivery_id));
}

std::map<std::string, std::uint64_t> Ledger::finding_counts(std::int64_t run_id) {
    return counts_by_code(
        m_statements->run("SELECT code, count(*) FROM ops_rejected WHERE run_id = ? AND delivery_id = "
                          "(SELECT delivery_id FROM ops_run WHERE id = ?) GROUP BY code",
                          run_id, run_id));
}

std::vector<OwnerFindings> Ledger::findings_by_owner(std::int64_t delivery_id, std::int64_t run_id) {
    auto& rows = m_statements->run(
        "SELECT owner, code, severity, action, count(DISTINCT record_no) FROM ops_rejected WHERE delivery_id = ? AND "
        "run_id = ? GROUP BY owner, code, severity, action ORDER BY owner, code, severity, action",
        delivery_id, run_id);
    std::vector<OwnerFindings> found;
    while (rows.fetch())
        found.push_back({rows.text(1).value_or(""), rows.text(2).value_or(""),
                         parse_severity(rows.text(3).value_or("")), parse_action(rows.text(4).value_or("")),
                         static_cast<std::uint64_t>(rows.integer(5).value())});
    return found;
}

void Ledger::each_finding(std::int64_t run_id, const std::string& code, std::int64_t limit,
                          const std::function<void(const model::Finding&)>& take) {
    auto& rows = m_statements->run(selected_findings +
                                       "WHERE run_id = ? AND delivery_id = (SELECT delivery_id FROM ops_run WHERE id = "
                                       "?) AND code = ? ORDER BY record_no, line, field LIMIT ?",
                                   run_id, run_id, code, limit);
    while (rows.fetch()) take(read_finding(rows));
}

std::vector<model::Finding> Ledger::rejects(std::int64_t delivery_id, int limit) {
    return read_findings(m_statements->run(
        selected_findings + "WHERE delivery_id = ? ORDER BY record_no, code, field LIMIT ?", delivery_id, limit));
}

std::vector<model::Finding> Ledger::first_rejects(std::int64_t delivery_id, int count) {
    return read_findings(m_statements->run(
        "SELECT " + place_and_code + " FROM (SELECT " + place_and_code +
            ", row_number() OVER (PARTITION BY code, field ORDER BY record_no, line) AS nth FROM ops_rejected WHERE "
            "delivery_id = ? AND " +
            told_of_its_record + ") numbered WHERE nth <= ? ORDER BY record_no, code, field",
        delivery_id, count));
}

}  // namespace tilsig::ledger
