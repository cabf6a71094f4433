#include "alert/post.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "alert/letter_ends.hpp"
#include "alert/sending_hours.hpp"
#include "base/secret.hpp"
#include "ledger/contact_states.hpp"
#include "ledger/lease.hpp"
#include "session/process_lock.hpp"

namespace tilsig::alert {

namespace {

using namespace std::chrono_literals;
using ledger::Letter;
using transport::SmtpReply;

constexpr int renewals_within_ttl = 6;
constexpr int most_rounds = 5;
/// What other servers send back is read so often, at most.
constexpr auto between_bounces = 15min;

/// How long a letter waits after so many attempts.
std::chrono::minutes pause_after(int tries) noexcept {
    constexpr std::array pauses{5min, 15min, 30min, 60min, 120min, 240min};
    const auto last = static_cast<int>(pauses.size());
    return pauses[static_cast<std::size_t>(std::clamp(tries, 1, last) - 1)];
}

/// A mail server that is away is asked again when a letter has waited half as long again as until now.
std::chrono::minutes server_pause(Instant composed, Instant now) noexcept {
    return std::clamp(std::chrono::floor<std::chrono::minutes>((now - composed) / 2), std::chrono::minutes{5},
                      std::chrono::minutes{60});
}

/// Held while letters are sent; given back at the end.
class OutboxLease {
public:
    OutboxLease(session::Session& session, std::chrono::milliseconds ttl)
        : m_session(session), m_lease(session.connection(), ledger::outbox_lease, ttl), m_ttl(ttl) {
        const auto fence = m_lease.acquire("process " + std::to_string(::getpid()));
        if (!fence) throw session::AnotherInstance(session::LockHolder{});
        m_fence = *fence;
        m_renewed = session.context().clock.steady();
        // Also what composes and what reads bounces: a process that wakes up late tells nobody anything twice.
        session.guard_writes([this] { m_lease.require_fence(m_fence); });
    }
    ~OutboxLease() {
        m_session.guard_writes({});
        try {
            if (!m_session.lost()) m_lease.release(m_fence);
        } catch (const Error&) {
            // It runs out by itself.
        }
    }
    OutboxLease(const OutboxLease&) = delete;
    OutboxLease& operator=(const OutboxLease&) = delete;

    /// While a letter is on its way. False: another process has taken over. A database that is busy is no loss.
    bool keep() noexcept {
        const auto now = m_session.context().clock.steady();
        if (now - m_renewed < m_ttl / renewals_within_ttl) return true;
        m_renewed = now;
        try {
            return m_lease.renew(m_fence);
        } catch (const Error&) {
            return true;
        }
    }

private:
    session::Session& m_session;
    ledger::Lease m_lease;
    std::chrono::milliseconds m_ttl;
    std::int64_t m_fence = 0;
    std::chrono::steady_clock::time_point m_renewed;
};

class Post {
public:
    Post(session::Session& session, const config::Mail& mail, Composer& composer, const PostOptions& options)
        : m_session(session),
          m_mail(mail),
          m_composer(composer),
          m_options(options),
          m_hours(mail),
          m_lease(session, options.lease),
          m_outbox(session.connection(), session.context().clock),
          m_client(options.server, [this] { return m_lease.keep() && !stopped(); }) {}

    PostReport empty() {
        m_session.write([&] { m_outbox.bring_back(); });
        if (!m_mail.bounces.empty()) m_report.bounces = read_bounces(m_session, m_mail);
        m_report.unreachable += pass_on(m_session, m_mail, m_composer);
        const bool nowhere = m_mail.destination("anybody").empty();
        if (nowhere) m_report.trouble = "not in production, and no test address is given: nothing is sent";
        // What a dropped letter told may be owed again, to another contact or in other words: once more at once,
        // because the next hour at which letters are composed may be days away.
        for (int round = 0; round < most_rounds; ++round) {
            const std::size_t dropped = m_report.dropped;
            compose();
            if (nowhere) break;
            send_all();
            if (m_report.dropped == dropped || stopped()) break;
        }
        count();
        return m_report;
    }

    Letter send_one(const Letter& composed) {
        // Under the lease: where another process sends, it would be that one's to send, at some other hour.
        const auto id = m_session.write([&] { return m_outbox.compose(composed, {}, {}); });
        const auto letter = m_session.write([&] { return m_outbox.claim_one(id); });
        if (letter) deliver(*letter);
        const auto stands = m_outbox.letter(id).value();
        // Whoever tries by hand hears the answer; a letter that comes hours later would only puzzle.
        if (letter && stands.state == ledger::LetterState::waiting)
            m_session.write([&] { m_outbox.drop_letter(id, "tried once, by hand", ledger::NoticeState::dropped); });
        return m_outbox.letter(id).value();
    }

private:
    [[nodiscard]] Instant now() const { return m_session.context().clock.now(); }
    [[nodiscard]] bool stopped() const { return m_options.stop && m_options.stop(); }

