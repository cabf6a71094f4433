#include "run/announced.hpp"

#include "check/codes.hpp"
#include "run/unit_run.hpp"

namespace tilsig::run {

std::optional<model::Finding> lacking(session::Session& session, const catalog::Contract& contract,
                                      const RunRequest& request) {
    std::optional<model::Proof> proof = request.proof;
    if (!proof) {
        const auto manifest = session.landing(request.unit).find(request.delivery.hash);
        if (!manifest) return std::nullopt;
        proof = manifest->proof;
    }
    if (proof->lacks.empty()) return std::nullopt;
    model::Finding finding;
    finding.code = check::code::not_as_announced;
    finding.severity = rules::RuleBook::program().at(finding.code).severity;
    finding.action = contract.completeness.announced_holds ? model::Action::block_delivery : model::Action::alert;
    finding.message = "the source announces more than it delivered: " + proof->lacks;
    if (!proof->expected.empty())
        finding.message += " (announced: " + proof->expected + "; came: " + proof->found + ")";
    return finding;
}

}  // namespace tilsig::run
