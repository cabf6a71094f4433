#include "alert/matters.hpp"

#include <algorithm>

#include "alert/owners.hpp"
#include "calendar/local_day.hpp"
#include "model/reason.hpp"
#include "warehouse/row_count.hpp"

namespace tilsig::alert {

using ledger::NoticeKind;
using ledger::ToldDelivery;
using model::DeliveryState;
using model::HoldState;

std::uint64_t MendMatter::total() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& fault : faults) sum += fault.rejected + fault.flagged + (fault.whole ? 1 : 0);
    return sum;
}

bool MendMatter::lines() const noexcept {
    return std::any_of(faults.begin(), faults.end(),
                       [](const Fault& fault) { return fault.rejected + fault.flagged > 0; });
}

bool Matters::empty() const noexcept {
    return refused.empty() && overdue.empty() && due.empty() && mend.empty() && mended.empty();
}

bool Matters::asks() const noexcept {
    return !overdue.empty() || !due.empty() || !mend.empty() ||
           std::any_of(refused.begin(), refused.end(),
                       [](const RefusedMatter& matter) { return matter.state != RefusedMatter::State::accepted; });
}

namespace {

std::chrono::year_month_day last_day_in_time(Instant too_late) {
    return calendar::local_day(too_late - std::chrono::seconds(1));
}

bool holds_persons(const catalog::Contract& contract) {
    return std::any_of(contract.fields.begin(), contract.fields.end(),
                       [](const catalog::Field& field) { return !model::may_be_shown(field.privacy); });
}

class Gathering {
public:
    Gathering(Situation& situation, const std::vector<ledger::Notice>& notices, const std::string& owner)
        : m_situation(situation), m_context(situation.session().context()), m_facts(situation.session().connection()) {
        std::set<std::int64_t> ids;
        for (const auto& notice : notices)
            if (notice.delivery_id) ids.insert(*notice.delivery_id);
        m_told_counts = m_facts.told_counts(owner);
        std::set<std::int64_t> units;
        for (const auto& [told, counts] : m_told_counts)
            for (const auto& count : counts)
                if (count.records > 0) units.insert(count.unit_id);
        m_standing = m_facts.standing(units);
        std::set<std::int64_t> all = ids;
        for (const auto& [unit, delivery] : m_standing) all.insert(delivery);
        m_deliveries = m_facts.deliveries(all);
        m_findings = m_facts.findings(all, owner);
    }

    std::map<std::string, Matters> gather(const std::vector<ledger::Notice>& notices) {
        for (const auto& notice : notices) {
            auto& matters = m_found[notice.key.owner];
            matters.owner = notice.key.owner;
            const std::string moot = add(matters, notice);
            if (moot.empty())
                matters.told.push_back(notice);
            else
                matters.moot.emplace_back(notice.id, moot);
        }
        for (const auto& [owner, counts] : m_told_counts) add_mended(owner, counts);
        for (auto& [owner, matters] : m_found) order(matters);
        return std::move(m_found);
    }

private:
    /// Why the notice is not true any more; empty when it is and was added.
    std::string add(Matters& matters, const ledger::Notice& notice) {
        if (notice.key.kind == NoticeKind::overdue) return add_overdue(matters, notice);
        const auto found = notice.delivery_id ? m_deliveries.find(*notice.delivery_id) : m_deliveries.end();
        if (found == m_deliveries.end()) return "its delivery is not on record";
        const ToldDelivery& delivery = found->second;
        if (!m_context.catalog.contracts.contains(delivery.unit.feed)) return "the feed is no more";
        if (delivery.delivery.state == DeliveryState::retracted) return "the delivery was retracted";
        return notice.key.kind == NoticeKind::refused ? add_refused(matters, notice, delivery)
                                                      : add_mend(matters, notice, delivery);
    }

    std::string add_refused(Matters& matters, const ledger::Notice& notice, const ToldDelivery& told) {
        const auto state = told.delivery.state;
        if (!told.is_newest) return "a newer delivery came";
        RefusedMatter matter;
        matter.unit = told.unit;
        matter.number = told.delivery.seq;
        matter.own = told.unit.sender == matters.owner;
        if (state == DeliveryState::held || state == DeliveryState::rejected) {
            matter.state = state == DeliveryState::held ? RefusedMatter::State::held : RefusedMatter::State::refused;
            matter.decided = std::any_of(told.holds.begin(), told.holds.end(), [](const ledger::Hold& hold) {
                return hold.slice.empty() && hold.state == HoldState::rejected;
            });
            add_parts(matter, matters.owner, told);
            // Where every slice waits for itself, they say why.
            if (matter.reasons.empty()) matter.reasons.emplace_back("", reason_of(told));
            matter.by_records =
                state == DeliveryState::rejected && told.read > 0 && !matter.decided && reason_of(told).empty();
        } else if (state == DeliveryState::loaded) {
            matter.part = true;
            add_parts(matter, matters.owner, told);
            if (matter.reasons.empty()) {
                if (notice.key.revision == 0) return "it was accepted before anybody was told";
                matter.part = false;
                matter.state = RefusedMatter::State::accepted;
            }
        } else {
            return std::string("the delivery is ") + model::to_string(state) + " now";
        }
        matter.lines = matter.by_records || has_lines(told, matter);
        matters.refused.push_back(std::move(matter));
        return {};
    }

