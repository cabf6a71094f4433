#include "alert/compose.hpp"

#include <algorithm>
#include <functional>

#include "alert/addressing.hpp"
#include "alert/house_hours.hpp"
#include "alert/house_letters.hpp"
#include "alert/matters.hpp"
#include "alert/mime.hpp"
#include "alert/sending_hours.hpp"
#include "base/mail_address.hpp"
#include "ledger/contact_states.hpp"
#include "ledger/pauses.hpp"
#include "session/letter_key.hpp"

namespace tilsig::alert {

using ledger::Letter;
using ledger::Notice;
using ledger::NoticeKey;
using ledger::NoticeKind;
using ledger::NoticeState;

namespace {

constexpr const char* to_operator = "operator";
constexpr const char* to_directorate = "directorate";

std::vector<std::int64_t> ids_of(const std::vector<Notice>& notices) {
    std::vector<std::int64_t> ids;
    for (const auto& notice : notices) ids.push_back(notice.id);
    return ids;
}

/// Two letters that say the same have the same facts.
std::string facts_of(const Document& document) {
    return sha256_hex(document.language + "\n" + document.subject + "\n" + document_text(document));
}

class Composing {
public:
    Composing(session::Session& session, const config::Mail& mail)
        : m_session(session),
          m_mail(mail),
          m_context(session.context()),
          m_situation(session),
          m_outbox(session.connection(), m_context.clock),
          m_addressing(m_context, mail, ledger::ContactStates(session.connection(), m_context.clock).suspended(),
                       m_situation.today()),
          m_declared{m_context.catalog, m_context.senders, m_situation.today()},
          m_hours(mail),
          m_now(m_context.clock.now()) {}

    ComposeReport all_due() {
        if (m_mail.destination("production").empty()) return m_report;
        const auto last = m_outbox.last_letters();
        if (m_hours.open(m_now)) senders(last);
        const auto tomorrow = m_hours.zone().begin_of(m_hours.day(m_now) + std::chrono::days(1));
        later(m_hours.this_or_next_opening(m_hours.open(m_now) ? tomorrow : m_now));
        house(last);
        return m_report;
    }

    bool is_still_true(Letter& letter) {
        if (is_paused(letter.key.owner)) return drop(letter, "letters to the owner are paused", NoticeState::owed);
        if (!to_sender(letter.key.kind)) return true;
        const bool copy = letter.recipient == delegate_function;
        const auto notices =
            copy ? ledger::LetterFacts(m_session.connection()).told_since(letter.key.owner, letter.composed_at)
                 : m_outbox.notices_of(letter.id);
        const Matters matters = matters_of(letter.key.owner, notices);
        const auto to = addressee(letter, matters);
        if (matters.empty()) return drop(letter, "nothing of it is true any more", NoticeState::dropped);
        if (!to) return drop(letter, "its recipient is no contact any more", NoticeState::owed);
        const Matters told = only_of(matters, to->feeds);
        if (told.empty()) return drop(letter, "nothing of it is true any more", NoticeState::dropped);
        const Document document = sender_letter(m_declared, told, m_addressing.reader(letter.key.owner, *to));
        if (facts_of(document) == letter.facts) return true;
        write(letter, document, *to);
        m_session.write([&] {
            m_outbox.recompose(letter, copy ? std::vector<std::int64_t>() : ids_of(told.told),
                               copy ? std::vector<ledger::LetterCount>() : told.counts);
            if (!copy) drop_moot(matters);
        });
        return true;
    }

