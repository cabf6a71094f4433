#include <algorithm>
#include <map>

#include "alert/house_letters.hpp"
#include "answers/night_answer.hpp"
#include "answers/status_answer.hpp"
#include "base/text.hpp"
#include "ledger/nights.hpp"
#include "ledger/outbox.hpp"
#include "words/format.hpp"

namespace tilsig::alert {

using words::number_text;

namespace {

constexpr std::size_t shown_causes = 3;
constexpr std::size_t shown_units = 3;
constexpr int looked_at_letters = 5000;

/// `nothing new` -> `outcome_nothing_new`
std::string key(const std::string& prefix, std::string_view word) {
    std::string made = prefix + std::string(word);
    std::replace(made.begin(), made.end(), ' ', '_');
    return made;
}

class NightLetter {
public:
    NightLetter(session::Session& session, const config::Mail& mail)
        : m_session(session),
          m_mail(mail),
          m_words(session.context().catalog.word_book, "night", mail.to_operator->language) {}

    Document write() {
        m_document.language = m_words.language();
        const auto newest = ledger::Nights(m_session.connection(), m_session.context().clock).newest(1);
        const Instant now = m_session.context().clock.now();
        const bool ran = !newest.empty() && parse_instant(newest.front().started_at) > now - std::chrono::hours(24);
        if (ran)
            night(answers::night_answer(m_session, newest.front()));
        else
            none(newest);
        letters(now);
        line(m_words("absence", {{"at", m_mail.to_operator->at}}));
        m_document.blocks.push_back(std::move(m_told));
        return std::move(m_document);
    }

private:
    void line(std::string text) { m_told.lines.push_back(std::move(text)); }
    std::string time(std::string_view recorded) const { return words::local_time_text(recorded, m_words); }
    std::string number(std::uint64_t count) const { return number_text(count, m_words); }

    void none(const std::vector<ledger::Night>& newest) {
        if (newest.empty()) {
            m_document.subject = m_words("subject_none");
            m_document.blocks.push_back(Title{m_words("title_none")});
            line(m_words("no_night"));
            return;
        }
        const std::string began = time(newest.front().started_at);
        m_document.subject = m_words("subject_since", {{"began", began}});
        m_document.blocks.push_back(Title{m_words("title_since", {{"began", began}})});
        line(m_words("last_night", {{"night", std::to_string(newest.front().id)}, {"began", began}}));
    }

    void night(const answers::NightAnswer& answer) {
        const std::string id = std::to_string(answer.night.id);
        const bool open = answer.night.closed_at.empty();
        const auto verdict = answers::verdict_now(answer);
        const std::string words = m_words(key("verdict_", to_string(verdict)));
        // Rejects are the senders' to repair, and lateness is tried again.
        const bool good = verdict == model::Verdict::good;
        const bool act = !good && verdict != model::Verdict::rejects && verdict != model::Verdict::late;
        if (open) {
            m_document.subject = m_words("subject_open", {{"night", id}});
            m_document.blocks.push_back(
                Title{m_words("title_open", {{"night", id}, {"began", time(answer.night.started_at)}})});
        } else {
            m_document.subject = m_words(good  ? "subject_good"
                                         : act ? "subject_act"
                                               : "subject_look",
                                         {{"night", id}, {"verdict", words}});
            m_document.blocks.push_back(Title{m_words("title", {{"night", id}, {"verdict", words}})});
        }
        std::uint64_t read = 0, rejected = 0, fresh = 0, updated = 0, closed = 0;
        std::map<std::string, std::size_t> outcomes;
        for (const auto& unit : answer.units) {
            if (unit.unit.shadow) continue;
            ++outcomes[key("outcome_", model::to_string(unit.outcome))];
            read += unit.records;
            rejected += unit.rejected;
            fresh += unit.fresh;
            updated += unit.updated;
            closed += unit.closed;
        }
        std::vector<std::string> parts;
        for (const auto& [outcome, count] : outcomes) parts.push_back(m_words.counted(outcome, count));
        if (!parts.empty()) line(m_words("units", {{"outcomes", words::list_text(parts, m_words)}}));
        line(m_words("records", {{"read", number(read)},
                                 {"rejected", number(rejected)},
                                 {"new", number(fresh)},
                                 {"updated", number(updated)},
                                 {"closed", number(closed)}}));
        if (!open) line(m_words("bi", {{"closed", time(answer.night.closed_at)}}));
        causes(answers::group_by_cause(answer));
        if (answer.overdue_senders > 0) line(m_words.counted("overdue", answer.overdue_senders));
    }

    /// Names of feeds, senders and periods; messages of sources stay on the machine.
    void causes(const std::vector<answers::TroubleCause>& all) {
        std::size_t to_decide = 0;
        // With a line for the rest one less is named: twelve lines are all that an operator has at seven.
        const std::size_t shown = all.size() > shown_causes ? shown_causes - 1 : all.size();
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& cause = all[i];
            if (cause.code == model::ExitCode::held && !cause.decided) to_decide += cause.units.size();
            if (i >= shown) continue;
            const std::vector<std::string> first(
                cause.units.begin(),
                cause.units.begin() + static_cast<std::ptrdiff_t>(std::min(shown_units, cause.units.size())));
            std::string units = join(first, ", ");
            if (cause.units.size() > first.size())
                units = m_words("more_units", {{"units", units}, {"count", number(cause.units.size() - first.size())}});
            line(m_words("cause", {{"outcomes", m_words.counted(key("outcome_", cause.outcome), cause.units.size())},
                                   {"cause", cause.cause},
                                   {"units", units}}));
        }
        if (all.size() > shown) line(m_words.counted("more_causes", all.size() - shown));
        if (to_decide > 0) line(m_words.counted("decide", to_decide));
    }

    void letters(Instant now) {
        ledger::Outbox outbox(m_session.connection(), m_session.context().clock);
        const std::string since = to_text(now - std::chrono::hours(24));
        std::size_t accepted = 0, waiting = 0, failed = 0;
        for (const auto& letter : outbox.letters("", looked_at_letters)) {
            if (letter.composed_at < since) break;
            using ledger::LetterState;
            if (letter.state == LetterState::accepted) ++accepted;
            if (letter.state == LetterState::waiting || letter.state == LetterState::sending) ++waiting;
            if (letter.state == LetterState::refused || letter.state == LetterState::expired) ++failed;
        }
        line(m_words("letters",
                     {{"accepted", number(accepted)}, {"waiting", number(waiting)}, {"failed", number(failed)}}));
        if (const auto unreachable = outbox.unreachable_owners().size(); unreachable > 0)
            line(m_words.counted("unreachable", unreachable));
    }

    session::Session& m_session;
    const config::Mail& m_mail;
    const words::Words m_words;
    Document m_document;
    Paragraph m_told;
};

}  // namespace

Document night_letter(session::Session& session, const config::Mail& mail) {
    return NightLetter(session, mail).write();
}

}  // namespace tilsig::alert
