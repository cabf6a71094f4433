#include "operate/hold_answer.hpp"

#include "catalog/period.hpp"
#include "operate/landed.hpp"
#include "operate/preview.hpp"
#include "warehouse/row_count.hpp"

namespace tilsig::operate {

namespace {

constexpr std::int64_t first_places = 3;  // of each code

/// What the unit loads into today; nothing when its feed is declared no more, or its shadow is over.
const model::Table* table_of(const catalog::Catalog& catalog, const model::UnitName& unit) {
    if (!catalog.contracts.contains(unit.feed) || (unit.shadow && !catalog.in_shadow(unit.feed))) return nullptr;
    return &catalog.table_of(unit);
}

/// Where only a slice waits, the delivery itself is loaded: its slice stands as the one before it left it.
std::optional<ledger::Delivery> last_good(ledger::Ledger& ledger, const ledger::Delivery& delivery,
                                          const model::UnitName& unit, bool successive) {
    auto newest = successive ? ledger.last_loaded_until(unit) : ledger.last_loaded(delivery.unit_id);
    if (!newest || newest->id != delivery.id) return newest;
    std::optional<ledger::Delivery> before;
    for (auto& other : ledger.deliveries(delivery.unit_id))
        if (other.state == model::DeliveryState::loaded && other.seq < delivery.seq) before = std::move(other);
    return before;
}

std::optional<std::uint64_t> records_of(session::Session& session, const answers::HoldAnswer& answer) {
    if (!session.context().catalog.contracts.contains(answer.unit.feed)) return std::nullopt;
    try {
        const auto preview = preview_delivery(session, answer.delivery.id, 0);
        const auto counted = preview.records_by_slice.find(answer.recorded.hold.slice);
        return counted == preview.records_by_slice.end() ? 0 : counted->second;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::usage) return std::nullopt;  // the bytes are gone
        throw;
    }
}

}  // namespace

answers::HoldAnswer hold_answer(session::Session& session, std::int64_t hold_id) {
    auto recorded = ledger::recorded_hold(session.connection(), hold_id);
    if (!recorded) {
        throw Error(ErrorKind::usage, "there is no hold " + std::to_string(hold_id))
            .remedy("`tilsig hold list` shows the open ones, `tilsig ledger RUN` those of a delivery");
    }
    auto [delivery, unit] = numbered_delivery(session, recorded->hold.delivery_id);
    answers::HoldAnswer answer;
    answer.now = session.context().clock.now();
    answer.recorded = std::move(*recorded);
    answer.delivery = std::move(delivery);
    answer.unit = std::move(unit);

    auto& ledger = session.ledger();
    if (const auto run = ledger.telling_run(answer.delivery)) answer.run = ledger.run(*run);
    if (answer.run) answer.found = answers::stored_findings(ledger, answer.run->id, "", first_places);
    const auto* table = table_of(session.context().catalog, answer.unit);
    const auto& contracts = session.context().catalog.contracts;
    const auto contract = contracts.find(answer.unit.feed);
    const bool successive = contract != contracts.end() && contract->second.successive;
    const auto owner_id = ledger.find_unit(catalog::owner_of_rows(answer.unit, successive));
    const auto rows = [&](const std::optional<std::string>& owner) {
        return table == nullptr || !owner_id ? 0
                                             : warehouse::count_rows(session.connection(), *table, *owner_id, owner);
    };
    if (auto good = last_good(ledger, answer.delivery, answer.unit, successive))
        answer.last_good = answers::LiveDelivery{std::move(*good), rows(std::nullopt)};
    if (const auto& slice = answer.recorded.hold.slice; !slice.empty())
        answer.slice = answers::SliceCounts{records_of(session, answer), rows(slice)};
    return answer;
}

}  // namespace tilsig::operate
