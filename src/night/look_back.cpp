#include "night/look_back.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "run/acquire.hpp"

namespace tilsig::night {

namespace {

using calendar::LocalDay;

constexpr std::size_t most_told = 3;  ///< of one unit's remark

std::int64_t number(LocalDay day) { return day.time_since_epoch().count(); }

/// What one source says of one feed.
class Listening final : public fetch::SurveySink {
public:
    Listening(session::Session& session, LookBack& look_back, const std::string& feed, bool shadow)
        : m_session(session), m_look_back(look_back), m_feed(feed), m_shadow(shadow) {}

    std::optional<std::string> cursor_of(const std::string& sender, const std::string& period) override {
        const auto number = m_session.ledger().find_unit({m_feed, sender, period, m_shadow});
        return number ? m_session.ledger().cursor(*number) : std::nullopt;
    }
    void lies(const fetch::Lying& lying) override {
        const LateFile late = m_look_back.judge(lying.sender, lying.period);
        if (late == LateFile::wanted)
            m_wanted.insert({m_feed, lying.sender, lying.period, m_shadow});
        else if (late != LateFile::in_time && !lying.kept)
            m_told[lying.sender].push_back(m_look_back.words(late, lying));
    }

    [[nodiscard]] const std::set<model::UnitName>& wanted() const noexcept { return m_wanted; }
    [[nodiscard]] const std::map<std::string, std::vector<std::string>>& told() const noexcept { return m_told; }

private:
    session::Session& m_session;
    LookBack& m_look_back;
    const std::string& m_feed;
    bool m_shadow;
    std::set<model::UnitName> m_wanted;
    std::map<std::string, std::vector<std::string>> m_told;  ///< by sender
};

class Surveyor {
public:
    Surveyor(session::Session& session, const std::vector<model::UnitName>& tonight,
             const std::set<model::UnitName>& done)
        : m_session(session), m_tonight(tonight.begin(), tonight.end()), m_done(done) {}

    Survey of(const std::set<std::string>& feeds) {
        for (const auto& feed : feeds) {
            const auto& catalog = m_session.context().catalog;
            const auto schedule = catalog.schedules.find(feed);
            if (schedule == catalog.schedules.end() || schedule->second.look_back == 0) continue;
            ask(schedule->second, catalog.contract(feed));
        }
        for (const auto& [unit, texts] : m_texts) m_survey.remarks[unit] = remark_of(texts);
        return std::move(m_survey);
    }

private:
    void ask(const catalog::Schedule& schedule, const catalog::Contract& contract) {
        const auto& context = m_session.context();
        const Instant now = context.clock.now();
        const bool shadow = contract.state == catalog::FeedState::shadow;
        LookBack look_back(schedule, contract.source, context.senders, now);
        Listening listening(m_session, look_back, schedule.feed, shadow);
        const std::string newest = schedule.period_of(schedule.recurrence.zone().local_day(now));
        const std::string sender = schedule.of_register ? "" : contract.source;
        std::string failed;
        try {
            const auto asked = run::fetch_request(context, {schedule.feed, sender, newest, shadow}, std::nullopt);
            const auto end = fetch::run_survey(asked, listening, context.log);
            if (end.end != fetch::FetchEnd::delivered && end.end != fetch::FetchEnd::nothing_new)
                failed = std::string(fetch::to_string(end.end)) + ": " + end.message;
        } catch (const Error& error) {
            failed = error.what();
        }
        if (!failed.empty()) {
            context.log.warn("nobody knows what lies at a source for older periods",
                             {{"feed", ours(schedule.feed)}, {"reason", ours(failed)}});
            tell(schedule.feed, "",
                 "what lies at the source for older periods could not be looked at tonight: " + failed);
            return;
        }
        for (const auto& unit : listening.wanted())
            if (!m_done.contains(unit) && m_tonight.insert(unit).second) m_survey.units.push_back(unit);
        for (const auto& [told_of, texts] : listening.told())
            for (const auto& text : texts) tell(schedule.feed, told_of, text);
    }

    /// By the newest unit of the sender that runs tonight, or else by one of the feed.
    void tell(const std::string& feed, const std::string& sender, const std::string& text) {
        const model::UnitName* teller = nullptr;
        for (auto unit = m_tonight.lower_bound({feed, "", ""}); unit != m_tonight.end() && unit->feed == feed; ++unit)
            if (teller == nullptr || unit->sender == sender) teller = &*unit;
        if (teller != nullptr) m_texts[*teller].push_back(text);
    }