    void compose() {
        const auto composed = m_composer.compose_due(m_session, m_mail);
        m_report.composed.letters += composed.letters;
        m_report.composed.notices_dropped += composed.notices_dropped;
        m_report.composed.unreachable_owners += composed.unreachable_owners;
        m_report.composed.next = composed.next;
    }

    void send_all() {
        while (m_report.trouble.empty() && !stopped()) {
            const auto letter = m_session.write([&] { return m_outbox.claim(m_hours.open(now())); });
            if (!letter) return;
            deliver(*letter);
        }
    }

    void deliver(Letter letter) {
        const bool by_hand = letter.key.kind == ledger::NoticeKind::test;
        if (letter.tries == 0 && !by_hand && !m_composer.still_true(m_session, m_mail, letter))
            return drop_untrue(letter);
        // The address was chosen when it was composed; what the installation is now decides where it may go.
        if (m_mail.destination(letter.address) != letter.address)
            return drop(letter, "composed for other recipients than the installation has now",
                        ledger::NoticeState::owed);
        if (is_suspended(letter)) return refuse(letter, "", "the contact was suspended meanwhile", false);
        m_session.write([&] { m_outbox.attempt(letter.id); });
        ++letter.tries;
        if (!letter.first_try_at) letter.first_try_at = to_text(now());
        try {
            settle(letter, m_client.send(m_mail.from, letter.address, letter.body));
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::internal) throw;
            m_session.context().log.error("a letter cannot be sent as it is", error);
            refuse(letter, "", error.message(), false);
        }
    }

    void settle(const Letter& letter, const SmtpReply& reply) {
        if (reply.answer == SmtpReply::Answer::stopped)
            return m_session.write([&] { m_outbox.not_attempted(letter.id, reply.code, reply.text, to_text(now())); });
        if (reply.accepted()) {
            m_session.write([&] { m_outbox.accepted(letter.id, reply.code, reply.text); });
            ++m_report.accepted;
            return;
        }
        if (!reply.about_letter()) return server_trouble(letter, reply);
        if (reply.answer == SmtpReply::Answer::refused)
            return refuse(letter, reply.code, reply.text,
                          blames_address(reply.code, reply.stage == SmtpReply::Stage::recipient));
        later(letter, reply);
    }

    /// The letter was not judged; it, and all that is due, waits for the server.
    void server_trouble(const Letter& letter, const SmtpReply& reply) {
        m_report.trouble = std::string("the mail server (") + to_string(reply.stage) + "): " + reply.code +
                           (reply.text.empty() ? "" : " " + reply.text);
        const std::string next = to_text(now() + server_pause(parse_instant(letter.composed_at), now()));
        m_session.write([&] {
            m_outbox.not_attempted(letter.id, reply.code, reply.text, next);
            m_outbox.postpone(next);
        });
        m_session.context().log.error("letters wait for the mail server",
                                      {{"stage", ours(to_string(reply.stage))}, {"code", ours(reply.code)}});
    }

    void later(const Letter& letter, const SmtpReply& reply) {
        const bool sender = ledger::to_sender(letter.key.kind);
        const Instant first = parse_instant(*letter.first_try_at);
        const auto waited =
            sender ? m_hours.open_time(first, now()) : std::chrono::floor<std::chrono::seconds>(now() - first);
        if (waited >= m_mail.give_up) {
            m_session.write([&] {
                m_outbox.expired(letter.id, reply.code + " " + reply.text);
                note_soft_failure(m_session, m_mail, letter);
            });
            ++m_report.expired;
            m_report.unreachable += pass_on(m_session, m_mail, m_composer);
            return;
        }
        const Instant next = now() + pause_after(letter.tries);
        m_session.write([&] {
            m_outbox.deferred(letter.id, reply.code, reply.text,
                              to_text(sender ? m_hours.this_or_next_opening(next) : next));
        });
        ++m_report.deferred;
    }

    void refuse(const Letter& letter, const std::string& code, const std::string& text, bool blames) {
        m_session.write([&] {
            m_outbox.refused(letter.id, code, text);
            if (blames) suspend_contact(m_session, m_mail, letter, code + " " + text);
        });
        ++m_report.refused;
        m_session.context().log.warn("a letter was refused", {{"letter", letter.id}, {"code", ours(code)}});
        m_report.unreachable += pass_on(m_session, m_mail, m_composer);
    }

