#include "ledger/run_notes.hpp"

#include "base/text.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

namespace {

constexpr std::size_t longest = 2000;

std::vector<RunNote> read(odbc::Statement& rows) {
    std::vector<RunNote> found;
    while (rows.fetch()) {
        RunNote note;
        note.run_id = rows.integer(1).value();
        const auto word = rows.text(2).value_or("");
        note.kind =
            word == to_string(RunNoteKind::more_waits) ? RunNoteKind::more_waits : RunNoteKind::not_acknowledged;
        note.text = rows.text(3).value_or("");
        found.push_back(std::move(note));
    }
    return found;
}

}  // namespace

std::string_view to_string(RunNoteKind kind) noexcept {
    return kind == RunNoteKind::not_acknowledged ? "not_acknowledged" : "more_waits";
}

RunNotes::RunNotes(odbc::Connection& connection, const Clock& clock)
    : m_connection(connection), m_clock(clock), m_statements(std::make_unique<StatementCache>(connection)) {}
RunNotes::~RunNotes() = default;

void RunNotes::add(const RunNote& note) {
    m_statements->run("INSERT INTO ops_run_note (run_id, kind, noted_at, text) VALUES (?, ?, ?, ?)" +
                          m_connection.dialect().or_update("ops_run_note", "run_id, kind", {"noted_at", "text"}),
                      note.run_id, std::string(to_string(note.kind)), to_text(m_clock.now()),
                      display_name(note.text, longest));
}

std::vector<RunNote> RunNotes::of_run(std::int64_t run_id) {
    return read(
        m_statements->run("SELECT run_id, kind, text FROM ops_run_note WHERE run_id = ? ORDER BY kind", run_id));
}

std::vector<RunNote> RunNotes::of_night(std::int64_t night_id) {
    return read(
        m_statements->run("SELECT n.run_id, n.kind, n.text FROM ops_run_note n JOIN ops_run r ON r.id = n.run_id WHERE "
                          "r.night_id = ? ORDER BY n.run_id, n.kind",
                          night_id));
}

}  // namespace tilsig::ledger
