#include "session/layout_choice.hpp"

#include "calendar/local_day.hpp"
#include "catalog/expressions.hpp"
#include "catalog/period.hpp"

namespace tilsig::session {

std::int64_t deciding_day(const model::UnitName& unit, const std::string& received_at) {
    return catalog::first_day(unit.period)
        .value_or(calendar::local_day(parse_instant(received_at)).time_since_epoch().count());
}

const catalog::Layout& layout_of(const catalog::Contract& contract, const senders::Register& senders,
                                 const model::UnitName& unit, const std::string& received_at) {
    return contract.layout_for(senders.form_of(unit.sender, unit.feed, deciding_day(unit, received_at)),
                               catalog::layout_year(unit, received_at));
}

}  // namespace tilsig::session
