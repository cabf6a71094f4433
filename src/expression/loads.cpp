// Where values come from.
#include "expression/kernels.hpp"

namespace tilsig::expression::kernel {

namespace {

void states_of(const std::vector<std::string_view>& cells, std::size_t rows, Register& out) {
    out.states.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) out.states[i] = model::Column::is_null(cells[i]) ? state_null : state_known;
}

void one_number(std::optional<std::int64_t> number, Register& out) {
    out.numbers.assign(1, number.value_or(0));
    out.states.assign(1, number ? state_known : state_null);
    out.view = {out.numbers.data(), nullptr, out.states.data(), 0};
}

void one_text(std::string_view text, std::uint8_t state, Register& out) {
    out.texts.assign(1, text);
    out.states.assign(1, state);
    out.view = {nullptr, out.texts.data(), out.states.data(), 0};
}

}  // namespace

void load_numbers(const Step& step, Frame& frame, Register& out) {
    const model::Column& column = (*frame.columns)[step.column];
    states_of(column.cells, frame.rows, out);
    out.view = {column.numbers.data(), nullptr, out.states.data(), ~std::size_t{0}};
}

void load_texts(const Step& step, Frame& frame, Register& out) {
    const model::Column& column = (*frame.columns)[step.column];
    states_of(column.cells, frame.rows, out);
    out.view = {nullptr, column.cells.data(), out.states.data(), ~std::size_t{0}};
}

void constant_number(const Step& step, Frame&, Register& out) { one_number(step.number, out); }
void constant_text(const Step& step, Frame&, Register& out) { one_text(step.text, state_known, out); }
void constant_null(const Step&, Frame&, Register& out) {
    // Of no type yet: it stands as number and as text.
    one_number(std::nullopt, out);
    out.texts.assign(1, {});
    out.view.texts = out.texts.data();
}
void period(const Step&, Frame& frame, Register& out) { one_number(frame.given->period_day, out); }
void sender(const Step&, Frame& frame, Register& out) {
    one_text(frame.given->sender, frame.given->sender.empty() ? state_null : state_known, out);
}
void received_at(const Step&, Frame& frame, Register& out) { one_number(frame.given->received_at, out); }

}  // namespace tilsig::expression::kernel
