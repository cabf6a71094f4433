// Inside the room only: a compiled expression is a list of steps; each fills one register, for all rows at once.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>
#include <vector>

#include "base/wide.hpp"
#include "expression/program.hpp"

namespace tilsig::expression {

struct Step;

/// The result of one step. `view` shows it, whether it owns its values or shows those of a column.
struct Register {
    Values view;
    std::vector<std::int64_t> numbers;
    std::vector<std::string_view> texts;
    std::vector<std::uint8_t> states;
};

struct Frame {
    const std::vector<model::Column>* columns = nullptr;
    const Circumstances* given = nullptr;
    model::Arena* arena = nullptr;
    std::size_t rows = 0;
    std::vector<Register> registers;

    [[nodiscard]] const Values& at(int reg) const noexcept { return registers[static_cast<std::size_t>(reg)].view; }
};

using Kernel = void (*)(const Step&, Frame&, Register&);

struct Step {
    Kernel kernel = nullptr;
    std::vector<int> in;  ///< registers
    std::size_t column = 0;
    std::int64_t number = 0;
    std::int64_t second = 0;
    std::string text;
    std::shared_ptr<const re2::RE2> pattern;  // shared: RE2 can neither be copied nor moved
    const CodeBook* book = nullptr;
    identifiers::Kind identifier = identifiers::Kind::fnr;
    std::vector<std::int64_t> numbers;
    std::vector<std::string> texts;
};

struct Program::Code {
    std::vector<Step> steps;
    int result = 0;
    ValueType type;
    std::vector<std::size_t> columns;
    std::vector<std::string> lists;
    bool uses_period = false;
};

constexpr auto state_known = static_cast<std::uint8_t>(State::known);
constexpr auto state_null = static_cast<std::uint8_t>(State::null);
constexpr auto state_failed = static_cast<std::uint8_t>(State::failed);

[[nodiscard]] constexpr std::uint8_t worse(std::uint8_t a, std::uint8_t b) noexcept { return a > b ? a : b; }

/// Rows to compute: one when every input is the same for all rows.
struct Extent {
    std::size_t rows = 1;
    std::size_t mask = 0;
};
[[nodiscard]] inline Extent extent(const Step& step, const Frame& frame) noexcept {
    for (const int reg : step.in) {
        if (frame.at(reg).mask != 0) return {frame.rows, ~std::size_t{0}};
    }
    return {};
}

/// Makes room for the result and shows it; returns the number of rows to fill.
inline std::size_t numbers_for(const Step& step, const Frame& frame, Register& out) {
    const Extent e = extent(step, frame);
    out.numbers.resize(e.rows);
    out.states.resize(e.rows);
    out.view = {out.numbers.data(), nullptr, out.states.data(), e.mask};
    return e.rows;
}
inline std::size_t texts_for(const Step& step, const Frame& frame, Register& out) {
    const Extent e = extent(step, frame);
    out.texts.resize(e.rows);
    out.states.resize(e.rows);
    out.view = {nullptr, out.texts.data(), out.states.data(), e.mask};
    return e.rows;
}

/// `make(a, result)` for every known number; false: it has no result.
template <typename Make>
void of_number(const Step& step, Frame& frame, Register& out, Make make) {
    const std::size_t rows = numbers_for(step, frame, out);
    const Values a = frame.at(step.in[0]);
    for (std::size_t i = 0; i < rows; ++i) {
        std::uint8_t state = a.states[i & a.mask];
        std::int64_t result = 0;
        if (state == state_known && !make(a.numbers[i & a.mask], result)) state = state_failed;
        out.numbers[i] = result;
        out.states[i] = state;
    }
}

/// The same for two numbers.
template <typename Make>
void of_numbers(const Step& step, Frame& frame, Register& out, Make make) {
    const std::size_t rows = numbers_for(step, frame, out);
    const Values a = frame.at(step.in[0]);
    const Values b = frame.at(step.in[1]);
    for (std::size_t i = 0; i < rows; ++i) {
        std::uint8_t state = worse(a.states[i & a.mask], b.states[i & b.mask]);
        std::int64_t result = 0;
        if (state == state_known && !make(a.numbers[i & a.mask], b.numbers[i & b.mask], result)) state = state_failed;
        out.numbers[i] = result;
        out.states[i] = state;
    }
}

/// `make(text)` gives a number for every known text.
template <typename Make>
void number_of_text(const Step& step, Frame& frame, Register& out, Make make) {
    const std::size_t rows = numbers_for(step, frame, out);
    const Values a = frame.at(step.in[0]);
    for (std::size_t i = 0; i < rows; ++i) {
        const std::uint8_t state = a.states[i & a.mask];
        out.numbers[i] = state == state_known ? static_cast<std::int64_t>(make(a.texts[i & a.mask])) : 0;
        out.states[i] = state;
    }
}

/// `make(text)` gives a text for every known text; a text without data is null.
template <typename Make>
void text_of_text(const Step& step, Frame& frame, Register& out, Make make) {
    const std::size_t rows = texts_for(step, frame, out);
    const Values a = frame.at(step.in[0]);
    for (std::size_t i = 0; i < rows; ++i) {
        std::uint8_t state = a.states[i & a.mask];
        std::string_view result;
        if (state == state_known) {
            result = make(a.texts[i & a.mask]);
            if (model::Column::is_null(result)) state = state_null;
        }
        out.texts[i] = result;
        out.states[i] = state;
    }
}

/// 10^n for n from 0 to 18.
[[nodiscard]] constexpr std::int64_t power_of_ten(int n) noexcept {
    std::int64_t power = 1;
    for (int i = 0; i < n; ++i) power *= 10;
    return power;
}

}  // namespace tilsig::expression
