#include "run/sent_as.hpp"

#include "protect/codes.hpp"
#include "run/unit_run.hpp"
#include "session/sent_name.hpp"

namespace tilsig::run {

std::optional<model::Finding> sent_under_a_number(session::Session& session, const RunRequest& request) {
    const auto manifest = session.landing(request.unit).find(request.delivery.hash);
    if (!manifest || !session::named_by_number(*manifest)) return std::nullopt;
    model::Finding finding;
    finding.code = protect::code::named_by_number;
    const auto& entry = rules::RuleBook::program().at(finding.code);
    finding.severity = entry.severity;
    finding.action = entry.action;
    return finding;
}

}  // namespace tilsig::run
