// What is known of a delivery only beside the rows that stand: whether it may replace them.
#include "check/codes.hpp"
#include "check/delivery_rules.hpp"
#include "model/reason.hpp"
#include "rules/rule_book.hpp"
#include "run/agreement.hpp"
#include "run/load_step.hpp"

namespace tilsig::run {

namespace {

constexpr std::size_t shown_differences = 3;  // keys of rows that are new, other, missing

}  // namespace

/// What was decided before is not asked again, and a register of which nothing stands has nothing to agree with.
void LoadStep::compare_with_changes(const std::set<std::string>& lifted) {
    auto& run = m_report.run;
    if (m_delta.empty()) {
        const bool all_told = m_verdict.closes_missing && m_verdict.no_close_owners.empty();
        run.reason += (run.reason.empty() ? "" : "; ") + agreed_text(m_delta, all_told);
        return;
    }
    if (decided_before(lifted) || m_delta.standing == 0) return;
    const auto examples = m_loader->examples(shown_differences);
    std::set<std::uint64_t> records(examples.fresh_records.begin(), examples.fresh_records.end());
    records.insert(examples.updated_records.begin(), examples.updated_records.end());
    const std::string text = difference_text(m_delta, examples, m_table,
                                             records.empty() ? std::map<std::uint64_t, LocatedRecord>()
                                                             : locate_records(pass_input(), records)) +
                             waiting_text(m_session, m_request.unit, m_request.delivery.id);
    hold_all(check::code::other_than_changes, text);
}

bool LoadStep::decided_before(const std::set<std::string>& lifted) const {
    return lifted.contains("") ||
           (m_request.cause == model::RunCause::replay && m_request.delivery.state == model::DeliveryState::loaded);
}

/// A part that loses many of its rows was cut, or its name stands in records of another part.
void LoadStep::compare_parts(const std::set<std::string>& lifted) {
    if (decided_before(lifted)) return;
    std::string text;
    for (const auto& part : m_delta.parts) {
        if (!check::shrunken(part.standing - part.closed, part.standing, m_contract.completeness.max_shrink)) continue;
        text += (text.empty() ? "the delivery lacks " : ", ") + std::to_string(part.closed) + " of the " +
                std::to_string(part.standing) + " rows that stand for " + m_mapping.partition + " " + part.value;
    }
    if (!text.empty()) hold_all(check::code::shrunken, text);
}

void LoadStep::hold_all(model::RuleCode code, const std::string& text) {
    m_verdict.hold_delivery = model::coded_reason(code, text);
    m_verdict.hold_slices.clear();
    m_report.held_slices.clear();
    m_delta = {};
    const auto& entry = rules::RuleBook::program().at(code);
    m_report.delivery_findings.push_back({code, entry.severity, entry.action, "", {}, text, {}, {}});
}

}  // namespace tilsig::run
