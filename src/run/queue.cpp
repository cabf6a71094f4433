#include "run/queue.hpp"

#include "session/shadow.hpp"

namespace tilsig::run {

std::optional<std::string> waits_behind(session::Session& session, const ledger::Delivery& delivery) {
    for (const auto& hold : session.ledger().holds(model::HoldState::held)) {
        const auto held = session.ledger().delivery(hold.delivery_id);
        if (held && held->unit_id == delivery.unit_id && held->seq < delivery.seq) {
            return "waits behind delivery " + std::to_string(held->id) + " of this unit, which is held: " + hold.reason;
        }
    }
    for (const auto& older : session.ledger().deliveries(delivery.unit_id)) {
        if (older.seq >= delivery.seq) break;
        if (older.state != model::DeliveryState::queued && older.state != model::DeliveryState::landed) continue;
        return "waits behind delivery " + std::to_string(older.id) +
               " of this unit, which has not run to its end; the next night runs it, or `tilsig replay " +
               std::to_string(older.id) + "`";
    }
    return std::nullopt;
}

std::vector<ledger::RunReport> run_queued(session::Session& session, const model::UnitName& unit, std::int64_t unit_id,
                                          std::optional<std::int64_t> night_id) {
    std::vector<ledger::RunReport> reports;
    if (!session::loads_today(session.context().catalog, unit)) return reports;
    for (const auto& delivery : session.ledger().queued(unit_id)) {
        if (waits_behind(session, delivery)) break;
        RunRequest request;
        request.unit = unit;
        request.delivery = delivery;
        request.cause = cause_within(night_id);
        request.night_id = night_id;
        reports.push_back(run_unit(session, request));
        if (!reports.back().settled()) break;
    }
    return reports;
}

}  // namespace tilsig::run