    static std::string remark_of(const std::vector<std::string>& texts) {
        std::string remark;
        for (std::size_t i = 0; i < std::min(most_told, texts.size()); ++i) remark += (i > 0 ? "; " : "") + texts[i];
        if (texts.size() > most_told) remark += "; and " + grouped(texts.size() - most_told) + " more like that";
        return remark;
    }

    session::Session& m_session;
    std::set<model::UnitName> m_tonight;
    const std::set<model::UnitName>& m_done;
    std::map<model::UnitName, std::vector<std::string>> m_texts;
    Survey m_survey;
};

bool is_known(const senders::Register& senders, const std::string& id) {
    return std::any_of(senders.senders.begin(), senders.senders.end(),
                       [&](const auto& entry) { return entry.id == id; });
}

}  // namespace

LookBack::LookBack(const catalog::Schedule& schedule, const std::string& source, const senders::Register& senders,
                   Instant now)
    : m_schedule(schedule),
      m_source(source),
      m_senders(senders),
      m_today(schedule.recurrence.zone().local_day(now)),
      m_newest(schedule.period_of(m_today)),
      m_oldest(schedule.oldest_taken(m_today)),
      m_owing(senders, schedule.feed) {}

LateFile LookBack::judge(const std::string& sender, const std::string& period) {
    if (!catalog::is_period(period, m_schedule.period)) return LateFile::no_period;
    if (m_schedule.of_register && !is_known(m_senders, sender)) return LateFile::unknown;
    if (period > m_newest)
        return arrivals::days_of(period).from > number(m_today) ? LateFile::ahead : LateFile::in_time;
    // Who owes today has a slot for the newest period, whether it owed on one of its days or not.
    const std::string today = to_text(Day{m_today.time_since_epoch()});
    if (period == m_newest && owed(sender, today)) return LateFile::in_time;
    if (!owed(sender, period)) return LateFile::not_owed;
    if (period < m_oldest) return LateFile::too_old;
    return m_schedule.exemption(sender, m_today) == nullptr ? LateFile::wanted : LateFile::in_time;
}

bool LookBack::owed(const std::string& sender, const std::string& period) {
    if (!m_schedule.of_register) return sender == m_source;
    const auto [owers, is_new] = m_owers.try_emplace(period);
    const auto days = arrivals::days_of(period);
    if (is_new) owers->second = m_owing.in(days.from, std::min(days.to, number(m_today) + 1));
    return owers->second.contains(sender);
}

std::string LookBack::words(LateFile late, const fetch::Lying& lying) const {
    const auto& feed = m_schedule.feed;
    const std::string of_sender = m_schedule.of_register ? " --sender " + lying.sender : "";
    const std::string by_hand = "`tilsig run " + feed + of_sender + " --period " + lying.period + "`";
    const std::string of = lying.what + " is of " + lying.period + ", ";
    switch (late) {
        case LateFile::wanted:
        case LateFile::in_time: break;
        case LateFile::ahead:
            return of + "which has not begun: no night takes it before; rename it if it is of another period";
        case LateFile::too_old:
            return of + "and nights look back to " + m_oldest +
                   " (`look_back: " + std::to_string(m_schedule.look_back) + "`): " + by_hand +
                   " takes it, or rename it if it is of another period";
        case LateFile::no_period:
            return lying.what + " is named after " + lying.period + ", which is no period; rename it";
        case LateFile::unknown:
            return lying.what + " is of " + lying.sender +
                   ", which is no sender of the register; correct the register or the name of the folder";
        case LateFile::not_owed:
            return of + "when " + lying.sender + " did not owe " + feed +
                   "; correct the register, or rename it if it is of another period";
    }
    return "";
}

Survey survey(session::Session& session, const std::vector<model::UnitName>& tonight, const std::set<std::string>& more,
              const std::set<model::UnitName>& done) {
    std::set<std::string> feeds = more;
    for (const auto& unit : tonight) feeds.insert(unit.feed);
    return Surveyor(session, tonight, done).of(feeds);
}

}  // namespace tilsig::night