    bool for_next_contact(const Letter& refused) {
        if (refused.recipient == delegate_function) return true;
        if (!to_sender(refused.key.kind)) return false;
        const auto notices = m_outbox.notices_of(refused.id);
        const Matters matters = matters_of(refused.key.owner, notices);
        if (matters.empty()) {
            m_session.write([&] { drop_moot(matters); });
            return true;
        }
        const auto chain = m_addressing.chain(refused.key.owner);
        // Suspended addresses are not in it: what stands first has not been tried, but for one that is only full or
        // slow.
        const auto next =
            std::find_if(chain.begin(), chain.end(), [&](const Addressee& each) { return !was_tried(refused, each); });
        std::string end_of_chain(ledger::unreachable);
        end_of_chain += ": the chain is at its end";
        m_session.write([&] {
            drop_moot(matters);
            if (next == chain.end()) {
                for (const auto& notice : matters.told) m_outbox.drop_notice(notice.id, end_of_chain);
                return;
            }
            Reader reader = m_addressing.reader(refused.key.owner, *next);
            reader.passed_on = true;
            add(refused.key, sender_letter(m_declared, matters, reader), *next, ids_of(matters.told), matters.counts);
        });
        return next != chain.end();
    }

    std::vector<LetterPreview> preview(const std::string& owner, const std::string& language) {
        auto notices = m_outbox.owed();
        for (const auto& key : m_situation.due_reminders(m_mail.reminders)) {
            Notice reminder;
            reminder.key = key;
            notices.push_back(std::move(reminder));
        }
        std::erase_if(notices, [&](const Notice& notice) {
            return !to_sender(notice.key.kind) || (!owner.empty() && notice.key.owner != owner);
        });
        std::vector<LetterPreview> previews;
        for (const auto& [about, matters] : m_situation.matters(notices, owner)) {
            if (matters.empty()) continue;
            const auto chain = m_addressing.chain(about);
            if (chain.empty()) {
                previews.push_back({about, std::nullopt, "", "", m_addressing.unreachable_reason(about)});
                continue;
            }
            std::vector<Addressee> all{chain.front()};
            std::ranges::move(m_addressing.copies(about, matters), std::back_inserter(all));
            for (auto& to : all) {
                if (!language.empty()) to.language = language;
                const Matters told = only_of(matters, to.feeds);
                previews.push_back({about, sender_letter(m_declared, told, m_addressing.reader(about, to)), to.function,
                                    to.destination, ""});
            }
        }
        if (previews.empty() && !owner.empty())
            previews.push_back({owner, std::nullopt, "", "", "there is nothing to tell"});
        return previews;
    }

private:
    void later(Instant moment) {
        if (!m_report.next || moment < *m_report.next) m_report.next = moment;
    }
    bool is_paused(const std::string& owner) {
        const auto paused = ledger::Pauses(m_session.connection(), m_context.clock).paused_owners();
        return std::any_of(paused.begin(), paused.end(), [&](const auto& pause) { return pause.owner == owner; });
    }
    bool had_letter_today(const std::map<std::string, std::string>& last, const std::string& owner) const {
        const auto found = last.find(owner);
        return found != last.end() && m_hours.day(parse_instant(found->second)) == m_hours.day(m_now);
    }
    Matters matters_of(const std::string& owner, const std::vector<Notice>& notices) {
        auto found = m_situation.matters(notices, owner);
        Matters matters = found.contains(owner) ? std::move(found.at(owner)) : Matters();
        matters.owner = owner;
        return matters;
    }

    /// What is owed to those who may get a letter today.
    std::vector<Notice> owed_to_senders(const std::map<std::string, std::string>& last) {
        auto notices = m_outbox.owed();
        std::erase_if(notices, [&](const Notice& notice) {
            return !to_sender(notice.key.kind) || had_letter_today(last, notice.key.owner);
        });
        return notices;
    }

    /// An earlier letter that still waits would arrive on the same day as another. What nobody can have yet gives back
    /// what it tells, to be told with what has come since. The owners whose letter was attempted, or says all that is
    /// owed, get no other now.
    std::set<std::string> clear_the_way(const std::map<std::string, std::string>& last) {
        std::set<std::string> owed, busy, cleared;
        for (const auto& notice : owed_to_senders(last)) owed.insert(notice.key.owner);
        const auto unfinished = m_outbox.unfinished();
        for (const auto& letter : unfinished)
            if (letter.recipient != delegate_function)
                (letter.attempted || !owed.contains(letter.owner) ? busy : cleared).insert(letter.owner);
        for (const auto& owner : busy) cleared.erase(owner);
        if (cleared.empty()) return busy;
        m_session.write([&] {
            for (const auto& letter : unfinished)
                if (!letter.attempted && cleared.contains(letter.owner))
                    m_outbox.drop_letter(letter.id, "told with what has come since", NoticeState::owed);
        });
        return busy;
    }

