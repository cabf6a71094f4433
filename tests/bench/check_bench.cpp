// Records a second through typing and rules: 12 fields, 3 dates, 2 decimals, 2 codes, 8 rules.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "check/checker.hpp"

namespace {

using namespace tilsig;

catalog::Field field(const char* name, model::Type type) {
    catalog::Field out;
    out.name = name;
    out.column = name;
    out.type = type;
    return out;
}

namespace checks = catalog::checks;

catalog::Rule rule(model::RuleCode code, catalog::Check check, const char* subject = "") {
    catalog::Rule out;
    out.code = code;
    out.check = std::move(check);
    out.field = subject;
    return out;
}

catalog::Contract contract(bool with_rules) {
    using model::Type;
    catalog::Contract out;
    out.fields = {field("case_ref", Type::text),  field("owner", Type::code),     field("country", Type::code),
                  field("decided", Type::date),   field("started", Type::date),   field("ended", Type::date),
                  field("amount", Type::decimal), field("share", Type::decimal),  field("hours", Type::integer),
                  field("programme", Type::text), field("active", Type::boolean), field("note", Type::text)};
    out.fields[3].format.date = "dd.MM.yyyy";
    out.fields[6].format.scale = 2;
    out.fields[7].format.scale = 4;
    out.fields[7].missing = {{".", "not_applicable"}};
    for (const int i : {0, 1}) out.fields[static_cast<std::size_t>(i)].required = true;
    out.key = {"case_ref"};
    out.owner = "owner";
    if (!with_rules) return out;
    const auto municipality = rule("BEN-K001", checks::InList{"place", catalog::ValidAt::in("started")}, "owner");
    const auto country = rule("BEN-K002", checks::InList{"country", {}}, "country");
    auto order = rule("BEN-R001", checks::Computed{"decided <= started"});
    auto end = rule("BEN-R002", checks::Computed{"started <= ended"});
    auto programme = rule("BEN-F004", checks::Required{}, "programme");
    programme.when = "ended is not null";
    out.rules = {municipality,
                 country,
                 order,
                 end,
                 rule("BEN-F001", checks::Range{0, 60}, "hours"),
                 rule("BEN-F002", checks::NoIdentifier{}, "case_ref"),
                 rule("BEN-F003", checks::OneOf{{"intro", "norsk", "kvalifisering"}}, "programme"),
                 programme};
    return out;
}

catalog::Catalog catalog_of_codes() {
    catalog::Catalog out;
    for (const auto& [name, count] : {std::pair{"place", 700}, std::pair{"country", 250}}) {
        auto& list = out.code_lists[name];
        list.name = name;
        for (int i = 0; i < count; ++i) {
            char code[16];
            std::snprintf(code, sizeof code, "%04d", 301 + i);
            list.codes.push_back({code, std::numeric_limits<std::int64_t>::min(),
                                  std::numeric_limits<std::int64_t>::max(), "", "", "", ""});
        }
        list.index();
    }
    return out;
}

/// `faults`: one record in so many has a bad date; 0 for none.
void fill(model::Batch& batch, const catalog::Contract& contract, std::size_t rows, std::size_t faults) {
    for (const auto& f : contract.fields) batch.columns.push_back({f.name, {}, {}});
    std::uint64_t random = 88172645463325252ULL;
    const auto next = [&random](std::uint64_t below) {
        random ^= random << 13U;
        random ^= random >> 7U;
        random ^= random << 17U;
        return random % below;
    };
    const auto cell = [&](std::size_t column, const char* format, auto... values) {
        char text[64];
        const int size = std::snprintf(text, sizeof text, format, values...);
        batch.columns[column].cells.push_back(batch.arena.store({text, static_cast<std::size_t>(size)}));
    };
    for (std::size_t row = 0; row < rows; ++row) {
        const int year = 2015 + static_cast<int>(next(5));
        const int month = 1 + static_cast<int>(next(12));
        cell(0, "S-%05d/%d", static_cast<int>(next(100000)), year);
        cell(1, "%04d", 301 + static_cast<int>(next(700)));
        cell(2, "%04d", 301 + static_cast<int>(next(250)));
        if (faults != 0 && row % faults == 0) {
            cell(3, "31.02.%d", year);
        } else {
            cell(3, "%02d.%02d.%d", 1 + static_cast<int>(next(28)), month, year);
        }
        cell(4, "%d-%02d-%02d", year + 1, month, 1 + static_cast<int>(next(28)));
        cell(5, "%d-%02d-%02d", year + 3, month, 1 + static_cast<int>(next(28)));
        cell(6, "%d.%02d", static_cast<int>(next(100000)), static_cast<int>(next(100)));
        if (next(10) == 0) {
            cell(7, ".");
        } else {
            cell(7, "0.%04d", static_cast<int>(next(10000)));
        }
        cell(8, "%d", static_cast<int>(next(60)));
        cell(9, "%s", next(2) == 0 ? "intro" : "norsk");
        cell(10, "%d", static_cast<int>(next(2)));
        cell(11, "%s", next(3) == 0 ? "" : "fri tekst uten innhold");
        batch.places.push_back({row + 1, row + 2, 0, row * 120, 119});
    }
}

void run(benchmark::State& state, bool with_rules, std::size_t faults) {
    const auto declared = contract(with_rules);
    const auto catalog = catalog_of_codes();
    model::Batch raw;
    fill(raw, declared, model::Batch::target_rows, faults);
    check::Checker checker(declared, catalog, "2026");
    check::CheckedBatch out;
    model::RecordAccount account;
    for ([[maybe_unused]] auto _ : state) {
        checker.check(raw, out, account);
        benchmark::DoNotOptimize(out.dispositions.data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(raw.rows()));
    state.counters["rejected"] =
        static_cast<double>(account.rejected) / static_cast<double>(account.accepted + account.rejected);
}

void typing(benchmark::State& state) { run(state, false, 0); }
void typing_and_rules(benchmark::State& state) { run(state, true, 0); }
void one_in_ten_rejected(benchmark::State& state) { run(state, true, 10); }
BENCHMARK(typing);
BENCHMARK(typing_and_rules);
BENCHMARK(one_in_ten_rejected);

}  // namespace

BENCHMARK_MAIN();
