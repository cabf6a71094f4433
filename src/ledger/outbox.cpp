// What is owed, and letters as they are composed.
#include "ledger/outbox.hpp"

#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/insert_rows.hpp"

namespace tilsig::ledger {

namespace {

constexpr std::size_t longest_reason = 1000;

const std::string select_notice =
    "SELECT id, owner, kind, subject, revision, noted_at, unit_id, delivery_id, run_id, state, reason, letter_id FROM "
    "ops_notice ";

std::vector<Notice> read_notices(odbc::Statement& rows) {
    std::vector<Notice> found;
    while (rows.fetch()) {
        Notice notice;
        notice.id = rows.integer(1).value();
        notice.key = {rows.text(2).value_or(""),
                      known_word(rows.text(3), parse_notice_kind, "a notice of an unknown kind"),
                      rows.text(4).value_or(""), rows.integer(5).value()};
        notice.noted_at = rows.text(6).value_or("");
        notice.unit_id = rows.integer(7);
        notice.delivery_id = rows.integer(8);
        notice.run_id = rows.integer(9);
        notice.state = known_word(rows.text(10), parse_notice_state, "a notice in an unknown state");
        notice.reason = rows.text(11).value_or("");
        notice.letter_id = rows.integer(12);
        found.push_back(std::move(notice));
    }
    return found;
}

}  // namespace

Outbox::Outbox(odbc::Connection& connection, const Clock& clock)
    : m_connection(connection), m_clock(clock), m_statements(std::make_unique<StatementCache>(connection)) {}
Outbox::~Outbox() = default;

void Outbox::note(const NoticeKey& key, std::optional<std::int64_t> unit_id, std::optional<std::int64_t> delivery_id,
                  std::optional<std::int64_t> run_id) {
    // The row that is there already keeps what it is: its owner is set to itself.
    m_statements->run(
        "INSERT INTO ops_notice (owner, kind, subject, revision, noted_at, unit_id, delivery_id, run_id, "
        "state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'owed', '')" +
            m_connection.dialect().or_update("ops_notice", "owner, kind, subject, revision", {"owner"}),
        key.owner, key.kind, key.subject, key.revision, to_text(m_clock.now()), unit_id, delivery_id, run_id);
}

std::int64_t Outbox::next_revision(const std::string& owner, NoticeKind kind, const std::string& subject) {
    return m_statements
        ->number("SELECT coalesce(max(revision), -1) + 1 FROM ops_notice WHERE owner = ? AND kind = ? AND subject = ?",
                 owner, kind, subject)
        .value();
}

std::vector<Notice> Outbox::owed() {
    return read_notices(
        m_statements->run(select_notice +
                          "WHERE state = 'owed' AND owner NOT IN (SELECT owner FROM ops_alert_pause) ORDER BY owner, "
                          "id"));
}

std::vector<Notice> Outbox::notices_of(std::int64_t letter_id) {
    return read_notices(m_statements->run(select_notice + "WHERE letter_id = ? ORDER BY id", letter_id));
}

void Outbox::drop_notice(std::int64_t id, const std::string& reason) {
    m_statements->run("UPDATE ops_notice SET state = 'dropped', reason = ? WHERE id = ?",
                      display_name(reason, longest_reason), id);
}

std::vector<std::string> Outbox::unreachable_owners() {
    auto& rows = m_statements->run(
        "SELECT DISTINCT owner FROM ops_notice n WHERE state = 'dropped' AND reason LIKE ? AND NOT EXISTS (SELECT 1 "
        "FROM ops_notice later WHERE later.owner = n.owner AND later.id > n.id AND later.state = 'told') ORDER BY "
        "owner",
        std::string(unreachable) + "%");
    std::vector<std::string> found;
    while (rows.fetch()) found.push_back(rows.text(1).value_or(""));
    return found;
}

std::map<std::string, std::string> Outbox::last_letters() {
    const std::string latest = to_text(m_clock.now() + std::chrono::days{1});
    auto& rows = m_statements->run(
        "SELECT owner, max(CASE WHEN state = 'accepted' AND kind IN ('refused', 'overdue', 'mend') AND ended_at <= ? "
        "THEN ended_at ELSE composed_at END) FROM ops_letter WHERE state <> 'dropped' AND composed_at <= ? GROUP BY "
        "owner ORDER BY owner",
        latest, latest);
    std::map<std::string, std::string> found;
    while (rows.fetch()) found.emplace(rows.text(1).value_or(""), rows.text(2).value_or(""));
    return found;
}

std::vector<Outbox::Unfinished> Outbox::unfinished() {
    auto& rows = m_statements->run(
        "SELECT id, owner, recipient, tries FROM ops_letter WHERE state IN ('waiting', 'sending') AND kind IN "
        "('refused', 'overdue', 'mend') ORDER BY id");
    std::vector<Unfinished> found;
    while (rows.fetch())
        found.push_back({rows.integer(1).value(), rows.text(2).value_or(""), rows.text(3).value_or(""),
                         rows.integer(4).value() > 0});
    return found;
}

std::vector<LetterCount> Outbox::last_counts(const std::string& owner) {
    auto& rows = m_statements->run(
        "SELECT unit_id, code, records FROM ops_letter_count WHERE letter_id = (SELECT max(l.id) FROM ops_letter l "
        "WHERE l.owner = ? AND l.state = 'accepted' AND EXISTS (SELECT 1 FROM ops_letter_count c WHERE c.letter_id = "
        "l.id)) ORDER BY unit_id, code",
        owner);
    std::vector<LetterCount> found;
    while (rows.fetch()) found.push_back({rows.integer(1).value(), rows.text(2).value_or(""), rows.integer(3).value()});
    return found;
}

std::int64_t Outbox::compose(const Letter& letter, std::span<const std::int64_t> notices,
                             std::span<const LetterCount> counts) {
    const std::string now = to_text(m_clock.now());
    const std::int64_t id = m_statements->insert(
        "INSERT INTO ops_letter (message_id, owner, kind, subject, revision, recipient, address, language, "
        "composed_at, "
        "facts, body, state, tries, next_try_at, last_code, last_text, reason, soft) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
        "?, "
        "?, ?, 'waiting', 0, ?, '', '', '', 0)",
        letter.message_id, letter.key.owner, letter.key.kind, letter.key.subject, letter.key.revision, letter.recipient,
        letter.address, letter.language, now, letter.facts, letter.body, letter.next_try_at.value_or(now));
    tell(id, notices, counts);
    return id;
}

void Outbox::recompose(const Letter& letter, std::span<const std::int64_t> notices,
                       std::span<const LetterCount> counts) {
    m_statements->run(
        "UPDATE ops_letter SET message_id = ?, kind = ?, subject = ?, revision = ?, address = ?, language = ?, "
        "composed_at = ?, facts = ?, body = ? WHERE id = ? AND tries = 0 AND state IN ('waiting', 'sending')",
        letter.message_id, letter.key.kind, letter.key.subject, letter.key.revision, letter.address, letter.language,
        to_text(m_clock.now()), letter.facts, letter.body, letter.id);
    require_changed(letter.id, "is frozen: its bytes never change after its first attempt");
    m_statements->run("UPDATE ops_notice SET state = 'owed', letter_id = NULL WHERE letter_id = ?", letter.id);
    m_statements->run("DELETE FROM ops_letter_count WHERE letter_id = ?", letter.id);
    tell(letter.id, notices, counts);
}

/// The notices are told by this letter from now on.
void Outbox::tell(std::int64_t letter_id, std::span<const std::int64_t> notices, std::span<const LetterCount> counts) {
    for (const std::int64_t notice : notices)
        m_statements->run("UPDATE ops_notice SET state = 'told', reason = '', letter_id = ? WHERE id = ?", letter_id,
                          notice);
    insert_rows(m_connection, *m_statements, "INSERT INTO ops_letter_count (letter_id, unit_id, code, records)",
                "(?, ?, ?, ?)", "", counts.size(), [&](odbc::Statement& insert, int first, std::size_t i) {
                    insert.bind(first, letter_id).bind(first + 1, counts[i].unit_id);
                    insert.bind_view(first + 2, counts[i].code).bind(first + 3, counts[i].records);
                });
}

void Outbox::drop_letter(std::int64_t id, const std::string& reason, NoticeState notices) {
    const std::string shown = display_name(reason, longest_reason);
    m_statements->run(
        "UPDATE ops_letter SET state = 'dropped', reason = ?, ended_at = ?, claimed_at = NULL WHERE id = ? AND state "
        "IN "
        "('waiting', 'sending')",
        shown, to_text(m_clock.now()), id);
    require_changed(id, "has ended already");
    if (notices == NoticeState::dropped) return drop_notices_of(id, reason);
    m_statements->run("UPDATE ops_notice SET state = ?, letter_id = NULL WHERE letter_id = ?", notices, id);
}

std::int64_t Outbox::ended_before(const std::string& moment) {
    return m_statements->number("SELECT count(*) FROM ops_letter WHERE ended_at < ? AND body <> ''", moment).value();
}

void Outbox::forget_words(const std::string& before) {
    m_statements->run("UPDATE ops_letter SET body = '' WHERE ended_at < ? AND body <> ''", before);
}

void Outbox::drop_notices_of(std::int64_t letter_id, const std::string& reason) {
    m_statements->run("UPDATE ops_notice SET state = 'dropped', reason = ? WHERE letter_id = ?",
                      display_name(reason, longest_reason), letter_id);
}

/// After an UPDATE that had to find its letter.
void Outbox::require_changed(std::int64_t letter_id, const char* what) const {
    if (m_statements->changed() == 1) return;
    throw Error(ErrorKind::state, "letter " + std::to_string(letter_id) + " " + what)
        .remedy("look at `tilsig alert list`; another process may have sent it meanwhile");
}

}  // namespace tilsig::ledger
