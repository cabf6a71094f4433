#include "alert/owners.hpp"

#include "calendar/local_day.hpp"
#include "catalog/expressions.hpp"

namespace tilsig::alert {

std::int64_t owner_day(const model::UnitName& unit, const std::string& received_at) {
    return catalog::first_day(unit.period)
        .value_or(calendar::local_day(parse_instant(received_at)).time_since_epoch().count());
}

std::string owner_of_slice(const session::Context& context, const model::UnitName& unit, const std::string& slice,
                           std::int64_t day) {
    const auto* owner = context.senders.owner_of_code(slice, day);
    if (owner == nullptr || owner->id == unit.sender) return {};
    return context.senders.may_deliver(unit.sender, owner->id, unit.feed, day) ? owner->id : std::string();
}

std::string mender_of(const rules::RuleBook& rules, const model::UnitName& unit, const ledger::OwnerFindings& found) {
    const auto* rule = rules.find(found.code);
    const auto severity = rule == nullptr ? found.severity : rule->severity;
    if (severity == model::Severity::info) return {};
    if (rule != nullptr && rule->owner == rules::Owner::directorate) return {};
    if (rule != nullptr && rule->owner == rules::Owner::source) return unit.sender;
    return found.owner;
}

}  // namespace tilsig::alert
