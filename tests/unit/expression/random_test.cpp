// Random well-typed expressions against a naive interpreter: one record at a time, optional values, no cleverness.
#include <chrono>
#include <functional>
#include <random>

#include "evaluation.hpp"

namespace tilsig::expression {

namespace {

__extension__ typedef __int128 Huge;

/// A value as the interpreter has it: unscaled number or text; no value; or a computation without result.
struct Value {
    State state = State::null;
    std::int64_t number = 0;
    std::string text;
};
Value known(std::int64_t number) { return {State::known, number, ""}; }
Value nothing(const Value& a, const Value& b) { return {std::max(a.state, b.state), 0, ""}; }
Value exact(Huge wide) {
    if (wide > INT64_MAX || wide < INT64_MIN) return {State::failed, 0, ""};
    return known(static_cast<std::int64_t>(wide));
}
Huge tens(int n) {
    Huge out = 1;
    while (n-- > 0) out *= 10;
    return out;
}

/// An expression as text, and what it means for a row.
struct Made {
    std::string text;
    int scale = 0;
    std::function<Value(std::size_t)> value;
};

class Maker {
public:
    Maker(std::uint64_t seed, const Table& table) : m_random(seed), m_table(table) {}

    Made boolean(int depth) {
        switch (depth <= 0 ? below(2) : below(9)) {
            case 0: return compare(number(depth - 1), number(depth - 1));
            case 1: {
                const Made a = number(depth - 1);
                const bool negated = coin();
                return {"(" + a.text + (negated ? " is not null)" : " is null)"), 0,
                        [a, negated](std::size_t i) { return known((a.value(i).state != State::known) != negated); }};
            }
            case 2: return junction(boolean(depth - 1), boolean(depth - 1), true);
            case 3: return junction(boolean(depth - 1), boolean(depth - 1), false);
            case 4: {
                const Made a = boolean(depth - 1);
                return {"(not " + a.text + ")", 0, [a](std::size_t i) {
                            Value v = a.value(i);
                            if (v.state == State::known) v.number = v.number == 0 ? 1 : 0;
                            return v;
                        }};
            }
            case 5: {
                const Made a = text(depth - 1), b = text(depth - 1);
                const bool same = coin();
                return {"(" + a.text + (same ? " = " : " != ") + b.text + ")", 0, [a, b, same](std::size_t i) {
                            const Value x = a.value(i), y = b.value(i);
                            if (nothing(x, y).state != State::known) return nothing(x, y);
                            return known((x.text == y.text) == same);
                        }};
            }
            case 6: {
                const Made a = date(depth - 1), b = date(depth - 1);
                return compare(a, b);
            }
            case 7: {
                const Made a = text(depth - 1);
                return {"(" + a.text + " in ('A', 'b', 'ab'))", 0, [a](std::size_t i) {
                            const Value v = a.value(i);
                            if (v.state != State::known) return nothing(v, v);
                            return known(v.text == "A" || v.text == "b" || v.text == "ab");
                        }};
            }
            default: {
                const Made a = number(depth - 1);
                return {"computable(" + a.text + ")", 0,
                        [a](std::size_t i) { return known(a.value(i).state != State::failed); }};
            }
        }
    }

