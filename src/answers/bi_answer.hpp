// When BI will see what a command has loaded or taken back: it reads as of the last closed night.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "answers/page.hpp"
#include "ledger/nights.hpp"
#include "session/session.hpp"

namespace tilsig::answers {

struct BiAnswer {
    bool known = true;                         ///< false: the warehouse was lost, and nobody can tell
    bool waits_for_night = false;              ///< rows were changed that the next closed night will show
    std::optional<ledger::Night> last_closed;  ///< what BI shows now; nothing: no night has closed yet
};

/// Asked after the runs; reads only. `rows_changed`: not in shadow.
[[nodiscard]] BiAnswer bi_answer(session::Session& session, bool rows_changed);

/// One line where rows wait for a night; nothing where none was changed.
void add_bi(Page& page, const BiAnswer& answer);
/// `waits_for_night` and the last closed night (null: none yet); null when nobody can tell.
[[nodiscard]] nlohmann::json to_json(const BiAnswer& answer);

}  // namespace tilsig::answers
