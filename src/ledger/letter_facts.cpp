#include "ledger/letter_facts.hpp"

#include "ledger/common.hpp"
#include "model/verdict.hpp"

namespace tilsig::ledger {

namespace {

/// `(1, 2, 3)`; numbers of ours, so they may stand in the text. Never empty: SQL has no empty list.
std::string list_of(const std::set<std::int64_t>& ids) {
    std::string list = "(0";
    for (const auto id : ids) list += ", " + std::to_string(id);
    return list + ")";
}

Notice read_told(odbc::Statement& rows) {
    Notice notice;
    notice.id = rows.integer(1).value();
    notice.key = {rows.text(2).value_or(""), known_word(rows.text(3), parse_notice_kind, "a notice of an unknown kind"),
                  rows.text(4).value_or(""), rows.integer(5).value()};
    notice.unit_id = rows.integer(6);
    notice.delivery_id = rows.integer(7);
    notice.run_id = rows.integer(8);
    notice.state = known_word(rows.text(9), parse_notice_state, "a notice in an unknown state");
    notice.letter_id = rows.integer(10);
    return notice;
}

const std::string newest_with_counts =
    "(SELECT owner, max(id) AS newest FROM ops_letter WHERE state = 'accepted' AND id IN (SELECT letter_id FROM "
    "ops_letter_count) GROUP BY owner) n";

const std::string notice_columns =
    "SELECT n.id, n.owner, n.kind, n.subject, n.revision, n.unit_id, n.delivery_id, n.run_id, n.state, n.letter_id "
    "FROM ops_notice n ";

}  // namespace

std::map<std::int64_t, ToldDelivery> LetterFacts::deliveries(const std::set<std::int64_t>& ids) {
    std::map<std::int64_t, ToldDelivery> found;
    if (ids.empty()) return found;
    const std::string list = list_of(ids);
    auto rows = m_connection.once(
        "SELECT d.id, d.unit_id, d.seq, d.hash, d.bytes, d.received_at, d.state, u.feed, u.sender, u.period FROM "
        "ops_delivery d JOIN ops_unit u ON u.id = d.unit_id WHERE d.id IN " +
        list);
    rows.execute();
    std::set<std::int64_t> units;
    while (rows.fetch()) {
        auto& told = found[rows.integer(1).value()];
        auto& delivery = told.delivery;
        delivery.id = rows.integer(1).value();
        delivery.unit_id = rows.integer(2).value();
        delivery.seq = rows.integer(3).value();
        delivery.hash = rows.text(4).value_or("");
        delivery.bytes = static_cast<std::uint64_t>(rows.integer(5).value());
        delivery.received_at = rows.text(6).value_or("");
        delivery.state = known_word(rows.text(7), model::parse_delivery_state, unknown_delivery_state);
        told.unit = model::UnitName::recorded(rows.text(8).value(), rows.text(9).value(), rows.text(10).value());
        units.insert(delivery.unit_id);
    }
    // As Ledger::telling_run() has it, for all of them.
    auto runs = m_connection.once(
        "SELECT id, delivery_id, outcome, reason, records_read, accepted, rejected, held FROM ops_run WHERE unit_id "
        "IN " +
        list_of(units) + " AND delivery_id IN " + list +
        " AND cause <> 'retract' AND (outcome IN ('held', 'rejected') OR (outcome IN ('loaded', 'nothing_new') AND "
        "(records_read > 0 OR reason IS NULL))) ORDER BY id");
    runs.execute();
    while (runs.fetch()) {
        auto& told = found.at(runs.integer(2).value());
        told.run_id = runs.integer(1).value();
        told.outcome = model::parse_outcome(runs.text(3).value_or(""));
        told.reason = runs.text(4).value_or("");
        told.read = static_cast<std::uint64_t>(runs.integer(5).value());
        told.accepted = static_cast<std::uint64_t>(runs.integer(6).value());
        told.rejected = static_cast<std::uint64_t>(runs.integer(7).value_or(0));
        told.held = static_cast<std::uint64_t>(runs.integer(8).value_or(0));
    }
    auto holds = m_connection.once(
        "SELECT id, delivery_id, slice, reason, state, decided_at FROM ops_hold WHERE delivery_id IN " + list +
        " ORDER BY id");
    holds.execute();
    while (holds.fetch()) {
        Hold hold;
        hold.id = holds.integer(1).value();
        hold.delivery_id = holds.integer(2).value();
        hold.slice = holds.text(3).value_or("");
        hold.reason = holds.text(4).value_or("");
        hold.state = known_word(holds.text(5), model::parse_hold_state, "a hold in an unknown state");
        hold.decided_at = holds.text(6).value_or("");
        found.at(hold.delivery_id).holds.push_back(std::move(hold));
    }
    auto newest = m_connection.once("SELECT unit_id, max(seq) FROM ops_delivery WHERE unit_id IN " + list_of(units) +
                                    " AND state NOT IN ('landed', 'retracted') GROUP BY unit_id");
    newest.execute();
    std::map<std::int64_t, std::int64_t> newest_seq;
    while (newest.fetch()) newest_seq[newest.integer(1).value()] = newest.integer(2).value();
    const auto standing_of = standing(units);
    for (auto& [id, told] : found) {
        const auto seq = newest_seq.find(told.delivery.unit_id);
        told.is_newest = seq == newest_seq.end() || seq->second <= told.delivery.seq;
        const auto stands = standing_of.find(told.delivery.unit_id);
        told.stands = stands != standing_of.end() && stands->second == id;
    }
    return found;
}

std::map<std::int64_t, std::vector<OwnerFindings>> LetterFacts::findings(const std::set<std::int64_t>& deliveries,
                                                                         const std::string& owner) {
    std::map<std::int64_t, std::vector<OwnerFindings>> found;
    if (deliveries.empty()) return found;
    const std::string own =
        owner.empty() ? ""
                      : " AND (owner = ? OR delivery_id IN (SELECT d.id FROM ops_delivery d JOIN ops_unit u ON u.id = "
                        "d.unit_id WHERE u.sender = ? AND d.id IN " +
                            list_of(deliveries) + "))";
    auto rows = m_connection.once(
        "SELECT delivery_id, owner, code, severity, action, count(DISTINCT record_no), max(record_no) FROM "
        "ops_rejected WHERE delivery_id IN " +
        list_of(deliveries) + own + " AND " + told_of_its_record +
        " GROUP BY delivery_id, owner, code, severity, action ORDER BY delivery_id, owner, code, severity, action");
    if (!owner.empty()) rows.bind(1, owner).bind(2, owner);
    rows.execute();
    while (rows.fetch())
        found[rows.integer(1).value()].push_back(
            {rows.text(2).value_or(""), rows.text(3).value_or(""), parse_severity(rows.text(4).value_or("")),
             parse_action(rows.text(5).value_or("")),
             rows.integer(7).value() == 0 ? 0 : static_cast<std::uint64_t>(rows.integer(6).value())});
    return found;
}

std::map<std::int64_t, std::int64_t> LetterFacts::standing(const std::set<std::int64_t>& units) {
    std::map<std::int64_t, std::int64_t> found;
    if (units.empty()) return found;
    auto rows = m_connection.once(
        "SELECT d.unit_id, d.id FROM ops_delivery d JOIN (SELECT unit_id, max(state_at) AS newest FROM ops_delivery "
        "WHERE state = 'loaded' AND unit_id IN " +
        list_of(units) +
        " GROUP BY unit_id) n ON n.unit_id = d.unit_id AND n.newest = d.state_at WHERE d.state = 'loaded' ORDER BY "
        "d.seq");
    rows.execute();
    while (rows.fetch()) found[rows.integer(1).value()] = rows.integer(2).value();
    return found;
}

std::map<std::string, std::string> LetterFacts::counted_at() {
    auto rows = m_connection.once("SELECT l.owner, l.composed_at FROM ops_letter l JOIN " + newest_with_counts +
                                  " ON n.newest = l.id");
    rows.execute();
    std::map<std::string, std::string> found;
    while (rows.fetch()) found[rows.text(1).value()] = rows.text(2).value_or("");
    return found;
}

std::map<std::string, std::vector<LetterCount>> LetterFacts::told_counts(const std::string& owner) {
    auto rows = m_connection.once(
        "SELECT l.owner, c.unit_id, c.code, c.records FROM ops_letter_count c JOIN ops_letter l ON l.id = c.letter_id "
        "JOIN " +
        newest_with_counts + " ON n.newest = l.id" + std::string(owner.empty() ? "" : " WHERE l.owner = ?") +
        " ORDER BY l.owner, c.unit_id, c.code");
    if (!owner.empty()) rows.bind(1, owner);
    rows.execute();
    std::map<std::string, std::vector<LetterCount>> found;
    while (rows.fetch())
        found[rows.text(1).value()].push_back(
            {rows.integer(2).value(), rows.text(3).value_or(""), rows.integer(4).value()});
    return found;
}

std::map<std::string, Reminders> LetterFacts::reminders() {
    auto rows = m_connection.once(
        "SELECT subject, max(revision), count(CASE WHEN state = 'told' AND revision > 0 THEN 1 END) FROM ops_notice "
        "WHERE kind = 'overdue' GROUP BY subject");
    rows.execute();
    std::map<std::string, Reminders> found;
    while (rows.fetch()) found[rows.text(1).value()] = {rows.integer(2).value(), rows.integer(3).value()};
    return found;
}

std::vector<Notice> LetterFacts::revisions(const std::string& owner, NoticeKind kind, const std::string& subject) {
    auto rows =
        m_connection.once(notice_columns + "WHERE n.owner = ? AND n.kind = ? AND n.subject = ? ORDER BY n.revision");
    rows.bind(1, owner);
    rows.bind(2, to_string(kind));
    rows.bind(3, subject);
    rows.execute();
    std::vector<Notice> found;
    while (rows.fetch()) found.push_back(read_told(rows));
    return found;
}

std::vector<Notice> LetterFacts::told_since(const std::string& owner, const std::string& composed_at) {
    auto rows = m_connection.once(notice_columns +
                                  "JOIN ops_letter l ON l.id = n.letter_id WHERE n.owner = ? AND n.state = 'told' AND "
                                  "l.composed_at >= ? ORDER BY n.id");
    rows.bind(1, owner);
    rows.bind(2, composed_at);
    rows.execute();
    std::vector<Notice> found;
    while (rows.fetch()) found.push_back(read_told(rows));
    return found;
}

}  // namespace tilsig::ledger