    void senders(const std::map<std::string, std::string>& last) {
        const auto reminders = m_situation.due_reminders(m_mail.reminders);
        if (!reminders.empty())
            m_session.write([&] {
                for (const auto& key : reminders) m_outbox.note(key, std::nullopt, std::nullopt, std::nullopt);
            });
        std::set<std::string> passed_over = clear_the_way(last);
        auto notices = owed_to_senders(last);
        std::erase_if(notices, [&](const Notice& notice) { return passed_over.contains(notice.key.owner); });
        for (const auto& pause : ledger::Pauses(m_session.connection(), m_context.clock).paused_owners())
            passed_over.insert(pause.owner);
        const auto all = m_situation.matters(notices);
        // Each owner whole or not at all; some at once, because a commit costs more than a letter.
        constexpr int at_once = 40;
        for (auto next = all.begin(); next != all.end();)
            m_session.write([&] {
                for (int done = 0; next != all.end() && done < at_once; ++next, ++done)
                    if (!passed_over.contains(next->first) && !had_letter_today(last, next->first))
                        to_owner(next->first, next->second);
            });
    }

    /// Inside a transaction: what is not true any more is dropped, the rest is told, or nobody can be written to.
    void to_owner(const std::string& owner, const Matters& matters) {
        drop_moot(matters);
        if (matters.empty()) return;
        const auto chain = m_addressing.chain(owner);
        if (chain.empty()) {
            const std::string reason = m_addressing.unreachable_reason(owner);
            for (const auto& notice : matters.told) m_outbox.drop_notice(notice.id, reason);
            m_report.notices_dropped += matters.told.size();
            ++m_report.unreachable_owners;
            return;
        }
        const NoticeKey key = leading(owner, matters);
        add(key, sender_letter(m_declared, matters, m_addressing.reader(owner, chain.front())), chain.front(),
            ids_of(matters.told), matters.counts);
        for (const auto& to : m_addressing.copies(owner, matters)) {
            if (to.address == chain.front().address) continue;
            const Matters told = only_of(matters, to.feeds);
            add(key, sender_letter(m_declared, told, m_addressing.reader(owner, to)), to, {}, {});
        }
    }

    /// A letter that tells only what was mended has no notice: it goes by the day.
    NoticeKey leading(const std::string& owner, const Matters& matters) const {
        if (!matters.told.empty()) return matters.told.front().key;
        return {owner, NoticeKind::mend, "mended " + day_text(), 0};
    }
    std::string day_text() const { return to_text(Day{m_hours.day(m_now).time_since_epoch()}); }

    void drop_moot(const Matters& matters) {
        for (const auto& [id, reason] : matters.moot) m_outbox.drop_notice(id, reason);
        m_report.notices_dropped += matters.moot.size();
    }
    bool drop(const Letter& letter, const std::string& reason, NoticeState notices) {
        m_session.write([&] { m_outbox.drop_letter(letter.id, reason, notices); });
        return false;
    }

    /// The recipient as the register has it now; nothing when that address is no contact any more.
    std::optional<Addressee> addressee(const Letter& letter, const Matters& matters) const {
        const bool copy = letter.recipient == delegate_function;
        for (auto& each : copy ? m_addressing.copies(letter.key.owner, matters) : m_addressing.chain(letter.key.owner))
            if (each.destination == letter.address && each.function == letter.recipient) return each;
        return std::nullopt;
    }

