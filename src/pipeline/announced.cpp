#include "pipeline/announced.hpp"

#include "check/codes.hpp"
#include "pipeline/unit_run.hpp"

namespace tilsig::pipeline {

std::optional<model::Finding> lacking(Session& session, const catalog::Contract& contract, const RunRequest& request) {
    std::string proof = request.proof;
    if (proof.empty()) {
        const auto manifest = session.landing(request.unit).find(request.delivery.hash);
        if (!manifest) return std::nullopt;
        proof = manifest->proof;
    }
    constexpr std::string_view mark = ", lacks=";
    const auto at = proof.find(mark);
    if (at == std::string::npos) return std::nullopt;
    model::Finding finding;
    finding.code = check::code::not_as_announced;
    finding.severity = rules::RuleBook::program().at(finding.code).severity;
    finding.action = contract.completeness.announced_holds ? model::Action::block_delivery : model::Action::alert;
    finding.message = "the source announces more than it delivered: " + proof.substr(at + mark.size());
    return finding;
}

}  // namespace tilsig::pipeline
