// Any text as an expression: it is refused with places inside it, or it compiles and runs over awkward records.
#include <cstdint>
#include <cstdlib>
#include <limits>

#include "expression/program.hpp"

namespace {

using namespace tilsig;
using namespace tilsig::expression;

class AnyCode final : public CodeBook {
public:
    [[nodiscard]] std::optional<std::string_view> target(std::string_view code, std::int64_t day) const override {
        if (day % 3 == 0) return std::nullopt;
        return code.substr(0, 1);
    }
    [[nodiscard]] bool translates() const override { return true; }
};

/// Numbers at the edges, dates at the ends of the calendar, nulls, and texts with characters of several bytes.
struct Records {
    Scope scope;
    std::vector<model::Column> columns;
    AnyCode book;
    std::size_t rows = 4;

    Records() {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
        scope.lists["l"] = &book;
        number("n", {Kind::decimal, 0}, {0, most, least, -1});
        number("m", {Kind::decimal, 9}, {1, most, least, 1'000'000'000});
        number("d", {Kind::date, 0}, {0, 2932896, -719162, 10957});
        number("b", {Kind::boolean, 0}, {0, 1, 0, 1});
        text("t", {Kind::text, 0}, {"", "a", "\xC3\xA6\xE2\x82\xAC", "15860560043"});
        text("c", {Kind::code, 0}, {"0301", "", "x", "301"});
    }
    void number(const char* name, ValueType type, std::vector<std::int64_t> values) {
        scope.fields.push_back({name, type, columns.size()});
        // The last record is null in every second column.
        std::vector<std::string_view> cells(rows, "x");
        if (columns.size() % 2 == 0) cells.back() = model::Column::null;
        columns.push_back({name, std::move(cells), std::move(values)});
    }
    void text(const char* name, ValueType type, std::vector<std::string_view> values) {
        scope.fields.push_back({name, type, columns.size()});
        if (columns.size() % 2 == 0) values.back() = model::Column::null;
        columns.push_back({name, std::move(values), {}});
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Records records;
    const std::string text(data, data + size);
    std::vector<Mistake> mistakes;
    const auto program = Program::compile(text, records.scope, mistakes);
    if (program.has_value() != mistakes.empty()) std::abort();
    for (const auto& mistake : mistakes)
        if (mistake.at > size) std::abort();
    if (!program) return 0;
    Circumstances given;
    given.period_day = 0;
    given.sender = "s";
    given.received_at = std::numeric_limits<std::int64_t>::max();
    model::Arena arena;
    Workspace workspace;
    const auto values = program->evaluate(records.columns, records.rows, given, arena, workspace);
    for (std::size_t row = 0; row < records.rows; ++row)
        if (values.states[row & values.mask] > static_cast<std::uint8_t>(State::failed)) std::abort();
    return 0;
}
