// What came of runs that somebody asked for: of one local file, of a release or rejection, a replay, a retraction.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "answers/bi_answer.hpp"
#include "answers/run_answer.hpp"

namespace tilsig::answers {

struct RunsAnswer {
    std::vector<ledger::RunReport> reports;
    BiAnswer bi;

    [[nodiscard]] model::ExitCode code() const;  ///< of the worst
};

/// Asks the warehouse what BI shows; called after the runs.
[[nodiscard]] RunsAnswer runs_answer(session::Session& session, std::vector<ledger::RunReport> reports);

[[nodiscard]] Page to_page(const RunsAnswer& answer, const catalog::Catalog& catalog);
[[nodiscard]] nlohmann::json to_json(const RunsAnswer& answer, const catalog::Catalog& catalog);
/// Of the only run that was asked for.
[[nodiscard]] nlohmann::json single_run_json(const RunsAnswer& answer, const catalog::Catalog& catalog);

/// A retraction that was asked for twice.
struct RetractedAnswer {
    std::int64_t delivery = 0;
    std::optional<ledger::Run> run;  ///< that took it back
    BiAnswer bi;
};
[[nodiscard]] Page to_page(const RetractedAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const RetractedAnswer& answer);

}  // namespace tilsig::answers
