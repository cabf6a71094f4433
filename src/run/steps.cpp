#include "run/steps.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalog/stages.hpp"
#include "map/filters.hpp"
#include "protect/protector.hpp"
#include "run/present_keys.hpp"
#include "run/protect_step.hpp"
#include "run/sets_step.hpp"

namespace tilsig::run {

using model::Disposition;
using model::StageSchema;

namespace {

class DecodeStep final : public Step {
public:
    explicit DecodeStep(PassInput& input)
        : m_contract(input.contract),
          m_decoder(decode::make_decoder(input.contract, input.layout, std::move(input.source), input.shown_name,
                                         input.folder, input.erased)) {}

    [[nodiscard]] StepName name() const noexcept override { return StepName::decode; }
    StageSchema open(const StageSchema&) override { return catalog::decoded_stage(m_contract); }
    bool run(Turn& turn) override {
        if (!m_decoder->next(turn.raw, turn.unreadable) && turn.unreadable.empty()) return false;
        if (turn.raw.rows() > 0) turn.records = &turn.raw;
        return true;
    }
    void conclude(PassResult& result) override {
        result.decoded = m_decoder->report();
        result.records.read = result.decoded.records;
        if (const auto erased = result.decoded.erased; erased > 0) {
            result.records.filtered += erased;
            result.records.filtered_by_reason[model::RecordAccount::erased_reason] += erased;
        }
    }

private:
    const catalog::Contract& m_contract;
    std::unique_ptr<decode::Decoder> m_decoder;
};

class GivenRecords final : public Step {
public:
    GivenRecords(const catalog::Contract& contract, model::Batch records)
        : m_contract(contract), m_records(std::move(records)), m_count(m_records.rows()) {}

    [[nodiscard]] StepName name() const noexcept override { return StepName::decode; }
    StageSchema open(const StageSchema&) override { return catalog::decoded_stage(m_contract); }
    bool run(Turn& turn) override {
        if (m_given) return false;
        m_given = true;
        turn.raw = std::move(m_records);
        turn.records = &turn.raw;
        return true;
    }
    void conclude(PassResult& result) override { result.records.read = m_count; }

private:
    const catalog::Contract& m_contract;
    model::Batch m_records;
    std::uint64_t m_count;
    bool m_given = false;
};

class CheckStep final : public Step {
public:
    explicit CheckStep(const PassInput& input)
        : m_contract(input.contract),
          m_checker(input.contract, input.catalog, input.context.unit.period, input.context.unit.sender,
                    input.context.received_at, &input.layout),
          m_previous_records(input.previous_records) {}

    [[nodiscard]] StepName name() const noexcept override { return StepName::check; }
    StageSchema open(const StageSchema&) override { return catalog::checked_stage(m_contract); }
    bool run(Turn& turn) override {
        m_checker.check(*turn.records, turn.checked, m_account);
        turn.by_checks = turn.checked.dispositions;
        turn.records = &turn.checked.batch;
        return true;
    }
    void conclude(PassResult& result) override {
        for (const auto& [owner, account] : m_checker.by_owner()) result.accepted_by_owner[owner] = account.accepted;
        // How many it accepted is its view before other steps took some of them out.
        add_counts(result.records.rejected_by_rule, m_account.rejected_by_rule);
        add_counts(result.records.flagged_by_rule, m_account.flagged_by_rule);
        result.verdict = m_checker.conclude(m_previous_records, result.unreadable + result.decoded.erased);
        result.rule_counts = m_checker.counts();
    }

private:
    const catalog::Contract& m_contract;
    check::Checker m_checker;
    model::RecordAccount m_account;
    std::optional<std::uint64_t> m_previous_records;
};

class FilterStep final : public Step {
public:
    explicit FilterStep(const PassInput& input) : m_input(input) {}

    [[nodiscard]] StepName name() const noexcept override { return StepName::filter; }
    StageSchema open(const StageSchema& in) override {
        m_filters.emplace(m_input.mapping, in, m_input.catalog, m_input.context);
        return in;
    }
    bool run(Turn& turn) override {
        filter_empty_cells(turn);
        m_filters->apply(*turn.records, turn.checked.dispositions, m_filtered_by_reason);
        return true;
    }
    void conclude(PassResult& result) override { add_counts(result.records.filtered_by_reason, m_filtered_by_reason); }

private:
    /// Empty cells of a wide table are no records of anything when the layout says so: filtered under its reason.
    void filter_empty_cells(Turn& turn) {
        const auto& unpivot = m_input.layout.unpivot;
        if (!unpivot || unpivot->empty_reason.empty()) return;
        const std::size_t value = turn.raw.find(unpivot->value);
        if (value == turn.raw.columns.size()) return;
        std::uint64_t empty = 0;
        for (std::size_t row = 0; row < turn.raw.rows(); ++row) {
            auto& disposition = turn.checked.dispositions[row];
            if (disposition != Disposition::accepted || !model::Column::is_null(turn.raw.columns[value].cells[row]))
                continue;
            disposition = Disposition::filtered;
            ++empty;
        }
        if (empty > 0) m_filtered_by_reason[unpivot->empty_reason] += empty;
    }

