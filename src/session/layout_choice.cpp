#include "session/layout_choice.hpp"

#include "catalog/period.hpp"

namespace tilsig::session {

const catalog::Layout& layout_of(const catalog::Contract& contract, const senders::Register& senders,
                                 const model::UnitName& unit, const std::string& received_at) {
    const auto day = catalog::deciding_day(unit, received_at);
    return contract.layout_for(senders.form_of(unit.sender, unit.feed, day), day);
}

}  // namespace tilsig::session