    /// Whether one of the reasons was found in records: what is wrong with the delivery itself stands in no line.
    bool has_lines(const ToldDelivery& told, const RefusedMatter& matter) const {
        const auto findings = m_findings.find(told.delivery.id);
        if (findings == m_findings.end()) return false;
        return std::any_of(findings->second.begin(), findings->second.end(), [&](const ledger::OwnerFindings& found) {
            return found.records > 0 && std::any_of(matter.reasons.begin(), matter.reasons.end(),
                                                    [&](const auto& reason) { return reason.second == found.code; });
        });
    }

    /// A refusal that names no code itself goes by the fault that refused it.
    std::string reason_of(const ToldDelivery& told) const {
        const std::string code(model::reason_code(told.reason));
        const auto findings = m_findings.find(told.delivery.id);
        if (!code.empty() || findings == m_findings.end()) return code;
        for (const auto& found : findings->second)
            if (found.severity == model::Severity::critical) return found.code;
        return {};
    }

    /// The slices that are out: all of them for the deliverer, else the owner's own.
    void add_parts(RefusedMatter& matter, const std::string& owner, const ToldDelivery& told) {
        const std::int64_t day = owner_day(told.unit, told.delivery.received_at);
        bool waits = false;
        for (const auto& hold : told.holds) {
            if (hold.slice.empty() || (hold.state != HoldState::held && hold.state != HoldState::rejected)) continue;
            const auto* slice_owner = m_context.senders.owner_of_code(hold.slice, day);
            if (!matter.own && (slice_owner == nullptr || slice_owner->id != owner)) continue;
            waits |= hold.state == HoldState::held;
            matter.decided |= hold.state == HoldState::rejected;
            // What stands in the data is repeated only where the register knows it.
            matter.reasons.emplace_back(slice_owner == nullptr ? "?" : slice_owner->name,
                                        model::reason_code(hold.reason));
        }
        if (!matter.reasons.empty()) matter.state = waits ? RefusedMatter::State::held : RefusedMatter::State::refused;
    }

    std::string add_mend(Matters& matters, const ledger::Notice& notice, const ToldDelivery& told) {
        const auto& contract = m_context.catalog.contract(told.unit.feed);
        const bool snapshot = contract.delivery == model::DeliveryKind::snapshot;
        if (told.delivery.state != DeliveryState::loaded) return "the delivery is not loaded any more";
        if (snapshot && !told.stands) return "a newer delivery took its place";
        MendMatter matter;
        matter.unit = told.unit;
        matter.number = told.delivery.seq;
        matter.own = told.unit.sender == matters.owner;
        matter.faults = faults_of(told, matters.owner);
        if (matter.faults.empty()) return "nothing is left to mend in it";
        if (matter.own) {
            matter.delivered = told.read;
            matter.rejected = told.rejected;
            matter.held = told.held;
        }
        if (matter.own && contract.owner.empty()) {
            matter.read = told.read;
            matter.accepted = told.accepted;
        }
        matter.few = is_few(contract, told, matter, matters.owner);
        if (notice.key.revision > 0 && told_before(matters.owner, told.delivery.unit_id, matter.faults))
            return "the same was told before";
        for (const auto& fault : matter.faults)
            matters.counts.push_back(
                {told.delivery.unit_id, fault.code, static_cast<std::int64_t>(fault.rejected + fault.flagged)});
        matters.mend.push_back(std::move(matter));
        return {};
    }

    std::vector<Fault> faults_of(const ToldDelivery& told, const std::string& owner) const {
        std::map<std::string, Fault> by_code;
        const auto findings = m_findings.find(told.delivery.id);
        if (findings == m_findings.end()) return {};
        for (const auto& found : findings->second) {
            if (mender_of(m_context.catalog.rule_book, told.unit, found) != owner) continue;
            auto& fault = by_code[found.code];
            fault.code = found.code;
            if (found.records == 0)
                fault.whole = true;
            else
                (found.action >= model::Action::reject_record ? fault.rejected : fault.flagged) += found.records;
            fault.empties |= found.records > 0 && found.action == model::Action::null_field;
        }
        std::vector<Fault> faults;
        for (auto& [code, fault] : by_code) faults.push_back(std::move(fault));
        std::stable_sort(faults.begin(), faults.end(), [](const Fault& a, const Fault& b) {
            return a.whole != b.whole ? a.whole : a.rejected + a.flagged > b.rejected + b.flagged;
        });
        return faults;
    }

