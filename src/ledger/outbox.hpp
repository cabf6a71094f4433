// What is to be told to whom (ops_notice), and the letters that tell it (ops_letter).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

class StatementCache;

enum class NoticeKind {
    refused,  ///< a delivery or a slice of it was refused or held; subject: content hash
    overdue,  ///< nothing has come; subject: the unit's name, revision: number of the reminder
    mend,     ///< loaded with rejects or flags; subject: content hash
    night,    ///< to the operator; subject: local date
    week,     ///< to the directorate; subject: ISO week
    test      ///< by hand, to one address
};
[[nodiscard]] const char* to_string(NoticeKind kind) noexcept;
[[nodiscard]] std::optional<NoticeKind> parse_notice_kind(std::string_view word) noexcept;
/// Whether it goes to a sender, and so keeps to the hours in which senders are written to.
[[nodiscard]] bool to_sender(NoticeKind kind) noexcept;

enum class NoticeState { owed, told, dropped };
[[nodiscard]] const char* to_string(NoticeState state) noexcept;
[[nodiscard]] std::optional<NoticeState> parse_notice_state(std::string_view word) noexcept;

enum class LetterState {
    waiting,   ///< for its turn or its next attempt
    sending,   ///< claimed by a process that empties the outbox
    accepted,  ///< by the mail server; a bounce may still make it refused
    refused,   ///< for good, by the mail server or a later one
    expired,   ///< not taken within the time of Mail::give_up
    dropped    ///< never sent: nothing of it was true any more, or nobody may be written to
};
[[nodiscard]] const char* to_string(LetterState state) noexcept;
[[nodiscard]] std::optional<LetterState> parse_letter_state(std::string_view word) noexcept;

/// What one notice, or the leading notice of a letter, is about. Unique among notices.
struct NoticeKey {
    std::string owner;
    NoticeKind kind = NoticeKind::mend;
    std::string subject;
    std::int64_t revision = 0;
    auto operator<=>(const NoticeKey&) const = default;
};

struct Notice {
    std::int64_t id = 0;
    NoticeKey key;
    std::string noted_at;
    std::optional<std::int64_t> unit_id, delivery_id, run_id;
    NoticeState state = NoticeState::owed;
    std::string reason;                     ///< why it was dropped
    std::optional<std::int64_t> letter_id;  ///< the newest letter that tells it
};

/// How many records of a unit a letter told to have faults of this code.
struct LetterCount {
    std::int64_t unit_id = 0;
    std::string code;
    std::int64_t records = 0;
    bool operator==(const LetterCount&) const = default;
};

struct Letter {
    std::int64_t id = 0;
    std::string message_id;  ///< with its angle brackets; unique
    NoticeKey key;
    std::string recipient;  ///< function of the contact, e.g. responsible
    std::string address;    ///< where it goes; outside production the test address
    std::string language;   ///< nb, nn, en
    std::string composed_at;
    std::string facts;  ///< hash of what it was composed from
    std::string body;   ///< the whole message; frozen with the first attempt
    LetterState state = LetterState::waiting;
    int tries = 0;  ///< attempts in which a server was asked to take it
    std::optional<std::string> next_try_at, first_try_at, claimed_at, ended_at;
    std::string last_code, last_text;  ///< of the server's last answer; redacted
    std::string reason;                ///< why it was dropped or expired
    bool soft = false;                 ///< it failed for a reason that may pass
};

/// How many there are, for status and metrics.
struct OutboxCounts {
    std::int64_t owed = 0;                        ///< notices, also those of paused owners
    std::map<LetterState, std::int64_t> letters;  ///< only states that occur
};

/// The reason of notices that were dropped because nobody of the owner can be written to; what follows it is free.
inline constexpr const char* unreachable = "unreachable";

/// Statements prepared once and kept. Every method is one round of statements inside the caller's transaction (or none,
/// for those that only read). One process at a time empties the outbox: it holds the lease `outbox_lease` and ends each
/// transaction that changes a letter with Lease::require_fence().
class Outbox {
public:
    Outbox(odbc::Connection& connection, const Clock& clock);
    ~Outbox();
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    // notices
    /// In the transaction that makes it true. The same key again changes nothing.
    void note(const NoticeKey& key, std::optional<std::int64_t> unit_id, std::optional<std::int64_t> delivery_id,
              std::optional<std::int64_t> run_id);
    /// One more than the highest on record, whatever became of it; 0 for the first.
    [[nodiscard]] std::int64_t next_revision(const std::string& owner, NoticeKind kind, const std::string& subject);
    /// Of owners that are not paused, by owner and then in the order in which they were noted.
    [[nodiscard]] std::vector<Notice> owed();
    /// What the letter tells, as far as no newer letter tells it.
    [[nodiscard]] std::vector<Notice> notices_of(std::int64_t letter_id);
    void drop_notice(std::int64_t id, const std::string& reason);
    /// Owners whose newest notice that came to an end was dropped because nobody can be written to; in order.
    [[nodiscard]] std::vector<std::string> unreachable_owners();

