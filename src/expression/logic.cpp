// Three-valued logic after Kleene, and the choice between values.
#include "expression/kernels.hpp"

namespace tilsig::expression::kernel {

namespace {

/// `deciding` alone decides: false for and, true for or.
template <bool deciding>
void junction(const Step& step, Frame& frame, Register& out) {
    const std::size_t rows = numbers_for(step, frame, out);
    const Values a = frame.at(step.in[0]);
    const Values b = frame.at(step.in[1]);
    for (std::size_t i = 0; i < rows; ++i) {
        const std::uint8_t left = a.states[i & a.mask];
        const std::uint8_t right = b.states[i & b.mask];
        const bool decided = (left == state_known && (a.numbers[i & a.mask] != 0) == deciding) ||
                             (right == state_known && (b.numbers[i & b.mask] != 0) == deciding);
        out.numbers[i] = decided == deciding ? 1 : 0;
        out.states[i] = decided ? state_known : worse(left, right);
    }
}

void put(Register& out, std::size_t row, const Values& from, std::size_t i, const std::int64_t*) {
    out.numbers[row] = from.numbers[i & from.mask];
}
void put(Register& out, std::size_t row, const Values& from, std::size_t i, const std::string_view*) {
    out.texts[row] = from.texts[i & from.mask];
}

std::size_t room(const Step& step, Frame& frame, Register& out, const std::int64_t*) {
    return numbers_for(step, frame, out);
}
std::size_t room(const Step& step, Frame& frame, Register& out, const std::string_view*) {
    return texts_for(step, frame, out);
}

/// A condition that failed makes the choice fail: to fall through to `else` would hide it.
template <typename Cell>
void choose(const Step& step, Frame& frame, Register& out) {
    constexpr const Cell* kind = nullptr;
    const std::size_t rows = room(step, frame, out, kind);
    for (std::size_t i = 0; i < rows; ++i) {
        std::size_t part = 0;
        std::uint8_t state = state_null;
        const Values* taken = nullptr;
        for (; part + 1 < step.in.size() && taken == nullptr && state != state_failed; part += 2) {
            const Values& when = frame.at(step.in[part]);
            if (when.states[i & when.mask] == state_failed)
                state = state_failed;
            else if (when.is_true(i))
                taken = &frame.at(step.in[part + 1]);
        }
        if (taken == nullptr && state != state_failed && part < step.in.size()) taken = &frame.at(step.in[part]);
        if (taken != nullptr) state = taken->states[i & taken->mask];
        out.states[i] = state;
        if (state == state_known)
            put(out, i, *taken, i, kind);
        else
            put(out, i, {&step.number, &model::Column::null, nullptr, 0}, i, kind);
    }
}

template <typename Cell>
void first_known(const Step& step, Frame& frame, Register& out) {
    constexpr const Cell* kind = nullptr;
    const std::size_t rows = room(step, frame, out, kind);
    for (std::size_t i = 0; i < rows; ++i) {
        std::uint8_t state = state_null;
        for (const int reg : step.in) {
            const Values& value = frame.at(reg);
            state = value.states[i & value.mask];
            put(out, i, value, i, kind);
            if (state == state_known) break;
        }
        out.states[i] = state;
    }
}

}  // namespace

void conjunction(const Step& step, Frame& frame, Register& out) { junction<false>(step, frame, out); }
void disjunction(const Step& step, Frame& frame, Register& out) { junction<true>(step, frame, out); }

void inversion(const Step& step, Frame& frame, Register& out) {
    of_number(step, frame, out, [](std::int64_t a, std::int64_t& result) {
        result = a == 0 ? 1 : 0;
        return true;
    });
}

void is_null(const Step& step, Frame& frame, Register& out) {
    const std::size_t rows = numbers_for(step, frame, out);
    const Values a = frame.at(step.in[0]);
    for (std::size_t i = 0; i < rows; ++i) {
        out.numbers[i] = a.states[i & a.mask] != state_known ? 1 : 0;
        out.states[i] = state_known;
    }
}

void computable(const Step& step, Frame& frame, Register& out) {
    const std::size_t rows = numbers_for(step, frame, out);
    const Values a = frame.at(step.in[0]);
    for (std::size_t i = 0; i < rows; ++i) {
        out.numbers[i] = a.states[i & a.mask] != state_failed ? 1 : 0;
        out.states[i] = state_known;
    }
}

void choose_numbers(const Step& step, Frame& frame, Register& out) { choose<std::int64_t>(step, frame, out); }
void choose_texts(const Step& step, Frame& frame, Register& out) { choose<std::string_view>(step, frame, out); }
void coalesce_numbers(const Step& step, Frame& frame, Register& out) { first_known<std::int64_t>(step, frame, out); }
void coalesce_texts(const Step& step, Frame& frame, Register& out) { first_known<std::string_view>(step, frame, out); }

}  // namespace tilsig::expression::kernel