    /// Counted from below: what is not known is few.
    bool is_few(const catalog::Contract& contract, const ToldDelivery& told, const MendMatter& matter,
                const std::string& owner) {
        if (!holds_persons(contract)) return false;
        std::uint64_t records = matter.read;
        if (records == 0) {
            auto [rows, fresh] = m_rows.try_emplace(told.delivery.unit_id);
            if (fresh)
                rows->second = warehouse::count_rows_by_owner(
                    m_situation.session().connection(), m_context.catalog.table_of(told.unit), told.delivery.unit_id);
            const std::int64_t day = owner_day(told.unit, told.delivery.received_at);
            for (const auto& [slice, count] : rows->second) {
                const auto* slice_owner = m_context.senders.owner_of_code(slice, day);
                const std::string& id = slice_owner == nullptr ? told.unit.sender : slice_owner->id;
                if (id == owner) records += count;
            }
            std::uint64_t rejected = 0;
            for (const auto& fault : matter.faults) rejected = std::max(rejected, fault.rejected);
            records += rejected;
        }
        return records < few_records;
    }

    bool told_before(const std::string& owner, std::int64_t unit, const std::vector<Fault>& faults) const {
        const auto told = m_told_counts.find(owner);
        if (told == m_told_counts.end()) return false;
        std::map<std::string, std::uint64_t> before, now;
        for (const auto& count : told->second)
            if (count.unit_id == unit && count.records > 0)
                before[count.code] = static_cast<std::uint64_t>(count.records);
        for (const auto& fault : faults) now[fault.code] = fault.rejected + fault.flagged;
        return before == now;
    }

    std::string add_overdue(Matters& matters, const ledger::Notice& notice) {
        if (m_arrivals.empty())
            for (const auto& arrival : m_situation.arrivals()) m_arrivals.emplace(arrival.unit.text(), &arrival);
        const auto found = m_arrivals.find(notice.key.subject);
        if (found == m_arrivals.end()) return "the delivery is not owed any more";
        const auto& arrival = *found->second;
        const bool late = arrival.state == model::ArrivalState::overdue;
        const bool ahead = arrival.state == model::ArrivalState::expected && notice.key.revision == 0;
        if (!arrival.owed || !arrival.due || (!late && !ahead))
            return std::string("the delivery is ") + model::to_string(arrival.state);
        OverdueMatter matter;
        matter.unit = arrival.unit;
        matter.last_day = last_day_in_time(*arrival.due);
        matter.days_late = late ? arrival.late_days().value_or(1) : 0;
        matter.refused = arrival.refused;
        matter.schedule = arrival.schedule;
        auto& list = late ? matters.overdue : matters.due;
        const auto same = [&](const OverdueMatter& other) { return other.unit == matter.unit; };
        if (std::none_of(list.begin(), list.end(), same)) list.push_back(std::move(matter));
        return {};
    }

    /// Only a newer complete delivery that stands is proof; a part of a case is none.
    void add_mended(const std::string& owner, const std::vector<ledger::LetterCount>& counts) {
        Matters mended;
        std::size_t left = 0;
        for (const auto& count : counts) {
            if (count.records == 0) continue;
            ++left;
            const auto standing = m_standing.find(count.unit_id);
            if (standing == m_standing.end()) continue;
            const auto& told = m_deliveries.at(standing->second);
            if (!proves_mending(told, owner)) continue;
            std::int64_t now = 0;
            for (const auto& fault : faults_of(told, owner))
                if (fault.code == count.code) now = static_cast<std::int64_t>(fault.rejected + fault.flagged);
            if (now >= count.records) continue;
            MendMatter part;
            part.own = told.unit.sender == owner;
            const auto& contract = m_context.catalog.contract(told.unit.feed);
            if (part.own && contract.owner.empty()) part.read = told.read;
            mended.mended.push_back({told.unit, count.code, static_cast<std::uint64_t>(count.records - now),
                                     is_few(contract, told, part, owner)});
            mended.counts.push_back({count.unit_id, count.code, now});
            if (now == 0) --left;
        }
        const auto found = m_found.find(owner);
        const bool has_letter = found != m_found.end() && !found->second.told.empty();
        // Alone it is told when everything is gone, and then once: less than that waits for the next letter.
        if (mended.mended.empty() || (!has_letter && left > 0)) return;
        auto& matters = m_found[owner];
        matters.owner = owner;
        matters.mended = std::move(mended.mended);
        for (const auto& count : mended.counts) {
            const auto same = [&](const auto& other) {
                return other.unit_id == count.unit_id && other.code == count.code;
            };
            if (std::none_of(matters.counts.begin(), matters.counts.end(), same)) matters.counts.push_back(count);
        }
        // What still stands and is not told again stays on record for the next time.
        for (const auto& count : counts) {
            const auto same = [&](const auto& other) {
                return other.unit_id == count.unit_id && other.code == count.code;
            };
            if (count.records > 0 && std::none_of(matters.counts.begin(), matters.counts.end(), same))
                matters.counts.push_back(count);
        }
    }

