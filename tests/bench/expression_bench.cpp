// Expressions over a batch of records, beside the same work written as a loop.
#include <benchmark/benchmark.h>

#include "expression/program.hpp"
#include "model/value.hpp"

namespace {

using namespace tilsig;
using namespace tilsig::expression;

struct Records {
    Scope scope;
    std::vector<model::Column> columns;
    model::Arena arena;
    std::size_t rows = model::Batch::target_rows;

    Records() {
        for (const auto& [name, kind, scale] :
             {std::tuple{"from", Kind::date, 0}, std::tuple{"to", Kind::date, 0},
              std::tuple{"amount", Kind::decimal, 2}, std::tuple{"share", Kind::decimal, 4},
              std::tuple{"place", Kind::code, 0}, std::tuple{"note", Kind::text, 0}}) {
            scope.fields.push_back({name, {kind, scale}, columns.size()});
            columns.push_back({name, {}, {}});
        }
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t c = 0; c < 4; ++c) {
                const auto number = static_cast<std::int64_t>(row * 7919 % 10'000 + c);
                char buffer[40];
                const auto type = c < 2 ? model::Type::date : model::Type::decimal;
                columns[c].cells.push_back(row % 10 == c ? model::Column::null
                                                         : arena.store(model::canonical_text(type, 2, number, buffer)));
                columns[c].numbers.push_back(number);
            }
            columns[4].cells.push_back(arena.store(row % 3 == 0 ? "0301" : row % 3 == 1 ? "1103" : "4601"));
            columns[5].cells.push_back(arena.store(row % 2 == 0 ? "fri tekst" : "Noe Annet"));
        }
    }
};

void run(benchmark::State& state, const char* text) {
    const Records records;
    std::vector<Mistake> mistakes;
    const auto program = Program::compile(text, records.scope, mistakes);
    if (!program) return state.SkipWithError(mistakes.front().message.c_str());
    Workspace workspace;
    model::Arena arena;
    const Circumstances given;
    for ([[maybe_unused]] auto _ : state) {
        arena.clear();
        benchmark::DoNotOptimize(program->evaluate(records.columns, records.rows, given, arena, workspace).states);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(records.rows));
}

void loop_by_hand(benchmark::State& state) {
    const Records records;
    std::vector<std::uint8_t> out(records.rows);
    const auto& from = records.columns[0];
    const auto& to = records.columns[1];
    for ([[maybe_unused]] auto _ : state) {
        for (std::size_t i = 0; i < records.rows; ++i) {
            const bool null = model::Column::is_null(from.cells[i]) || model::Column::is_null(to.cells[i]);
            out[i] = null ? 2 : from.numbers[i] <= to.numbers[i] ? 1 : 0;
        }
        benchmark::DoNotOptimize(out.data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(records.rows));
}

BENCHMARK(loop_by_hand);
BENCHMARK_CAPTURE(run, compare, "from <= to");
BENCHMARK_CAPTURE(run, three_tests, "from is null or to is null or from <= add_months(to, 3)");
BENCHMARK_CAPTURE(run, codes, "place in ('0301', '1103') and note != 'x'");
BENCHMARK_CAPTURE(run, division, "round(amount / share, 2) > 1.5");
BENCHMARK_CAPTURE(run, pattern, "matches(place, '[0-9]{4}')");
BENCHMARK_CAPTURE(run, text, "upper(substring(note, 1, 3)) || '-' || place");

void compiling(benchmark::State& state) {
    const Records records;
    for ([[maybe_unused]] auto _ : state) {
        std::vector<Mistake> mistakes;
        benchmark::DoNotOptimize(
            Program::compile("from is null or to is null or from <= add_months(to, 3)", records.scope, mistakes));
    }
}
BENCHMARK(compiling);

}  // namespace

BENCHMARK_MAIN();