    /// Whether this very letter went to that contact before.
    bool was_tried(const Letter& refused, const Addressee& to) {
        for (int again = 0;; ++again) {
            const auto letter = m_outbox.find(id_for(refused.key, to.address, again));
            if (!letter) return false;
            if (letter->state != ledger::LetterState::dropped) return true;
        }
    }
    std::string id_for(const NoticeKey& key, const std::string& address, int again) {
        if (!m_key) m_key = session::letter_key(m_context.places);
        return message_id(*m_key, key, address, mail_domain(m_mail.from), again);
    }

    void write(Letter& letter, const Document& document, const Addressee& to) const {
        letter.language = document.language;
        letter.facts = facts_of(document);
        letter.body = mime_message(
            document, {m_mail.from, m_mail.name, m_mail.reply_to, to.destination, letter.message_id, m_now});
    }

    void add(const NoticeKey& key, const Document& document, const Addressee& to,
             const std::vector<std::int64_t>& notices, const std::vector<ledger::LetterCount>& counts) {
        Letter letter;
        letter.key = key;
        letter.recipient = to.function;
        letter.address = to.destination;
        letter.composed_at = to_text(m_now);
        // An id may have been used by a letter that was dropped before it left.
        for (int again = 0; letter.message_id.empty() || m_outbox.find(letter.message_id); ++again)
            letter.message_id = id_for(key, to.address, again);
        write(letter, document, to);
        (void)m_outbox.compose(letter, notices, counts);
        ++m_report.letters;
    }

    void house(const std::map<std::string, std::string>& last) {
        if (m_mail.to_operator) {
            const Instant hour = operator_hour(m_hours, m_mail, m_now);
            if (hour <= m_now && !had_letter_today(last, to_operator) && !is_paused(to_operator))
                to_house({to_operator, NoticeKind::night, day_text(), 0}, m_mail.to_operator->address,
                         night_letter(m_session, m_mail));
            later(m_hours.next_at(m_mail.to_operator->at, m_now));
        }
        if (!m_mail.to_directorate) return;
        const auto week = directorate_week(m_hours, m_mail, m_now);
        const auto before = last.find(to_directorate);
        const bool told = before != last.end() && week && parse_instant(before->second) >= week->at;
        // A page that was missed comes on a working day, not in the middle of a night.
        const auto of_day = m_now - m_hours.zone().begin_of(m_hours.day(m_now));
        const bool at_work = m_hours.working_days().is_working(m_hours.day(m_now)) &&
                             of_day >= calendar::parse_time_of_day(m_mail.to_directorate->at);
        if (week && !told && at_work && !is_paused(to_directorate))
            to_house({to_directorate, NoticeKind::week, iso_week(week->monday), 0}, m_mail.to_directorate->address,
                     week_letter(m_session, m_mail, week->monday, m_situation.arrivals()));
        later(directorate_next(m_hours, m_mail, m_now));
    }
    void to_house(const NoticeKey& key, const std::string& address, const Document& document) {
        Addressee to;
        to.function = key.owner;
        to.address = address;
        to.destination = m_mail.destination(address);
        m_session.write([&] { add(key, document, to, {}, {}); });
    }

    session::Session& m_session;
    const config::Mail& m_mail;
    const session::Context& m_context;
    Situation m_situation;
    ledger::Outbox m_outbox;
    Addressing m_addressing;
    Declarations m_declared;
    SendingHours m_hours;
    Instant m_now;
    std::optional<HashKey> m_key;
    ComposeReport m_report;
};

}  // namespace

ComposeReport LetterComposer::compose_due(session::Session& session, const config::Mail& mail) {
    return Composing(session, mail).all_due();
}

bool LetterComposer::still_true(session::Session& session, const config::Mail& mail, Letter& letter) {
    return Composing(session, mail).is_still_true(letter);
}

bool LetterComposer::compose_for_next_contact(session::Session& session, const config::Mail& mail,
                                              const Letter& letter) {
    return Composing(session, mail).for_next_contact(letter);
}

std::vector<LetterPreview> preview_letters(session::Session& session, const config::Mail& mail,
                                           const std::string& owner, const std::string& language) {
    return Composing(session, mail).preview(owner, language);
}

}  // namespace tilsig::alert
