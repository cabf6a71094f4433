// What `tilsig run` of a feed came to that was fetched from its source: as many runs as it had deliveries, told as one
// unit.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "answers/bi_answer.hpp"
#include "answers/findings_answer.hpp"
#include "answers/unit_answer.hpp"

namespace tilsig::answers {

struct SourceRunAnswer {
    UnitAnswer unit;
    FindingsAnswer found;  ///< by the run that decides; of each code as many as fit into a look
    BiAnswer bi;
};

/// Adds what the ledger knows to what the unit came to; called after its runs.
[[nodiscard]] SourceRunAnswer source_run_answer(session::Session& session, UnitAnswer unit);

[[nodiscard]] Page to_page(const SourceRunAnswer& answer, const catalog::Catalog& catalog);
[[nodiscard]] nlohmann::json to_json(const SourceRunAnswer& answer, const catalog::Catalog& catalog);

}  // namespace tilsig::answers