    Made number(int depth) {
        switch (depth <= 0 ? below(2) : below(11)) {
            case 0: {
                const int n = below(2000) - 1000;
                const int scale = below(3);
                char buffer[40];
                std::string shown(model::canonical_text(model::Type::decimal, scale, n, buffer));
                return {n < 0 ? "(" + shown + ")" : shown, scale, [n](std::size_t) { return known(n); }};
            }
            case 1: return field({"n", "m", "s"});
            case 2:
            case 3: {
                const Made a = number(depth - 1), b = number(depth - 1);
                const int sign = coin() ? 1 : -1;
                const int scale = std::max(a.scale, b.scale);
                return {"(" + a.text + (sign > 0 ? " + " : " - ") + b.text + ")", scale,
                        [a, b, sign, scale](std::size_t i) {
                            const Value x = a.value(i), y = b.value(i);
                            if (nothing(x, y).state != State::known) return nothing(x, y);
                            return exact(x.number * tens(scale - a.scale) + sign * (y.number * tens(scale - b.scale)));
                        }};
            }
            case 4: {
                const Made a = number(depth - 1), b = number(depth - 1);
                if (a.scale + b.scale > most_scale) return a;
                return {"(" + a.text + " * " + b.text + ")", a.scale + b.scale, [a, b](std::size_t i) {
                            const Value x = a.value(i), y = b.value(i);
                            if (nothing(x, y).state != State::known) return nothing(x, y);
                            return exact(static_cast<Huge>(x.number) * y.number);
                        }};
            }
            case 5: {
                const Made a = number(depth - 1), b = number(depth - 1);
                const int digits = below(5);
                const bool even = coin();
                if (digits + b.scale - a.scale > most_scale) return a;
                return {
                    (even ? "round_even(" : "round(") + a.text + " / " + b.text + ", " + std::to_string(digits) + ")",
                    digits, [a, b, digits, even](std::size_t i) {
                        const Value x = a.value(i), y = b.value(i);
                        if (nothing(x, y).state != State::known) return nothing(x, y);
                        if (y.number == 0) return Value{State::failed, 0, ""};
                        const int shift = digits + b.scale - a.scale;
                        return exact(
                            rounded(x.number * tens(std::max(shift, 0)), y.number * tens(std::max(-shift, 0)), even));
                    }};
            }
            case 6: {
                const Made a = number(depth - 1);
                const int digits = below(4);
                return {"round(" + a.text + ", " + std::to_string(digits) + ")", digits, [a, digits](std::size_t i) {
                            const Value x = a.value(i);
                            if (x.state != State::known) return nothing(x, x);
                            if (digits >= a.scale) return exact(x.number * tens(digits - a.scale));
                            return exact(rounded(x.number, tens(a.scale - digits), false));
                        }};
            }
            case 7: {
                const Made a = number(depth - 1), b = number(depth - 1), c = boolean(depth - 1);
                const int scale = std::max(a.scale, b.scale);
                return {"case when " + c.text + " then " + a.text + " else " + b.text + " end", scale,
                        [a, b, c, scale](std::size_t i) {
                            const Value when = c.value(i);
                            if (when.state == State::failed) return nothing(when, when);
                            const Made& part = when.state == State::known && when.number != 0 ? a : b;
                            const Value x = part.value(i);
                            return x.state == State::known ? exact(x.number * tens(scale - part.scale)) : x;
                        }};
            }
            case 8: {
                const Made a = number(depth - 1), b = number(depth - 1);
                const int scale = std::max(a.scale, b.scale);
                return {"coalesce(" + a.text + ", " + b.text + ")", scale, [a, b, scale](std::size_t i) {
                            Value x = a.value(i);
                            if (x.state == State::known) x = exact(x.number * tens(scale - a.scale));
                            if (x.state == State::known) return x;
                            Value y = b.value(i);
                            return y.state == State::known ? exact(y.number * tens(scale - b.scale)) : y;
                        }};
            }
            case 9: {
                const Made a = text(depth - 1);
                return {"length(" + a.text + ")", 0, [a](std::size_t i) {
                            const Value x = a.value(i);
                            if (x.state != State::known) return nothing(x, x);
                            return known(static_cast<std::int64_t>(x.text.size()));  // nothing but ASCII here
                        }};
            }
            default: {
                const Made a = date(depth - 1), b = date(depth - 1);
                return {"days_between(" + a.text + ", " + b.text + ")", 0, [a, b](std::size_t i) {
                            const Value x = a.value(i), y = b.value(i);
                            if (nothing(x, y).state != State::known) return nothing(x, y);
                            return known(y.number - x.number);
                        }};
            }
        }
    }

