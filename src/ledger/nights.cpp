// Nights: one is open at a time; BI reads as of the last closed one.
#include "ledger/ledger.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

namespace {

const std::string columns = "id, started_at, closed_at, deadline_at, load_seq, verdict";

std::optional<Night> first(odbc::Statement& rows) {
    std::optional<Night> night;
    while (rows.fetch()) {
        night = {rows.integer(1).value(),   rows.text(2).value_or(""), rows.text(3).value_or(""),
                 rows.text(4).value_or(""), rows.integer(5).value(),   rows.text(6).value_or("")};
    }
    return night;
}

void commit(odbc::Transaction& transaction) {
    if (transaction.commit() != odbc::TransactionEnd::committed) {
        throw Error(ErrorKind::database, "the answer to COMMIT was lost").retry(Retry::later);
    }
}

}  // namespace

Night Ledger::begin_night(const std::string& deadline_at) {
    odbc::Transaction transaction(m_connection, odbc::Transaction::Mode::write);
    const std::string open = "SELECT " + columns + " FROM ops_night WHERE closed_at IS NULL ORDER BY id DESC LIMIT 1";
    auto night = first(m_statements->run(open));
    if (!night) {
        m_statements->run("INSERT INTO ops_night (started_at, deadline_at, load_seq, verdict) VALUES (?, ?, 0, '')",
                          to_text(m_clock.now()), deadline_at);
        night = first(m_statements->run(open));
    }
    commit(transaction);
    return *night;
}

void Ledger::close_night(Night& night) {
    odbc::Transaction transaction(m_connection, odbc::Transaction::Mode::write);
    // Under the load lock: what is loaded after this belongs to the next night.
    const std::int64_t load_seq = next_load_seq() - 1;
    const std::string now = to_text(m_clock.now());
    m_statements->run(
        "UPDATE ops_night SET closed_at = ?, load_seq = ?, verdict = ? WHERE id = ? AND closed_at IS NULL", now,
        load_seq, night.verdict, night.id);
    if (m_statements->changed() != 1)
        throw Error(ErrorKind::state, "night " + std::to_string(night.id) + " is not open");
    commit(transaction);
    night.closed_at = now;
    night.load_seq = load_seq;
}

std::optional<Night> Ledger::last_night(bool closed_only) {
    return first(m_statements->run("SELECT " + columns + " FROM ops_night" +
                                   (closed_only ? " WHERE closed_at IS NOT NULL" : "") + " ORDER BY id DESC LIMIT 1"));
}

std::vector<std::int64_t> Ledger::finished_units(std::int64_t night_id) {
    auto& rows = m_statements->run(
        "SELECT DISTINCT unit_id FROM ops_run WHERE night_id = ? AND outcome IS NOT NULL AND outcome <> 'failed' ORDER "
        "BY unit_id",
        night_id);
    std::vector<std::int64_t> units;
    while (rows.fetch()) units.push_back(rows.integer(1).value());
    return units;
}

}  // namespace tilsig::ledger