    bool proves_mending(const ToldDelivery& told, const std::string& owner) const {
        const auto contract = m_context.catalog.contracts.find(told.unit.feed);
        if (contract == m_context.catalog.contracts.end() || contract->second.delivery != model::DeliveryKind::snapshot)
            return false;
        const std::int64_t day = owner_day(told.unit, told.delivery.received_at);
        return std::none_of(told.holds.begin(), told.holds.end(), [&](const ledger::Hold& hold) {
            if (hold.state != HoldState::held && hold.state != HoldState::rejected) return false;
            const auto* slice_owner = m_context.senders.owner_of_code(hold.slice, day);
            return told.unit.sender == owner || slice_owner == nullptr || slice_owner->id == owner;
        });
    }

    static void order(Matters& matters) {
        std::stable_sort(matters.overdue.begin(), matters.overdue.end(),
                         [](const auto& a, const auto& b) { return a.last_day < b.last_day; });
        std::stable_sort(matters.due.begin(), matters.due.end(),
                         [](const auto& a, const auto& b) { return a.last_day < b.last_day; });
        std::stable_sort(matters.told.begin(), matters.told.end(), [](const auto& a, const auto& b) {
            return a.key.kind < b.key.kind;  // refused, overdue, mend: the most urgent leads
        });
    }

    Situation& m_situation;
    const session::Context& m_context;
    ledger::LetterFacts m_facts;
    std::map<std::string, std::vector<ledger::LetterCount>> m_told_counts;
    std::map<std::int64_t, std::int64_t> m_standing;
    std::map<std::int64_t, ToldDelivery> m_deliveries;
    std::map<std::int64_t, std::vector<ledger::OwnerFindings>> m_findings;
    std::map<std::int64_t, std::map<std::string, std::uint64_t>> m_rows;  ///< unit -> slice -> current rows
    std::map<std::string, const arrivals::Arrival*> m_arrivals;
    std::map<std::string, Matters> m_found;
};

}  // namespace

Situation::Situation(session::Session& session)
    : m_session(session), m_today(calendar::local_day(session.context().clock.now()).time_since_epoch().count()) {}

const std::vector<arrivals::Arrival>& Situation::arrivals() {
    if (!m_arrivals) {
        const auto& context = m_session.context();
        m_arrivals = arrivals::arrivals_of(context.catalog, context.senders,
                                           arrivals::read_known(m_session.connection()), context.clock.now());
    }
    return *m_arrivals;
}

std::vector<ledger::NoticeKey> Situation::due_reminders(const config::Mail::Reminders& reminders) {
    std::vector<ledger::NoticeKey> due;
    const auto on_record = ledger::LetterFacts(m_session.connection()).reminders();
    const calendar::LocalDay today{std::chrono::days(m_today)};
    for (const auto& arrival : arrivals()) {
        if (!arrival.owed || !arrival.due || arrival.sender == nullptr) continue;
        const calendar::LocalDay last{Day(last_day_in_time(*arrival.due)).time_since_epoch()};
        const auto& working = arrival.schedule->working;
        std::int64_t number = -1;
        if (arrival.state == model::ArrivalState::overdue) {
            const int days = working.between(last, today);
            number =
                std::count_if(reminders.after.begin(), reminders.after.end(), [&](int after) { return after <= days; });
            if (number == 0) continue;
        } else if (arrival.state == model::ArrivalState::expected && reminders.before > 0 && today <= last &&
                   working.between(today, last) <= reminders.before) {
            number = 0;
        }
        if (number < 0) continue;
        const auto known = on_record.find(arrival.unit.text());
        if (known != on_record.end() && known->second.newest >= number) continue;
        due.push_back({arrival.unit.sender, NoticeKind::overdue, arrival.unit.text(), number});
    }
    return due;
}

std::map<std::string, Matters> Situation::matters(const std::vector<ledger::Notice>& notices,
                                                  const std::string& owner) {
    return Gathering(*this, notices, owner).gather(notices);
}

}  // namespace tilsig::alert
