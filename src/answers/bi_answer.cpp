#include "answers/bi_answer.hpp"

#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"

namespace tilsig::answers {

BiAnswer bi_answer(session::Session& session, bool rows_changed) {
    if (session.lost()) return {false, rows_changed, std::nullopt};
    return {true, rows_changed, ledger::Nights(session.connection(), session.context().clock).last_closed()};
}

void add_bi(Page& page, const BiAnswer& answer) {
    if (!answer.known || !answer.waits_for_night) return;
    const auto& night = answer.last_closed;
    page.line(
        "BI shows this when the next night closes; `tilsig night --close` closes one now; " +
        (night ? "until then it shows night " + std::to_string(night->id) + ", closed " + local_text(night->closed_at)
               : std::string("no night has closed yet, so it shows no row")));
}

nlohmann::json to_json(const BiAnswer& answer) {
    if (!answer.known) return nullptr;
    nlohmann::json last;
    if (const auto& night = answer.last_closed)
        last = {{"night", night->id}, {"closed_at", night->closed_at}, {"load_seq", night->load_seq}};
    return {{"waits_for_night", answer.waits_for_night}, {"last_closed_night", last}};
}

}  // namespace tilsig::answers
