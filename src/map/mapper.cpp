#include "map/mapper.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/error.hpp"
#include "catalog/expressions.hpp"
#include "catalog/step.hpp"
#include "map/codes.hpp"
#include "map/computed.hpp"
#include "map/transform.hpp"
#include "model/texts.hpp"

namespace tilsig::map {

namespace {

using model::Column;
using model::Disposition;

/// How one target column is made.
struct Plan {
    const model::TableColumn* column = nullptr;
    std::string from;  ///< for findings
    Input input;
    bool filled = false;                 ///< false: nothing is mapped to it, it stays null
    std::unique_ptr<Computed> computed;  ///< instead of input and steps
    bool rewrites = false;               ///< must be brought into the column's canonical text
    std::vector<std::unique_ptr<Transform>> steps;
};

bool is_textual(model::Type type) noexcept { return type == model::Type::text || type == model::Type::code; }

/// Text of another type, or a decimal of another scale, needs the column's own canonical form.
bool needs_rewriting(const catalog::ValueShape& shape, const model::TableColumn& column) noexcept {
    if (is_textual(column.type)) return false;
    return shape.computed || shape.type != column.type || shape.scale != column.scale;
}

std::string message_of(const Reject& reject) {
    const std::string what = *reject.code == code::unknown_code    ? "is not in the code list"
                             : *reject.code == code::missing_value ? "has no value"
                             : *reject.code == code::uncomputable  ? "gives no result"
                                                                   : "does not fit";
    return std::string(reject.field) + " " + what + " for column " + std::string(reject.column);
}

}  // namespace

struct Mapper::State {
    const model::Table* target = nullptr;
    MapContext unit;
    expression::Circumstances given;
    std::vector<Plan> plans;  ///< one per column of the target, in its order
    std::vector<std::uint32_t> rows;
    std::vector<Reject> rejects;