    const PassInput& m_input;
    std::optional<map::Filters> m_filters;
    std::map<std::string, std::uint64_t> m_filtered_by_reason;
};

class MapStep final : public Step {
public:
    explicit MapStep(const PassInput& input) : m_input(input) {}

    [[nodiscard]] StepName name() const noexcept override { return StepName::map; }
    StageSchema open(const StageSchema& in) override {
        require_proven(in);
        m_mapper.emplace(m_input.mapping, in, m_input.catalog, m_input.context);
        m_present.emplace(m_input, in);
        m_owner_column = m_input.contract.owner.empty() ? in.columns.size() : in.index_of(m_input.contract.owner);
        StageSchema rows;
        for (const auto& column : m_mapper->target().columns)
            rows.columns.push_back({column.name, column.type, column.scale, column.privacy});
        return rows;
    }
    bool run(Turn& turn) override {
        const std::size_t before = turn.found.size();
        m_mapper->map(*turn.records, turn.checked.dispositions, m_owner_column, turn.rows, turn.found);
        for (std::size_t i = before; i < turn.found.size(); ++i) ++m_rejected_by_rule[turn.found[i].code.str()];
        m_present->find(*turn.records, turn.checked, m_owner_column, turn.present);
        turn.records = &turn.rows.batch;
        return true;
    }
    void conclude(PassResult& result) override {
        add_counts(result.records.rejected_by_rule, m_rejected_by_rule);
        result.unsure_owners = m_present->take_owners();
    }

private:
    /// The mapping was proven for these columns; with others, numbers of persons could come as far as this.
    void require_proven(const StageSchema& in) const {
        const auto proven = catalog::mapped_stage(m_input.contract);
        if (std::equal(in.columns.begin(), in.columns.end(), proven.columns.begin(), proven.columns.end(),
                       [](const auto& a, const auto& b) { return a.name == b.name && a.type == b.type; }))
            return;
        throw Error(ErrorKind::internal, "the records of " + m_input.contract.feed +
                                             " come to the mapping with other columns than it was proven for; the " +
                                             "step protect is missing");
    }

    const PassInput& m_input;
    std::optional<map::Mapper> m_mapper;
    std::optional<PresentKeys> m_present;
    std::size_t m_owner_column = 0;
    std::map<std::string, std::uint64_t> m_rejected_by_rule;
};

}  // namespace

void Steps::add(std::unique_ptr<Step> step) {
    const auto at = std::find_if(m_opened.begin(), m_opened.end(),
                                 [&](const Opened& other) { return other.step->name() >= step->name(); });
    m_opened.insert(at, Opened{std::move(step)});
}

void Steps::stop_before(StepName name) {
    std::erase_if(m_opened, [name](const Opened& each) { return each.step->name() >= name; });
}

bool Steps::has(StepName name) const noexcept {
    return std::any_of(m_opened.begin(), m_opened.end(),
                       [name](const Opened& each) { return each.step->name() == name; });
}

void Steps::open() {
    StageSchema stage;
    for (auto& each : m_opened) stage = each.out = each.step->open(stage);
}

std::size_t Steps::border() const noexcept {
    // Whoever consumes may do all but the reading itself.
    const auto at = std::find_if(m_opened.begin() + 1, m_opened.end(),
                                 [this](const Opened& each) { return m_border && each.step->name() >= *m_border; });
    return static_cast<std::size_t>(at - m_opened.begin());
}

bool Steps::run(Turn& turn, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
        if (i > 0 && turn.records == nullptr) return true;
        if (!run(turn, m_opened[i])) return false;
    }
    return true;
}

bool Steps::run(Turn& turn, Opened& opened) {
    if (!opened.step->run(turn)) return false;
    if (opened.proven || turn.records == nullptr || opened.step->name() == StepName::decode) return true;
    const auto& columns = turn.records->columns;
    const auto& said = opened.out.columns;
    if (!std::equal(columns.begin(), columns.end(), said.begin(), said.end(),
                    [](const auto& column, const auto& named) { return column.name == named.name; }))
        throw Error(ErrorKind::internal,
                    std::string("the step ") + to_string(opened.step->name()) + " hands on other columns than it said");
    opened.proven = true;
    return true;
}

void Steps::conclude(PassResult& result) {
    for (auto& each : m_opened) each.step->conclude(result);
}

Steps make_steps(PassInput& input) { return make_steps(input, std::make_unique<DecodeStep>(input)); }

Steps make_steps(PassInput& input, std::unique_ptr<Step> reader) {
    Steps steps(input.border);
    steps.add(std::move(reader));
    steps.add(std::make_unique<CheckStep>(input));
    steps.add(std::make_unique<FilterStep>(input));
    if (input.contract.person && input.persons != nullptr) steps.add(make_protect_step(input));
    if (input.collector != nullptr || input.sets != nullptr) steps.add(make_sets_step(input));
    steps.add(std::make_unique<MapStep>(input));
    if (input.stop_before == StepName::decode)
        throw Error(ErrorKind::internal, "a pass that stops before it reads would never end");
    if (input.stop_before) steps.stop_before(*input.stop_before);
    return steps;
}

std::unique_ptr<Step> given_records(const catalog::Contract& contract, model::Batch records) {
    return std::make_unique<GivenRecords>(contract, std::move(records));
}

}  // namespace tilsig::run
