#include "alert/notices.hpp"

#include <algorithm>
#include <set>

#include "alert/owners.hpp"
#include "ledger/letter_facts.hpp"
#include "session/session.hpp"

namespace tilsig::alert {

using ledger::NoticeKind;

namespace {

/// What makes a notice new that is on record already.
enum class News {
    of_run,     ///< nothing: it is told once
    of_replay,  ///< it was told, and what is to mend may be another thing now
    decision    ///< it was told, and now something was decided about it
};

class Noting {
public:
    Noting(session::Session& session, const ledger::Delivery& delivery, const model::UnitName& unit)
        : m_facts(session.connection()),
          m_outbox(session.connection(), session.context().clock),
          m_delivery(delivery),
          m_unit(unit) {}

    /// The same content may be delivered for another period or feed: each delivery has its own notice. One that is
    /// still owed is told with what is true then.
    void note(const std::string& owner, NoticeKind kind, std::optional<std::int64_t> run_id, News news) {
        const auto known = m_facts.revisions(owner, kind, m_delivery.hash);
        const auto of_delivery = std::find_if(known.rbegin(), known.rend(), [&](const ledger::Notice& notice) {
            return notice.delivery_id == m_delivery.id;
        });
        const bool on_record = of_delivery != known.rend();
        if (on_record && (news == News::of_run || of_delivery->state == ledger::NoticeState::owed)) return;
        const std::int64_t revision = known.empty() ? 0 : known.back().key.revision + 1;
        m_outbox.note({owner, kind, m_delivery.hash, revision}, m_delivery.unit_id, m_delivery.id, run_id);
    }

    /// Whether anybody was told that this delivery waits.
    bool was_told(const std::string& owner) {
        const auto known = m_facts.revisions(owner, NoticeKind::refused, m_delivery.hash);
        return std::any_of(known.begin(), known.end(), [&](const ledger::Notice& notice) {
            return notice.delivery_id == m_delivery.id && notice.state == ledger::NoticeState::told;
        });
    }

    const model::UnitName& unit() const { return m_unit; }

private:
    ledger::LetterFacts m_facts;
    ledger::Outbox m_outbox;
    const ledger::Delivery& m_delivery;
    const model::UnitName& m_unit;
};

/// The deliverer, and those whose slices wait or were refused.
std::set<std::string> concerned(session::Session& session, const ledger::Delivery& delivery,
                                const model::UnitName& unit, const std::vector<ledger::Hold>& holds) {
    std::set<std::string> owners{unit.sender};
    const std::int64_t day = owner_day(unit, delivery.received_at);
    for (const auto& hold : holds) {
        if (hold.slice.empty() || hold.state == model::HoldState::superseded) continue;
        if (auto owner = owner_of_slice(session.context(), unit, hold.slice, day); !owner.empty())
            owners.insert(std::move(owner));
    }
    return owners;
}

/// Whether the run knows of anything that somebody outside must mend.
bool has_faults(const ledger::RunReport& ended) {
    const auto& records = ended.run.records;
    return records.rejected > 0 || !records.flagged_by_rule.empty() ||
           std::any_of(ended.told.begin(), ended.told.end(), [](const model::Finding& found) {
               return found.place.number == 0 && found.severity > model::Severity::info;
           });
}

}  // namespace

void Notices::owe(session::Session& session, const ledger::RunReport& ended) {
    const auto outcome = ended.run.outcome.value_or(model::Outcome::failed);
    if (ended.unit.shadow || outcome == model::Outcome::failed) return;
    const bool whole = outcome == model::Outcome::held || outcome == model::Outcome::rejected;
    const bool parts = ended.run.records.held > 0;
    const bool released = ended.run.cause == model::RunCause::release;
    const bool faults = !whole && has_faults(ended);
    if (!whole && !parts && !released && !faults) return;
    Noting noting(session, ended.delivery, ended.unit);
    if (whole || parts)
        for (const auto& owner :
             concerned(session, ended.delivery, ended.unit, session.ledger().holds_of(ended.delivery.id)))
            noting.note(owner, NoticeKind::refused, ended.run.id, News::of_run);
    if (released && !whole && noting.was_told(ended.unit.sender))
        noting.note(ended.unit.sender, NoticeKind::refused, ended.run.id, News::decision);
    if (!faults) return;
    std::set<std::string> menders;
    for (const auto& found : session.ledger().findings_by_owner(ended.delivery.id, ended.run.id))
        menders.insert(mender_of(session.context().catalog.rule_book, ended.unit, found));
    menders.erase("");
    const News news = ended.run.cause == model::RunCause::replay ? News::of_replay : News::of_run;
    for (const auto& owner : menders) noting.note(owner, NoticeKind::mend, ended.run.id, news);
}

void Notices::owe_decision(session::Session& session, const ledger::Delivery& delivery, const model::UnitName& unit) {
    if (unit.shadow) return;
    const auto holds = session.ledger().holds_of(delivery.id);
    const bool refused = std::any_of(holds.begin(), holds.end(),
                                     [](const ledger::Hold& hold) { return hold.state == model::HoldState::rejected; });
    if (!refused) return;  // a retraction: what is owed about the delivery is not true any more, and is dropped
    Noting noting(session, delivery, unit);
    for (const auto& owner : concerned(session, delivery, unit, holds))
        noting.note(owner, NoticeKind::refused, std::nullopt, News::decision);
}

}  // namespace tilsig::alert
