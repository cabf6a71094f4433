#include "run/sets_step.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "sets/collector.hpp"

namespace tilsig::run {

namespace {

using model::Action;
using model::Disposition;

class CollectStep final : public Step {
public:
    explicit CollectStep(sets::Collector& collector) : m_collector(collector) {}

    [[nodiscard]] StepName name() const noexcept override { return StepName::sets; }
    model::StageSchema open(const model::StageSchema& in) override { return in; }
    bool run(Turn& turn) override {
        m_collector.add(*turn.records, turn.checked.dispositions);
        return true;
    }
    void conclude(PassResult&) override {}

private:
    sets::Collector& m_collector;
};

class JudgeStep final : public Step {
public:
    JudgeStep(const PassInput& input, const sets::Findings& found)
        : m_contract(input.contract), m_found(found), m_next(found.entries().begin()) {
        for (const auto& rule : m_contract.rules) {
            const auto field = std::find_if(m_contract.fields.begin(), m_contract.fields.end(),
                                            [&](const catalog::Field& each) { return each.name == rule.field; });
            m_fields.push_back(static_cast<std::size_t>(field - m_contract.fields.begin()));
        }
    }

    [[nodiscard]] StepName name() const noexcept override { return StepName::sets; }
    model::StageSchema open(const model::StageSchema& in) override { return in; }
    bool run(Turn& turn) override {
        const auto& places = turn.records->places;
        const auto end = m_found.entries().end();
        for (std::size_t row = 0; row < places.size() && m_next != end; ++row) {
            const auto first = m_next;
            while (m_next != end && m_next->record == places[row].number) ++m_next;
            // The same bytes gave the same members; who is no longer accepted has been told of already.
            if (first != m_next && turn.checked.dispositions[row] == Disposition::accepted)
                settle(turn, row, {first, m_next});
        }
        return true;
    }
    void conclude(PassResult& result) override {
        if (m_next != m_found.entries().end())
            throw Error(ErrorKind::internal, "a record of a set of " + m_contract.feed + " was not read again");
        add_counts(result.records.rejected_by_rule, m_rejected);
        add_counts(result.records.flagged_by_rule, m_flagged);
        check::hold_by_counts(m_contract, m_found.counts(), result.verdict);
        for (const auto& [code, by_slice] : m_found.counts()) result.rule_counts[code] = by_slice;
    }

private:
    using Entries = std::pair<std::vector<sets::Findings::Entry>::const_iterator,
                              std::vector<sets::Findings::Entry>::const_iterator>;

    void settle(Turn& turn, std::size_t row, const Entries& entries) {
        const catalog::Rule* rejecting = nullptr;
        for (auto entry = entries.first; entry != entries.second; ++entry) {
            const auto& rule = m_contract.rules[entry->rule];
            if (rule.action == Action::reject_record && (rejecting == nullptr || rule.code < rejecting->code))
                rejecting = &rule;
            turn.found.push_back(finding(turn, row, *entry));
        }
        if (rejecting != nullptr) {
            turn.checked.dispositions[row] = Disposition::rejected;
            ++m_rejected[rejecting->code.str()];
            return;
        }
        for (auto entry = entries.first; entry != entries.second; ++entry) {
            const auto& rule = m_contract.rules[entry->rule];
            if (rule.action != Action::flag) continue;
            constexpr std::size_t last_bit = 63;  // stands for all further rules
            turn.checked.flags[row] |= 1ULL << std::min<std::size_t>(entry->rule, last_bit);
            ++m_flagged[rule.code.str()];
        }
    }
    model::Finding finding(const Turn& turn, std::size_t row, const sets::Findings::Entry& entry) const {
        const auto& rule = m_contract.rules[entry.rule];
        model::Finding made;
        made.code = rule.code;
        made.severity = rule.severity;
        made.action = rule.action;
        made.field = rule.field;
        made.place = turn.checked.batch.place_of(row, m_fields[entry.rule]);
        made.others = m_found.others(entry);
        return made;
    }

    const catalog::Contract& m_contract;
    const sets::Findings& m_found;
    std::vector<sets::Findings::Entry>::const_iterator m_next;
    std::vector<std::size_t> m_fields;  ///< by rule: of the field that findings name, or the number of fields
    std::map<std::string, std::uint64_t> m_rejected, m_flagged;
};

}  // namespace

std::unique_ptr<Step> make_sets_step(const PassInput& input) {
    if (input.collector != nullptr) return std::make_unique<CollectStep>(*input.collector);
    return std::make_unique<JudgeStep>(input, *input.sets);
}

}  // namespace tilsig::run
