// Inside the room only: what each step does. All are total.
#pragma once

#include "expression/frame.hpp"

namespace tilsig::expression::kernel {

// loads.cpp: `column`, `number`, `text`, or what is given of the run
void load_numbers(const Step&, Frame&, Register&);
void load_texts(const Step&, Frame&, Register&);
void constant_number(const Step&, Frame&, Register&);
void constant_text(const Step&, Frame&, Register&);
void constant_null(const Step&, Frame&, Register&);
void period(const Step&, Frame&, Register&);
void sender(const Step&, Frame&, Register&);
void received_at(const Step&, Frame&, Register&);

// logic.cpp
void conjunction(const Step&, Frame&, Register&);
void disjunction(const Step&, Frame&, Register&);
void inversion(const Step&, Frame&, Register&);
void is_null(const Step&, Frame&, Register&);
void computable(const Step&, Frame&, Register&);
void choose_numbers(const Step&, Frame&, Register&);  ///< when, then, ..., else
void choose_texts(const Step&, Frame&, Register&);
void coalesce_numbers(const Step&, Frame&, Register&);
void coalesce_texts(const Step&, Frame&, Register&);

// comparisons.cpp: `number` and `second` are the powers of ten that bring both sides to one scale
[[nodiscard]] Kernel compare_numbers(std::string_view sign);
[[nodiscard]] Kernel compare_scaled(std::string_view sign);
void same_text(const Step&, Frame&, Register&);
void other_text(const Step&, Frame&, Register&);
void number_in(const Step&, Frame&, Register&);  ///< `numbers`, sorted
void text_in(const Step&, Frame&, Register&);    ///< `texts`, sorted

// arithmetic.cpp: `number` and `second` as above
void add(const Step&, Frame&, Register&);
void subtract(const Step&, Frame&, Register&);
void multiply(const Step&, Frame&, Register&);
void negate(const Step&, Frame&, Register&);
void absolute(const Step&, Frame&, Register&);
void rescale(const Step&, Frame&, Register&);     ///< times `number`
void round_up(const Step&, Frame&, Register&);    ///< by `number`, a half away from zero
void round_even(const Step&, Frame&, Register&);  ///< by `number`, a half to the even digit
void divide_up(const Step&, Frame&, Register&);   ///< times 10^`number` (may be negative), a half away from zero
void divide_even(const Step&, Frame&, Register&);
void least(const Step&, Frame&, Register&);
void greatest(const Step&, Frame&, Register&);

// dates.cpp
void days_between(const Step&, Frame&, Register&);
void months_between(const Step&, Frame&, Register&);
void add_days(const Step&, Frame&, Register&);
void add_months(const Step&, Frame&, Register&);
void year(const Step&, Frame&, Register&);
void month(const Step&, Frame&, Register&);
void day_of_month(const Step&, Frame&, Register&);
void first_day(const Step&, Frame&, Register&);
void last_day(const Step&, Frame&, Register&);
void date_of(const Step&, Frame&, Register&);

// texts.cpp
void length(const Step&, Frame&, Register&);
void upper(const Step&, Frame&, Register&);
void lower(const Step&, Frame&, Register&);
void trim(const Step&, Frame&, Register&);
void join(const Step&, Frame&, Register&);
void substring(const Step&, Frame&, Register&);    ///< `second` characters from the `number`th on
void starts_with(const Step&, Frame&, Register&);  ///< `text`
void ends_with(const Step&, Frame&, Register&);
void contains(const Step&, Frame&, Register&);
void matches(const Step&, Frame&, Register&);     ///< `pattern`
void text_of(const Step&, Frame&, Register&);     ///< `number`: model::Type, `second`: scale
void code_valid(const Step&, Frame&, Register&);  ///< `book`
void lookup(const Step&, Frame&, Register&);
void identifier(const Step&, Frame&, Register&);  ///< `identifier`
void holds_identifier(const Step&, Frame&, Register&);

}  // namespace tilsig::expression::kernel
