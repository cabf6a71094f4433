// What the units of a night came to, by the ledger alone.
#include <map>

#include "ledger/common.hpp"
#include "ledger/nights.hpp"
#include "ledger/run_notes.hpp"
#include "ledger/statement_cache.hpp"
#include "model/states.hpp"

namespace tilsig::ledger {

namespace {

const std::string active = "u.feed NOT LIKE 'shadow:%'";

/// What a held run came to by now. Where its delivery waits no longer somebody has decided, or a newer delivery has.
model::Outcome held_since(const std::optional<std::string>& delivery) {
    using model::DeliveryState;
    if (!delivery) return model::Outcome::nothing_new;
    switch (known_word(delivery, model::parse_delivery_state, unknown_delivery_state)) {
        case DeliveryState::held:
        case DeliveryState::queued:
        case DeliveryState::retracted: return model::Outcome::held;  // it comes again, and waits for who retracted it
        case DeliveryState::rejected: return model::Outcome::rejected;
        case DeliveryState::landed:
        case DeliveryState::loaded:
        case DeliveryState::superseded: break;
    }
    return model::Outcome::nothing_new;
}

/// What a run says of its unit's night for good; `overtaken` what it says only until the unit is run again.
struct Said {
    model::ExitCode code = model::ExitCode::good;
    bool overtaken = false;
};

Said said(odbc::Statement& row) {
    model::RunEnd end;
    // A run that is open when its night is looked at has no process any more.
    end.outcome = model::parse_outcome(row.text(3).value_or("failed")).value_or(model::Outcome::failed);
    end.refused = row.text(4) == to_string(ErrorKind::state);
    end.rejected_records = row.integer(5).value_or(0) > 0;
    end.held_slices = row.integer(7).value_or(0) > 0;
    end.not_acknowledged = row.integer(8).value_or(0) > 0;
    if (end.outcome == model::Outcome::held) end.outcome = held_since(row.text(6));
    return {exit_code_of(end), end.outcome == model::Outcome::failed || end.outcome == model::Outcome::late};
}

}  // namespace

std::vector<UnitEnd> Nights::unit_ends(std::int64_t night_id) {
    std::map<std::int64_t, UnitEnd> ends;
    std::map<std::int64_t, UnitEnd> lasting;  // what stays when the unit is run again
    std::map<std::int64_t, std::int64_t> newest;
    {
        auto& rows = m_statements->run(
            "SELECT r.id, r.unit_id, r.outcome, r.error_kind, r.rejected, d.state, (SELECT count(*) FROM ops_hold h "
            "WHERE h.delivery_id = r.delivery_id AND h.state = 'held' AND h.slice <> ''), (SELECT count(*) FROM "
            "ops_run_note n WHERE n.run_id = r.id AND n.kind = ?) FROM ops_run r JOIN ops_unit u ON u.id = r.unit_id "
            "LEFT JOIN ops_delivery d ON d.id = r.delivery_id WHERE r.night_id = ? AND " +
                active + " ORDER BY r.id",
            std::string(to_string(RunNoteKind::not_acknowledged)), night_id);
        while (rows.fetch()) {
            UnitEnd end{rows.integer(2).value(), rows.integer(1).value()};
            newest[end.unit_id] = end.run_id;
            const Said now = said(rows);
            end.code = now.code;
            const auto before = lasting.find(end.unit_id);
            const UnitEnd worst =
                before != lasting.end() && model::severity_rank(before->second.code) > model::severity_rank(end.code)
                    ? before->second
                    : end;
            if (!now.overtaken) lasting[end.unit_id] = worst;
            ends[end.unit_id] = worst;
        }
    }
    auto& rows = m_statements->run(
        "SELECT s.unit_id, s.state, s.after_run FROM ops_slot s JOIN ops_unit u ON u.id = s.unit_id WHERE s.night_id = "
        "? AND "
        "s.state IN ('late', 'running') AND " +
            active,
        night_id);
    while (rows.fetch()) {
        const std::int64_t unit_id = rows.integer(1).value();
        // A claimed slot of a unit that was run since is settled by that run.
        const auto state = known_word(rows.text(2), model::parse_slot_state, unknown_slot);
        const auto run = newest.find(unit_id);
        if (state == model::SlotState::running && run != newest.end() && run->second > rows.integer(3).value())
            continue;
        auto& end = ends.try_emplace(unit_id, UnitEnd{unit_id, 0, model::ExitCode::overdue}).first->second;
        end.code = model::worse_of(end.code, model::ExitCode::overdue);
    }
    std::vector<UnitEnd> all;
    for (const auto& [unit_id, end] : ends) all.push_back(end);
    return all;
}

model::Verdict Nights::verdict(std::int64_t night_id) {
    auto code = model::ExitCode::good;
    for (const auto& end : unit_ends(night_id)) code = model::worse_of(code, end.code);
    return model::verdict_of(code);
}

}  // namespace tilsig::ledger
