// Letters on their way: claimed, attempted, answered; and who looks at them.
#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/outbox.hpp"

namespace tilsig::ledger {

namespace {

const std::string head_columns =
    "SELECT id, message_id, owner, kind, subject, revision, recipient, address, language, composed_at, facts, state, "
    "tries, next_try_at, first_try_at, claimed_at, ended_at, last_code, last_text, reason, soft";
/// The body is read only where it is needed.
const std::string select_whole = head_columns + ", body FROM ops_letter ";
const std::string select_head = head_columns + " FROM ops_letter ";

Letter read_letter(odbc::Statement& row, bool whole) {
    Letter letter;
    letter.id = row.integer(1).value();
    letter.message_id = row.text(2).value_or("");
    letter.key = {row.text(3).value_or(""), known_word(row.text(4), parse_notice_kind, "a letter of an unknown kind"),
                  row.text(5).value_or(""), row.integer(6).value()};
    letter.recipient = row.text(7).value_or("");
    letter.address = row.text(8).value_or("");
    letter.language = row.text(9).value_or("");
    letter.composed_at = row.text(10).value_or("");
    letter.facts = row.text(11).value_or("");
    letter.state = known_word(row.text(12), parse_letter_state, "a letter in an unknown state");
    letter.tries = static_cast<int>(row.integer(13).value());
    letter.next_try_at = row.text(14);
    letter.first_try_at = row.text(15);
    letter.claimed_at = row.text(16);
    letter.ended_at = row.text(17);
    letter.last_code = row.text(18).value_or("");
    letter.last_text = row.text(19).value_or("");
    letter.reason = row.text(20).value_or("");
    letter.soft = row.integer(21) == 1;
    if (whole) letter.body = row.text(22).value_or("");
    return letter;
}

std::optional<Letter> only_letter(odbc::Statement& rows) {
    std::optional<Letter> found;
    while (rows.fetch()) found = read_letter(rows, true);
    return found;
}

/// Letters that keep to the hours of senders, or all others.
const std::string of_senders = "kind IN ('refused', 'overdue', 'mend')";

}  // namespace

std::optional<Letter> Outbox::claim(bool senders) {
    const std::string now = to_text(m_clock.now());
    const std::string allowed = senders ? "" : " AND NOT " + of_senders;
    auto id = m_statements->number("SELECT min(id) FROM ops_letter WHERE state = 'sending'" + allowed);
    if (!id)
        id = m_statements->number("SELECT id FROM ops_letter WHERE state = 'waiting' AND next_try_at <= ?" + allowed +
                                      " ORDER BY next_try_at, id LIMIT 1",
                                  now);
    if (!id) return std::nullopt;
    m_statements->run("UPDATE ops_letter SET state = 'sending', claimed_at = ? WHERE id = ?", now, *id);
    return letter(*id);
}

std::optional<Letter> Outbox::claim_one(std::int64_t id) {
    m_statements->run("UPDATE ops_letter SET state = 'sending', claimed_at = ? WHERE id = ? AND state = 'waiting'",
                      to_text(m_clock.now()), id);
    if (m_statements->changed() == 0) return std::nullopt;
    return letter(id);
}

void Outbox::attempt(std::int64_t id) {
    const std::string now = to_text(m_clock.now());
    m_statements->run(
        "UPDATE ops_letter SET tries = tries + 1, first_try_at = coalesce(first_try_at, ?), claimed_at = ? WHERE id = "
        "? "
        "AND state = 'sending'",
        now, now, id);
    require_changed(id, "is not being sent");
}

void Outbox::not_attempted(std::int64_t id, const std::string& code, const std::string& text,
                           const std::string& next_try_at) {
    m_statements->run(
        "UPDATE ops_letter SET state = 'waiting', first_try_at = CASE WHEN tries <= 1 THEN NULL ELSE first_try_at END, "
        "claimed_at = NULL, next_try_at = ?, last_code = ?, last_text = ? WHERE id = ? AND state = 'sending'",
        next_try_at, display_name(code), display_name(text), id);
    require_changed(id, "is not being sent");
    // By itself: in one statement some databases would compare with the new number above.
    m_statements->run("UPDATE ops_letter SET tries = tries - 1 WHERE id = ? AND tries > 0", id);
}

void Outbox::accepted(std::int64_t id, const std::string& code, const std::string& text) {
    m_statements->run(
        "UPDATE ops_letter SET state = 'accepted', next_try_at = NULL, claimed_at = NULL, ended_at = ?, last_code = ?, "
        "last_text = ? WHERE id = ? AND state = 'sending'",
        to_text(m_clock.now()), display_name(code), display_name(text), id);
    require_changed(id, "is not being sent");
}

void Outbox::deferred(std::int64_t id, const std::string& code, const std::string& text,
                      const std::string& next_try_at) {
    m_statements->run(
        "UPDATE ops_letter SET state = 'waiting', next_try_at = ?, claimed_at = NULL, last_code = ?, last_text = ? "
        "WHERE "
        "id = ? AND state = 'sending'",
        next_try_at, display_name(code), display_name(text), id);
    require_changed(id, "is not being sent");
}

void Outbox::refused(std::int64_t id, const std::string& code, const std::string& text) {
    m_statements->run(
        "UPDATE ops_letter SET state = 'refused', next_try_at = NULL, claimed_at = NULL, ended_at = ?, last_code = ?, "
        "last_text = ? WHERE id = ? AND state IN ('sending', 'accepted')",
        to_text(m_clock.now()), display_name(code), display_name(text), id);
    require_changed(id, "was neither being sent nor accepted");
}

void Outbox::expired(std::int64_t id, const std::string& reason) {
    m_statements->run(
        "UPDATE ops_letter SET state = 'expired', soft = 1, next_try_at = NULL, claimed_at = NULL, ended_at = ?, "
        "reason "
        "= ? WHERE id = ? AND state = 'sending'",
        to_text(m_clock.now()), display_name(reason), id);
    require_changed(id, "is not being sent");
}

void Outbox::soft_bounced(std::int64_t id, const std::string& code, const std::string& text) {
    m_statements->run(
        "UPDATE ops_letter SET state = 'expired', soft = 1, last_code = ?, last_text = ?, reason = 'returned by a "
        "later "
        "server' WHERE id = ? AND state = 'accepted'",
        display_name(code), display_name(text), id);
    require_changed(id, "was not accepted");
}

int Outbox::soft_in_a_row(const Letter& letter) {
    auto& rows = m_statements->run(
        "SELECT soft FROM ops_letter WHERE address = ? AND id <= ? AND state IN ('accepted', 'refused', 'expired') AND "
        "composed_at > coalesce((SELECT confirmed_at FROM ops_contact WHERE ops_contact.address = ops_letter.address), "
        "'') ORDER BY id DESC",
        letter.address, letter.id);
    int count = 0;
    bool counting = true;
    while (rows.fetch()) {
        counting = counting && rows.integer(1) == 1;
        if (counting) ++count;
    }
    return count;
}

std::vector<std::int64_t> Outbox::undelivered() {
    auto& rows = m_statements->run(
        "SELECT DISTINCT l.id FROM ops_letter l JOIN ops_notice n ON n.letter_id = l.id WHERE l.state IN ('refused', "
        "'expired') AND n.state = 'told' ORDER BY l.id");
    std::vector<std::int64_t> found;
    while (rows.fetch()) found.push_back(rows.integer(1).value());
    return found;
}

void Outbox::postpone(const std::string& until) {
    m_statements->run("UPDATE ops_letter SET next_try_at = ? WHERE state = 'waiting' AND next_try_at < ?", until,
                      until);
}

void Outbox::bring_back() {
    // Holidays and back-off together never come to so much.
    constexpr std::chrono::days longest_wait{60};
    const Instant now = m_clock.now();
    m_statements->run(
        "UPDATE ops_letter SET next_try_at = ?, first_try_at = CASE WHEN first_try_at > ? THEN ? ELSE first_try_at END "
        "WHERE state = 'waiting' AND next_try_at > ?",
        to_text(now), to_text(now), to_text(now), to_text(now + longest_wait));
}

std::optional<Letter> Outbox::find(const std::string& message_id) {
    return only_letter(m_statements->run(select_whole + "WHERE message_id = ?", message_id));
}

std::optional<Letter> Outbox::letter(std::int64_t id) {
    return only_letter(m_statements->run(select_whole + "WHERE id = ?", id));
}

std::vector<Letter> Outbox::letters(const std::string& owner, int limit) {
    const std::string newest = "ORDER BY id DESC LIMIT " + std::to_string(limit);
    auto rows = m_connection.once(select_head + (owner.empty() ? "" : "WHERE owner = ? ") + newest);
    if (!owner.empty()) rows.bind(1, owner);
    rows.execute();
    std::vector<Letter> found;
    while (rows.fetch()) found.push_back(read_letter(rows, false));
    return found;
}

Outbox::NextTry Outbox::next_try() {
    const std::string first =
        "SELECT min(CASE WHEN state = 'sending' THEN claimed_at ELSE next_try_at END) FROM ops_letter WHERE state IN "
        "('waiting', 'sending') AND ";
    return {m_statements->text(first + of_senders), m_statements->text(first + "NOT " + of_senders)};
}

std::optional<std::string> Outbox::newest_owed() {
    return m_statements->text(
        "SELECT max(noted_at) FROM ops_notice WHERE state = 'owed' AND owner NOT IN (SELECT owner FROM "
        "ops_alert_pause)");
}

OutboxCounts Outbox::counts() {
    OutboxCounts counts;
    counts.owed = m_statements->number("SELECT count(*) FROM ops_notice WHERE state = 'owed'").value_or(0);
    auto& rows = m_statements->run("SELECT state, count(*) FROM ops_letter GROUP BY state");
    while (rows.fetch())
        counts.letters.emplace(known_word(rows.text(1), parse_letter_state, "a letter in an unknown state"),
                               rows.integer(2).value());
    return counts;
}

}  // namespace tilsig::ledger
