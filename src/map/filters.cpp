#include "map/filters.hpp"

#include "catalog/expressions.hpp"
#include "map/computed.hpp"

namespace tilsig::map {

using model::Disposition;

namespace {

struct Filter {
    Computed condition;
    bool keep = true;
    std::string reason;
};

}  // namespace

struct Filters::State {
    expression::Circumstances given;
    std::vector<Filter> filters;
    // Of one batch, kept for their memory.
    std::vector<std::uint64_t> counts;
    std::vector<expression::Values> conditions;
};

Filters::Filters(const catalog::Mapping& mapping, const model::StageSchema& in, const catalog::Catalog& catalog,
                 const MapContext& context)
    : m_state(std::make_unique<State>()) {
    const auto scope = catalog::expression_scope(in, catalog);
    m_state->given = catalog::circumstances(catalog, context.unit.period, context.unit.sender, context.received_at);
    for (const auto& filter : mapping.filters)
        m_state->filters.push_back(
            {Computed::compile(filter.expression, filter.place, scope), filter.keep, filter.reason});
}

Filters::~Filters() = default;
Filters::Filters(Filters&&) noexcept = default;

void Filters::apply(const model::Batch& in, std::vector<Disposition>& dispositions,
                    std::map<std::string, std::uint64_t>& filtered_by_reason) {
    auto& [given, filters, counts, conditions] = *m_state;
    if (filters.empty()) return;
    counts.assign(filters.size(), 0);
    conditions.clear();
    model::Arena texts;
    for (Filter& filter : filters)
        conditions.push_back(
            filter.condition.program.evaluate(in.columns, in.rows(), given, texts, filter.condition.workspace));
    for (std::uint32_t row = 0; row < in.rows(); ++row) {
        if (dispositions[row] != Disposition::accepted) continue;
        std::size_t stopped_by = 0;
        while (stopped_by < filters.size() && conditions[stopped_by].is_true(row) == filters[stopped_by].keep)
            ++stopped_by;
        if (stopped_by == filters.size()) continue;
        dispositions[row] = Disposition::filtered;
        ++counts[stopped_by];
    }
    for (std::size_t i = 0; i < filters.size(); ++i)
        if (counts[i] > 0) filtered_by_reason[filters[i].reason] += counts[i];
}

}  // namespace tilsig::map
