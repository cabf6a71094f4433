#include "session/shadow.hpp"
#include "load/snapshot.hpp"
#include "warehouse/shadow_rows.hpp"

#include <set>

namespace tilsig::session {

namespace {

bool in_shadow(const catalog::Catalog& catalog, const std::string& feed) {
    return catalog.contracts.contains(feed) && catalog.in_shadow(feed);
}

void end_shadow(Session& session, std::int64_t unit_id, const std::string& unit) {
    session.write([&] {
        session.ledger().end_shadow(unit_id);
        warehouse::forget_unit(session.connection(), session.context().catalog.model, unit_id);
        session.ledger().audit("tilsig", "shadow ended", unit, "no feed in shadow loads these rows any more");
    });
    load::forget_snapshots(session.context().places.cache, unit_id);
    session.context().log.info("shadow ended", {{"unit", ours(unit)}});
}

}  // namespace

bool loads_today(const catalog::Catalog& catalog, const model::UnitName& unit) {
    const auto state = catalog.contract(unit.feed).state;
    return state == (unit.shadow ? catalog::FeedState::shadow : catalog::FeedState::active);
}

void require_loads(const catalog::Catalog& catalog, const model::UnitName& unit) {
    if (loads_today(catalog, unit)) return;
    const auto& contract = catalog.contract(unit.feed);
    if (contract.state == catalog::FeedState::draft) {
        throw Error(ErrorKind::usage, contract.feed + " is a draft: nothing of it is loaded")
            .remedy("look at it with preview and plan; `state: shadow` in " + contract.path +
                    " lets it load where nobody is told, `state: active` for all");
    }
    if (unit.shadow) {
        throw Error(ErrorKind::usage,
                    contract.feed + " is active: its shadow is over, and what it had loaded there is gone")
            .remedy("the active feed has deliveries of its own; `tilsig status` shows them");
    }
    throw Error(ErrorKind::usage, contract.feed + " is in shadow: nothing is loaded into its active table")
        .remedy("`state: active` in " + contract.path + " lets it load again");
}

void end_shadows(Session& session) {
    const auto& catalog = session.context().catalog;
    std::set<std::int64_t> ended;
    for (const std::int64_t id : warehouse::units_losing_shadows(session.connection(), catalog.model)) ended.insert(id);
    for (const std::int64_t id : session.ledger().shadow_units()) {
        if (!in_shadow(catalog, session.ledger().unit_name(id).value().feed)) ended.insert(id);
    }
    for (const std::int64_t id : ended) end_shadow(session, id, session.ledger().unit_name(id).value().text());
}

}  // namespace tilsig::session