    /// The composer has dropped it; one that it left behind is dropped here, so that it is never claimed again.
    void drop_untrue(const Letter& letter) {
        const auto now_stands = m_outbox.letter(letter.id);
        if (now_stands && now_stands->state == ledger::LetterState::sending)
            return drop(letter, "nothing of it is true any more", ledger::NoticeState::dropped);
        ++m_report.dropped;
    }

    void drop(const Letter& letter, const std::string& why, ledger::NoticeState notices) {
        m_session.write([&] { m_outbox.drop_letter(letter.id, why, notices); });
        ++m_report.dropped;
    }

    bool is_suspended(const Letter& letter) {
        if (!ledger::to_sender(letter.key.kind)) return false;
        return ledger::ContactStates(m_session.connection(), m_session.context().clock)
            .suspended()
            .contains(letter.address);
    }

    void count() {
        const auto counts = m_outbox.counts();
        for (const auto state : {ledger::LetterState::waiting, ledger::LetterState::sending})
            if (const auto found = counts.letters.find(state); found != counts.letters.end())
                m_report.waiting += static_cast<std::size_t>(found->second);
        const auto next = m_outbox.next_try();
        const auto sooner = [&](Instant moment) {
            if (!m_report.next || moment < *m_report.next) m_report.next = moment;
        };
        if (next.senders) sooner(m_hours.this_or_next_opening(std::max(now(), parse_instant(*next.senders))));
        if (next.others) sooner(std::max(now(), parse_instant(*next.others)));
        if (m_report.composed.next) sooner(*m_report.composed.next);
    }

    session::Session& m_session;
    const config::Mail& m_mail;
    Composer& m_composer;
    const PostOptions& m_options;
    SendingHours m_hours;
    OutboxLease m_lease;
    ledger::Outbox m_outbox;
    transport::SmtpClient m_client;
    PostReport m_report;
};

/// Something arrived in the Maildir that nobody has taken.
bool has_mail(const std::filesystem::path& maildir) {
    std::error_code none;
    if (maildir.empty()) return false;
    return std::filesystem::directory_iterator(maildir / "new", none) != std::filesystem::directory_iterator();
}

transport::SmtpTls tls_of(config::Mail::Tls tls) noexcept {
    switch (tls) {
        case config::Mail::Tls::starttls: return transport::SmtpTls::starttls;
        case config::Mail::Tls::implicit: return transport::SmtpTls::implicit;
        case config::Mail::Tls::none: return transport::SmtpTls::none;
    }
    return transport::SmtpTls::starttls;
}

}  // namespace

transport::SmtpServer smtp_server(const config::Mail& mail) {
    transport::SmtpServer server;
    server.host = mail.host;
    server.port = mail.port;
    server.tls = tls_of(mail.tls);
    server.ca_file = mail.ca_file;
    server.user = mail.user;
    if (!mail.password.empty()) server.password = read_secret(mail.password);
    return server;
}

PostReport empty_outbox(session::Session& session, const config::Mail& mail, Composer& composer,
                        const PostOptions& options) {
    return Post(session, mail, composer, options).empty();
}

Letter send_letter(session::Session& session, const config::Mail& mail, Composer& composer, const PostOptions& options,
                   const Letter& letter) {
    return Post(session, mail, composer, options).send_one(letter);
}

Instant next_post(session::Session& session, const config::Mail& mail, Instant last) {
    const SendingHours hours(mail);
    const Instant now = session.context().clock.now();
    Instant next = hours.open(last)
                       ? hours.this_or_next_opening(hours.zone().begin_of(hours.day(last) + std::chrono::days{1}))
                       : hours.this_or_next_opening(last);
    if (mail.to_operator) next = std::min(next, hours.next_at(mail.to_operator->at, last));
    if (mail.to_directorate) next = std::min(next, hours.next_at(mail.to_directorate->at, last));
    ledger::Outbox outbox(session.connection(), session.context().clock);
    const auto tries = outbox.next_try();
    if (tries.senders) next = std::min(next, hours.this_or_next_opening(std::max(now, parse_instant(*tries.senders))));
    if (tries.others) next = std::min(next, parse_instant(*tries.others));
    if (const auto owed = outbox.newest_owed(); owed && parse_instant(*owed) > last)
        next = std::min(next, hours.this_or_next_opening(now));
    if (has_mail(mail.bounces)) next = std::min(next, std::max(now, last + between_bounces));
    return next;
}

}  // namespace tilsig::alert