    // composing
    /// When each owner's newest letter was composed, or, if it goes to a sender and was taken later, when it was taken.
    /// Dropped ones are left out, and those that a clock which ran more than a day ahead has dated.
    [[nodiscard]] std::map<std::string, std::string> last_letters();
    /// A letter to a sender that waits.
    struct Unfinished {
        std::int64_t id = 0;
        std::string owner, recipient;
        bool attempted = false;  ///< somebody may have it already
    };
    [[nodiscard]] std::vector<Unfinished> unfinished();
    /// What the owner's newest accepted letter with counts told.
    [[nodiscard]] std::vector<LetterCount> last_counts(const std::string& owner);
    /// Adds a waiting letter, to be tried from `letter.next_try_at` on (now, when it is not set); `id`, `state`, tries
    /// and answers of `letter` are not read. The notices are told by it from now on. Returns its id. The Message-ID
    /// must be new: see find().
    std::int64_t compose(const Letter& letter, std::span<const std::int64_t> notices,
                         std::span<const LetterCount> counts);
    /// The same letter with other words (Message-ID, key, facts, body, language, address), before its first attempt.
    /// Notices that it does not tell any more are owed again. Error(state) after the first attempt.
    void recompose(const Letter& letter, std::span<const std::int64_t> notices, std::span<const LetterCount> counts);
    /// It is not sent, or not again. Its notices become owed again, or dropped for the same reason.
    void drop_letter(std::int64_t id, const std::string& reason, NoticeState notices);
    /// What a letter that was refused or has expired told is told to nobody.
    void drop_notices_of(std::int64_t letter_id, const std::string& reason);

    // sending
    /// The letter whose turn it is: one that a process which is gone had claimed, else the one that waited longest and
    /// is due. `senders` says whether senders may be written to now. It is `sending` from now on.
    [[nodiscard]] std::optional<Letter> claim(bool senders);
    /// The same for one letter that is waiting, whenever it is due.
    [[nodiscard]] std::optional<Letter> claim_one(std::int64_t id);
    /// A server is asked to take it now. Committed before it is asked: from here on its bytes never change.
    void attempt(std::int64_t id);
    /// No server was reached after attempt(): the attempt did not take place.
    void not_attempted(std::int64_t id, const std::string& code, const std::string& text,
                       const std::string& next_try_at);
    void accepted(std::int64_t id, const std::string& code, const std::string& text);
    void deferred(std::int64_t id, const std::string& code, const std::string& text, const std::string& next_try_at);
    void refused(std::int64_t id, const std::string& code, const std::string& text);
    /// Nobody took it in time; counts as soft.
    void expired(std::int64_t id, const std::string& reason);
    /// It was accepted, and could not be delivered for a reason that may pass.
    void soft_bounced(std::int64_t id, const std::string& code, const std::string& text);
    /// How many letters to the address failed softly in a row, counted back from this one; those composed before the
    /// address was last confirmed are left out.
    [[nodiscard]] int soft_in_a_row(const Letter& letter);
    /// Letters that were refused or have expired and whose notices nobody was told otherwise yet; oldest first. They
    /// leave this list when another letter tells the notices, or when they are dropped.
    [[nodiscard]] std::vector<std::int64_t> undelivered();
    /// What is due before that moment is not tried before it: the mail server is away.
    void postpone(const std::string& until);
    /// What waits for a moment that only a clock which ran ahead can have set is due now.
    void bring_back();

    // keeping
    /// Letters that ended before that moment and still have their words.
    [[nodiscard]] std::int64_t ended_before(const std::string& moment);
    /// Their words are forgotten; to whom, when and about what they were stays on record.
    void forget_words(const std::string& before);

    // looking
    /// With its body.
    [[nodiscard]] std::optional<Letter> find(const std::string& message_id);
    [[nodiscard]] std::optional<Letter> letter(std::int64_t id);
    /// Newest first, without their bodies; empty `owner`: of all.
    [[nodiscard]] std::vector<Letter> letters(const std::string& owner, int limit);
    /// When the next attempt may take place, of letters to senders and of the others; claimed ones count as waiting.
    struct NextTry {
        std::optional<std::string> senders, others;
    };
    [[nodiscard]] NextTry next_try();
    [[nodiscard]] OutboxCounts counts();
    /// When the newest of the notices that are owed was noted, those of paused owners left out.
    [[nodiscard]] std::optional<std::string> newest_owed();

private:
    void tell(std::int64_t letter_id, std::span<const std::int64_t> notices, std::span<const LetterCount> counts);
    void require_changed(std::int64_t letter_id, const char* what) const;

    odbc::Connection& m_connection;
    const Clock& m_clock;
    std::unique_ptr<StatementCache> m_statements;
};

}  // namespace tilsig::ledger