    void compile(const catalog::Mapping& mapping, const model::StageSchema& in, const catalog::Catalog& catalog);
    void select(const std::vector<Disposition>& dispositions);
    void fill(const Plan& plan, const Work& work, Cells& cells) const;
    void compute(const Plan& plan, const Work& work, Cells& cells) const;
    void drop_rejected(const model::Batch& in, std::vector<Disposition>& dispositions, RowBatch& out,
                       std::vector<model::Finding>& findings);
};

void RowBatch::clear() noexcept {
    batch.clear();
    owners.clear();
}

void Mapper::State::compile(const catalog::Mapping& mapping, const model::StageSchema& in,
                            const catalog::Catalog& catalog) {
    target = catalog.model.find(mapping.target);
    if (target == nullptr)
        throw Error(ErrorKind::internal, "the model has no table '" + mapping.target + "'")
            .at(mapping.place)
            .remedy("run `tilsig check`");
    const auto scope = catalog::expression_scope(in, catalog);
    given = catalog::circumstances(catalog, unit.unit.period, unit.unit.sender, unit.received_at);
    for (const auto& column : target->columns) {
        Plan plan;
        plan.column = &column;
        const auto rule = std::find_if(mapping.columns.begin(), mapping.columns.end(),
                                       [&](const auto& r) { return r.column == column.name; });
        if (rule != mapping.columns.end()) {
            const TransformContext context{catalog, in, unit, rule->from, column.name};
            plan.from = rule->from;
            plan.filled = true;
            catalog::ValueShape shape{column.type, column.scale, false};
            if (!rule->expression.empty()) {
                plan.computed = std::make_unique<Computed>(Computed::compile(rule->expression, rule->place, scope));
                const auto type = plan.computed->program.type();
                shape = {expression::model_type(type), type.scale, false};
            } else if (rule->constant) {
                plan.input.text = *rule->constant;
                shape.computed = true;  // `7` into a decimal column still has to become 7.00
            } else {
                plan.input = resolve_input(rule->from, context);
                shape = catalog::input_shape(in, rule->from).value_or(shape);
            }
            for (const auto& step : rule->steps) {
                shape = catalog::after_step(catalog::find_step(step.name)->kind, shape).value_or(shape);
                plan.steps.push_back(make_transform(step, context));
            }
            plan.rewrites = needs_rewriting(shape, column);
        }
        plans.push_back(std::move(plan));
    }
}

void Mapper::State::select(const std::vector<Disposition>& dispositions) {
    rows.clear();
    for (std::uint32_t row = 0; row < dispositions.size(); ++row)
        if (dispositions[row] == Disposition::accepted) rows.push_back(row);
}

void Mapper::State::compute(const Plan& plan, const Work& work, Cells& cells) const {
    const auto& program = plan.computed->program;
    const auto values = program.evaluate(work.in.columns, work.in.rows(), given, work.arena, plan.computed->workspace);
    const expression::ValueType type = program.type();
    cells.resize(work.size());
    for (std::size_t i = 0; i < work.size(); ++i) {
        const std::size_t row = work.rows[i];
        cells[i] = Column::null;
        if (values.state(row) == expression::State::failed) {
            work.rejects.push_back({static_cast<std::uint32_t>(i), &code::uncomputable, plan.from, plan.column->name});
        } else if (values.state(row) == expression::State::known) {
            char buffer[40];
            cells[i] = expression::is_textual(type.kind)
                           ? values.text(row)
                           : work.arena.store(model::canonical_text(expression::model_type(type), type.scale,
                                                                    values.number(row), buffer));
        }
    }
}

void Mapper::State::fill(const Plan& plan, const Work& work, Cells& cells) const {
    if (!plan.filled) {
        cells.assign(work.size(), Column::null);
        return;
    }
    if (plan.computed) {
        compute(plan, work, cells);
    } else {
        plan.input.read(work, cells);
        for (const auto& step : plan.steps) step->run(work, cells);
    }

    const model::TableColumn& column = *plan.column;
    const auto reject = [&](std::size_t row, const model::RuleCode& code) {
        work.rejects.push_back({static_cast<std::uint32_t>(row), &code, plan.from, column.name});
    };
    if (!column.nullable) {
        for (std::size_t row = 0; row < cells.size(); ++row)
            if (Column::is_null(cells[row])) reject(row, code::missing_value);
    }
    if (is_textual(column.type)) {
        const auto length = static_cast<std::size_t>(column.length);
        for (std::size_t row = 0; row < cells.size(); ++row)
            if (cells[row].size() > length && model::count_characters(cells[row]) > length)
                reject(row, code::unfit_value);
    } else if (plan.rewrites) {
        model::ValueFormat canonical;
        canonical.scale = column.scale;
        std::array<char, 40> buffer{};
        std::string_view last_in;
        std::string_view last_out;
        for (std::size_t row = 0; row < cells.size(); ++row) {
            if (Column::is_null(cells[row])) continue;
            if (cells[row].data() == last_in.data() && cells[row].size() == last_in.size()) {
                cells[row] = last_out;
                continue;
            }
            const auto parsed = model::parse_value(column.type, canonical, cells[row], buffer.data());
            if (!parsed) {
                reject(row, code::unfit_value);
                continue;
            }
            last_in = cells[row];
            last_out = parsed->text == cells[row] ? cells[row] : work.arena.store(parsed->text);
            cells[row] = last_out;
        }
    }
}

void Mapper::State::drop_rejected(const model::Batch& in, std::vector<Disposition>& dispositions, RowBatch& out,
                                  std::vector<model::Finding>& findings) {
    // One finding per record: a step that fails leaves null behind, which is the consequence and not a second fault.
    std::stable_sort(rejects.begin(), rejects.end(), [](const Reject& a, const Reject& b) {
        if (a.row != b.row) return a.row < b.row;
        // The null that a failed computation leaves is not what is wrong either.
        const auto rank = [](const model::RuleCode& code) { return std::pair{code != code::uncomputable, code}; };
        return rank(*a.code) < rank(*b.code);
    });
    std::vector<char> rejected(rows.size(), 0);
    for (const Reject& reject : rejects) {
        if (rejected[reject.row] != 0) continue;
        rejected[reject.row] = 1;
        const std::uint32_t row = rows[reject.row];
        dispositions[row] = Disposition::rejected;
        findings.push_back({*reject.code, model::Severity::error, model::Action::reject_record,
                            std::string(reject.field), in.place_of(row, in.find(reject.field)), message_of(reject)});
    }
    const auto compact = [&](auto& values) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < rejected.size(); ++i)
            if (rejected[i] == 0) values[kept++] = values[i];
        values.resize(kept);
    };
    for (auto& column : out.batch.columns) compact(column.cells);
    compact(out.batch.places);
    compact(out.owners);
}

Mapper::Mapper(const catalog::Mapping& mapping, const model::StageSchema& in, const catalog::Catalog& catalog,
               MapContext context)
    : m_state(std::make_unique<State>()) {
    m_state->unit = std::move(context);
    m_state->compile(mapping, in, catalog);
}

Mapper::~Mapper() = default;
Mapper::Mapper(Mapper&&) noexcept = default;

const model::Table& Mapper::target() const noexcept { return *m_state->target; }

void Mapper::map(const model::Batch& in, std::vector<Disposition>& dispositions, std::size_t owner_column,
                 RowBatch& out, std::vector<model::Finding>& findings) {
    State& state = *m_state;
    out.clear();
    state.rejects.clear();
    state.select(dispositions);

    const Work work{in, state.rows, state.rows.size() == in.rows(), out.batch.arena, state.rejects};
    out.batch.columns.resize(state.plans.size());
    for (std::size_t i = 0; i < state.plans.size(); ++i) {
        out.batch.columns[i].name = state.plans[i].column->name;
        state.fill(state.plans[i], work, out.batch.columns[i].cells);
    }
    out.batch.places.resize(work.size());
    for (std::size_t row = 0; row < work.size(); ++row) out.batch.places[row] = in.places[state.rows[row]];
    if (owner_column < in.columns.size())
        Input{owner_column, {}}.read(work, out.owners);
    else
        out.owners.assign(work.size(), Column::null);
    if (!state.rejects.empty()) state.drop_rejected(in, dispositions, out, findings);
}

}  // namespace tilsig::map
