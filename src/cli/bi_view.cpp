#include "cli/bi_view.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "ledger/nights.hpp"

namespace tilsig::cli {

void show_when_bi_sees(const Output& output, session::Session& session, bool rows_changed) {
    if (!rows_changed || session.lost()) return;
    const auto night = ledger::Nights(session.connection(), session.context().clock).last_closed();
    output.line("BI shows this when the next night closes; `tilsig night --close` closes one now; " +
                (night ? "until then it shows night " + std::to_string(night->id) + ", closed " +
                             answers::local_text(night->closed_at)
                       : std::string("no night has closed yet, so it shows no row")));
}

nlohmann::json when_bi_sees(session::Session& session, bool rows_changed) {
    if (session.lost()) return nullptr;
    const auto night = ledger::Nights(session.connection(), session.context().clock).last_closed();
    nlohmann::json last;
    if (night) last = {{"night", night->id}, {"closed_at", night->closed_at}, {"load_seq", night->load_seq}};
    return {{"waits_for_night", rows_changed}, {"last_closed_night", last}};
}

bool changes_bi(const run::RunReport& report) {
    const auto& rows = report.run.rows;
    return report.run.load_seq && !report.unit.shadow && std::any_of(rows.begin(), rows.end(), [](const auto& table) {
               return table.second.fresh + table.second.updated + table.second.closed > 0;
           });
}

}  // namespace tilsig::cli