    Made text(int depth) {
        switch (depth <= 0 ? below(2) : below(4)) {
            case 0: {
                const std::string word =
                    std::vector<std::string>{"", "A", "b", "ab"}[static_cast<std::size_t>(below(4))];
                return {"'" + word + "'", 0, [word](std::size_t) { return Value{State::known, 0, word}; }};
            }
            case 1: return field({"t", "u"});
            case 2: {
                const Made a = text(depth - 1), b = text(depth - 1);
                return {"(" + a.text + " || " + b.text + ")", 0, [a, b](std::size_t i) {
                            const Value x = a.value(i), y = b.value(i);
                            if (nothing(x, y).state != State::known) return nothing(x, y);
                            return Value{State::known, 0, x.text + y.text};
                        }};
            }
            default: {
                const Made a = text(depth - 1);
                return {"lower(" + a.text + ")", 0, [a](std::size_t i) {
                            Value x = a.value(i);
                            for (char& c : x.text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
                            return x;
                        }};
            }
        }
    }

    Made date(int depth) {
        if (depth <= 0 || coin()) return field({"d", "e"});
        const Made a = date(depth - 1);
        const int by = below(100'000) - 50'000;
        const bool months = coin();
        return {(months ? "add_months(" : "add_days(") + a.text + ", " + std::to_string(by) + ")", 0,
                [a, by, months](std::size_t i) {
                    using namespace std::chrono;
                    const Value x = a.value(i);
                    if (x.state != State::known) return nothing(x, x);
                    std::int64_t result = x.number + by;
                    if (months) {
                        const year_month_day day{sys_days{days{x.number}}};
                        year_month_day there = day + std::chrono::months{by};
                        if (!there.ok()) there = there.year() / there.month() / last;
                        result = sys_days{there}.time_since_epoch().count();
                    }
                    const bool fits = result >= -354285 && result <= 2932896;
                    return fits ? known(result) : Value{State::failed, 0, ""};
                }};
    }

private:
    /// By counting up from the quotient: as a person would.
    static Huge rounded(Huge a, Huge b, bool even) {
        const bool negative = (a < 0) != (b < 0);
        const Huge x = a < 0 ? -a : a, y = b < 0 ? -b : b;
        Huge q = x / y;
        const Huge rest = x - q * y;
        if (rest > y - rest || (rest == y - rest && (!even || q % 2 == 1))) ++q;
        return negative ? -q : q;
    }
    Made compare(const Made& a, const Made& b) {
        const std::vector<std::string> signs{"=", "!=", "<", "<=", ">", ">="};
        const auto which = static_cast<std::size_t>(below(6));
        return {"(" + a.text + " " + signs[which] + " " + b.text + ")", 0, [a, b, which](std::size_t i) {
                    const Value x = a.value(i), y = b.value(i);
                    if (nothing(x, y).state != State::known) return nothing(x, y);
                    const Huge l = x.number * tens(b.scale), r = y.number * tens(a.scale);
                    const bool answers[] = {l == r, l != r, l<r, l <= r, l> r, l >= r};
                    return known(answers[which]);
                }};
    }
    static Made junction(const Made& a, const Made& b, bool both) {
        return {"(" + a.text + (both ? " and " : " or ") + b.text + ")", 0, [a, b, both](std::size_t i) {
                    const Value x = a.value(i), y = b.value(i);
                    const auto decides = [both](const Value& v) {
                        return v.state == State::known && (v.number == 0) == both;
                    };
                    if (decides(x) || decides(y)) return known(!both);
                    if (nothing(x, y).state != State::known) return nothing(x, y);
                    return known(both);
                }};
    }
    Made field(const std::vector<std::string>& names) {
        const std::string name = names[static_cast<std::size_t>(below(static_cast<int>(names.size())))];
        for (const auto& f : m_table.scope.fields) {
            if (f.name != name) continue;
            const model::Column& column = m_table.columns[f.column];
            const bool textual = is_textual(f.type.kind);
            return {name, f.type.scale, [&column, textual](std::size_t i) {
                        if (model::Column::is_null(column.cells[i])) return Value{};
                        if (textual) return Value{State::known, 0, std::string(column.cells[i])};
                        return known(column.numbers[i]);
                    }};
        }
        throw std::logic_error(name);
    }
    int below(int n) { return static_cast<int>(m_random() % static_cast<std::uint64_t>(n)); }
    bool coin() { return below(2) == 0; }

    std::mt19937_64 m_random;
    const Table& m_table;
};

Table records() {
    Table t;
    t.field("n", model::Type::integer).field("m", model::Type::decimal, 2).field("s", model::Type::decimal, 9);
    t.field("t", model::Type::text)
        .field("u", model::Type::text)
        .field("d", model::Type::date)
        .field("e", model::Type::date);
    t.row({"7", "-2.50", "0.000000001", "A", "b", "2008-02-29", "9999-12-31"});
    t.row({{}, "0.00", "3.000000000", {}, "ab", {}, "1000-01-01"});
    t.row({"9223372036854775790", "92233720368547757.99", "-9223372036.854775797", "", {}, "1970-01-01", {}});
    t.row({"0", {}, {}, "Ab", "A", "2024-01-31", "2024-03-31"});
    t.row({"-9223372036854775790", "1.00", "2.500000000", "b", "", "1999-12-31", "2000-01-01"});
    return t;
}

std::string shown(const Value& v, ValueType type) {
    if (v.state != State::known) return v.state == State::null ? "null" : "failed";
    if (is_textual(type.kind)) return "'" + v.text + "'";
    return std::to_string(v.number);
}

TEST(RandomExpressions, GiveWhatTheNaiveInterpreterGives) {
    const Table table = records();
    model::Arena arena;
    Workspace workspace;
    std::size_t failures = 0, parts = 0, kinds[3] = {0, 0, 0};
    for (std::uint64_t seed = 0; seed < 8'000; ++seed) {
        Maker maker(seed, table);
        const int depth = 1 + static_cast<int>(seed % 6);
        const Made made = seed % 3 == 0   ? maker.boolean(depth)
                          : seed % 3 == 1 ? maker.number(depth)
                                          : maker.text(depth);
        std::vector<Mistake> mistakes;
        const auto program = Program::compile(made.text, table.scope, mistakes);
        if (!program) {
            // The maker does not count parts and bytes; all else must compile.
            ASSERT_TRUE(mistakes.front().message.find("parts") != std::string::npos ||
                        mistakes.front().message.find("KiB") != std::string::npos)
                << made.text << "\n"
                << mistakes.front().message;
            continue;
        }
        ASSERT_EQ(program->type().scale, made.scale) << made.text;
        const Values values = program->evaluate(table.columns, table.rows, table.given, arena, workspace);
        for (std::size_t i = 0; i < table.rows; ++i) {
            const bool textual = is_textual(program->type().kind);
            const Value got{values.state(i), textual || values.state(i) != State::known ? 0 : values.number(i),
                            textual && values.state(i) == State::known ? std::string(values.text(i)) : ""};
            ASSERT_EQ(shown(got, program->type()), shown(made.value(i), program->type())) << made.text << "\nrow " << i;
            ++kinds[static_cast<std::size_t>(got.state)];
            failures += got.state == State::failed ? 1 : 0;
        }
        ++parts;
        arena.clear();
    }
    // The test is worth something only if it meets all three states.
    EXPECT_GT(parts, 7'500U);
    for (const std::size_t met : kinds) EXPECT_GT(met, 1'000U);
}

TEST(RandomExpressions, AnyTextIsReadWithoutACrash) {
    const Table table = records();
    const std::vector<std::string> words{
        "n",          "m",       "t",         "d",       "(",    ")",   ",",    "+",        "-",    "*",
        "/",          "||",      "=",         "<",       "and",  "or",  "not",  "is",       "null", "in",
        "between",    "case",    "when",      "then",    "else", "end", "1",    "0.5",      "'x'",  "date 2008-01-01",
        "round(",     "length(", "coalesce(", "$period", "'",    "\"",  "\xC3", "\xE2\x80", "true", "add_months(",
        "substring(", "matches("};
    std::mt19937_64 random(7);
    std::size_t programs = 0;
    model::Arena arena;
    Workspace workspace;
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (std::size_t i = random() % 12 + 1; i > 0; --i)
            text += words[random() % words.size()] + (random() % 4 == 0 ? "" : " ");
        std::vector<Mistake> mistakes;
        const auto program = Program::compile(text, table.scope, mistakes);
        ASSERT_EQ(program.has_value(), mistakes.empty()) << text;
        for (const auto& m : mistakes) ASSERT_LE(m.at, text.size()) << text;
        if (!program) continue;
        ++programs;
        (void)program->evaluate(table.columns, table.rows, table.given, arena, workspace);
    }
    EXPECT_GT(programs, 100U);
}

}  // namespace

}  // namespace tilsig::expression
