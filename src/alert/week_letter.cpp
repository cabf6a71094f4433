#include <algorithm>
#include <map>
#include <set>

#include "alert/house_hours.hpp"
#include "alert/house_letters.hpp"
#include "alert/receipt_fields.hpp"
#include "calendar/local_day.hpp"
#include "ledger/letter_facts.hpp"
#include "words/format.hpp"

namespace tilsig::alert {

using arrivals::Arrival;
using words::number_text;

namespace {

/// A page is read in two minutes; the rest stands in `tilsig arrivals`.
constexpr std::size_t shown_of_region = 40;

class WeekLetter {
public:
    WeekLetter(session::Session& session, const config::Mail& mail, const std::vector<Arrival>& arrivals)
        : m_session(session),
          m_context(session.context()),
          m_words(m_context.catalog.word_book, "week", mail.to_directorate->language),
          m_facts(session.connection()),
          m_arrivals(arrivals),
          m_today(calendar::local_day(m_context.clock.now()).time_since_epoch().count()) {}

    Document write(calendar::LocalDay monday) {
        const std::string iso = iso_week(monday);  // 2026-W49
        const std::string week = iso.substr(6) + "/" + iso.substr(0, 4);
        Document document;
        document.language = m_words.language();
        document.subject = m_words("subject", {{"week", week}});
        m_blocks.push_back(Title{m_words("title", {{"week", week}})});
        std::map<std::string, std::vector<const Arrival*>> late;
        std::set<std::string> late_senders, senders;
        for (const auto& arrival : m_arrivals) {
            if (arrival.owed) senders.insert(arrival.unit.sender);
            if (arrival.state != model::ArrivalState::overdue || !arrival.due) continue;
            late_senders.insert(arrival.unit.sender);
            late[arrival.sender == nullptr ? "" : arrival.sender->region].push_back(&arrival);
        }
        const auto unanswered = unanswered_letters();
        m_blocks.push_back(
            Paragraph{{late.empty() && unanswered.empty()
                           ? m_words("nobody")
                           : m_words("summary", {{"senders", number_text(late_senders.size(), m_words)},
                                                 {"all", number_text(senders.size(), m_words)},
                                                 {"menders", number_text(unanswered.size(), m_words)}})}});
        const auto reminders = m_facts.reminders();
        for (auto& [region, arrivals] : late) of_region(region, arrivals, reminders);
        letters(unanswered);
        unreachable();
        document.blocks = std::move(m_blocks);
        return document;
    }

private:
    std::string name_of(const std::string& sender) const {
        const auto* entry = m_context.senders.answering(sender, m_today);
        return entry == nullptr ? sender : entry->name;
    }

    /// As the code list names it, in the reader's language; a code of a register of its own stands as it is.
    std::string region_text(const std::string& region) const {
        if (region.empty()) return m_words("no_region");
        const auto list = m_context.catalog.code_lists.find("imdi_region");
        const auto* code = list == m_context.catalog.code_lists.end() ? nullptr : list->second.find(region, {});
        if (code == nullptr) return m_words("region", {{"region", region}});
        if (m_words.language() == "en" && !code->name_en.empty()) return code->name_en;
        return m_words.language() == "nn" && !code->name_nn.empty() ? code->name_nn : code->name_nb;
    }

    void of_region(const std::string& region, std::vector<const Arrival*>& arrivals,
                   const std::map<std::string, ledger::Reminders>& reminders) {
        m_blocks.push_back(Heading{region_text(region)});
        std::stable_sort(arrivals.begin(), arrivals.end(),
                         [](const Arrival* a, const Arrival* b) { return a->due < b->due; });
        Table table;
        table.head = {m_words("sender"), m_words("delivery"), m_words("period"),
                      m_words("due"),    m_words("late"),     m_words("reminders")};
        table.numeric = {false, false, false, false, true, true};
        for (std::size_t i = 0; i < std::min(shown_of_region, arrivals.size()); ++i) {
            const Arrival& arrival = *arrivals[i];
            const auto contract = m_context.catalog.contracts.find(arrival.unit.feed);
            const auto reminded = reminders.find(arrival.unit.text());
            const Day last = calendar::local_day(*arrival.due - std::chrono::seconds(1));
            table.rows.push_back(
                {{name_of(arrival.unit.sender),
                  feed_title(contract == m_context.catalog.contracts.end() ? nullptr : &contract->second,
                             arrival.unit.feed, m_words.language()),
                  words::period_text(arrival.unit.period, m_words), words::date_text(last, m_words),
                  std::to_string(arrival.late_days().value_or(1)),
                  std::to_string(reminded == reminders.end() ? 0 : reminded->second.told)},
                 0});
        }
        m_blocks.push_back(std::move(table));
        if (arrivals.size() > shown_of_region)
            m_blocks.push_back(Paragraph{{m_words.counted("more", arrivals.size() - shown_of_region)}});
    }

    /// Owners whose newest letter with counts still has something that no newer delivery took away, with its date.
    std::map<std::string, std::string> unanswered_letters() {
        std::map<std::string, std::string> found;
        const auto told = m_facts.told_counts();
        std::set<std::int64_t> units;
        for (const auto& [owner, counts] : told)
            for (const auto& count : counts)
                if (count.records > 0) units.insert(count.unit_id);
        std::set<std::int64_t> standing;
        const auto standing_of = m_facts.standing(units);
        for (const auto& [unit, delivery] : standing_of) standing.insert(delivery);
        const auto findings = m_facts.findings(standing);
        const auto dates = m_facts.counted_at();
        for (const auto& [owner, counts] : told) {
            const bool stands = std::any_of(counts.begin(), counts.end(), [&](const ledger::LetterCount& count) {
                const auto delivery = standing_of.find(count.unit_id);
                const auto left = delivery == standing_of.end() ? findings.end() : findings.find(delivery->second);
                return count.records > 0 && left != findings.end() &&
                       std::any_of(left->second.begin(), left->second.end(),
                                   [&](const auto& each) { return each.code == count.code; });
            });
            if (stands) found.emplace(owner, dates.at(owner));
        }
        return found;
    }

    void letters(const std::map<std::string, std::string>& unanswered) {
        if (unanswered.empty()) return;
        m_blocks.push_back(Heading{m_words("heading_unanswered")});
        Table table;
        table.head = {m_words("sender"), m_words("letter_of")};
        for (const auto& [owner, composed_at] : unanswered)
            table.rows.push_back(
                {{name_of(owner), words::date_text(calendar::local_day(parse_instant(composed_at)), m_words)}, 0});
        m_blocks.push_back(std::move(table));
    }

    void unreachable() {
        ledger::Outbox outbox(m_session.connection(), m_context.clock);
        std::vector<std::string> names;
        for (const auto& owner : outbox.unreachable_owners()) names.push_back(name_of(owner));
        if (names.empty()) return;
        m_blocks.push_back(Heading{m_words("heading_unreachable")});
        m_blocks.push_back(Paragraph{{words::sentence(words::list_text(names, m_words))}});
    }

    session::Session& m_session;
    const session::Context& m_context;
    const words::Words m_words;
    ledger::LetterFacts m_facts;
    const std::vector<Arrival>& m_arrivals;
    std::int64_t m_today;
    std::vector<Block> m_blocks;
};

}  // namespace

Document week_letter(session::Session& session, const config::Mail& mail, calendar::LocalDay monday,
                     const std::vector<Arrival>& arrivals) {
    return WeekLetter(session, mail, arrivals).write(monday);
}

}  // namespace tilsig::alert
