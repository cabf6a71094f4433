#include "run/protect_step.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "calendar/local_day.hpp"
#include "catalog/stages.hpp"
#include "protect/codes.hpp"
#include "protect/protector.hpp"

namespace tilsig::run {

namespace {

class ProtectStep final : public Step {
public:
    explicit ProtectStep(const PassInput& input)
        : m_contract(input.contract),
          m_protector(input.contract, *input.persons, input.catalog.persons,
                      calendar::local_day(parse_instant(input.context.received_at)).time_since_epoch().count()) {}

    [[nodiscard]] StepName name() const noexcept override { return StepName::protect; }
    model::StageSchema open(const model::StageSchema& in) override { return catalog::protected_stage(in, m_contract); }
    bool run(Turn& turn) override {
        auto answer = m_protector.protect(*turn.records, turn.checked.dispositions, turn.rebuilt);
        turn.found.insert(turn.found.end(), std::make_move_iterator(answer.findings.begin()),
                          std::make_move_iterator(answer.findings.end()));
        auto& unsure = turn.checked.unsure_keys;
        unsure.insert(unsure.end(), answer.unsure_keys.begin(), answer.unsure_keys.end());
        std::sort(unsure.begin(), unsure.end());
        unsure.erase(std::unique(unsure.begin(), unsure.end()), unsure.end());
        turn.checked.erased = std::move(answer.erased);
        add_counts(m_rejected, answer.rejected_by_rule);
        add_counts(m_filtered, answer.filtered_by_reason);
        add_counts(m_flagged, answer.flagged_by_rule);
        turn.records = &turn.rebuilt;
        return true;
    }
    void conclude(PassResult& result) override {
        add_counts(result.records.rejected_by_rule, m_rejected);
        add_counts(result.records.filtered_by_reason, m_filtered);
        add_counts(result.records.flagged_by_rule, m_flagged);
        const std::uint64_t wrong = m_protector.of_wrong_kind();
        if (wrong > 0 && !result.verdict.hold_delivery)
            result.verdict.hold_delivery = std::string(protect::code::wrong_kind.str()) + ": " + grouped(wrong) +
                                           " of " + grouped(result.records.read) + " records";
    }

private:
    const catalog::Contract& m_contract;
    protect::Protector m_protector;
    std::map<std::string, std::uint64_t> m_rejected, m_filtered, m_flagged;
};

}  // namespace

std::unique_ptr<Step> make_protect_step(const PassInput& input) { return std::make_unique<ProtectStep>(input); }

}  // namespace tilsig::run
