// Exact decimals: 64 bits unscaled, 128 on the way. What does not fit has no result.
#include <limits>

#include "expression/kernels.hpp"

namespace tilsig::expression::kernel {

namespace {

bool fits(Wide wide, std::int64_t& result) noexcept {
    if (wide > std::numeric_limits<std::int64_t>::max() || wide < std::numeric_limits<std::int64_t>::min())
        return false;
    result = static_cast<std::int64_t>(wide);
    return true;
}

Wide magnitude(Wide a) noexcept { return a < 0 ? -a : a; }

/// a / b rounded to a whole number. |a| < 2^126 and 0 < |b| < 2^126, so that doubling the remainder cannot overflow.
Wide rounded(Wide a, Wide b, bool even) noexcept {
    Wide quotient = a / b;
    const Wide twice = magnitude(a % b) * 2;
    const Wide limit = magnitude(b);
    if (twice > limit || (twice == limit && (!even || quotient % 2 != 0))) quotient += (a < 0) == (b < 0) ? 1 : -1;
    return quotient;
}

/// Both sides brought to one scale by `number` and `second`: |a| * 10^18 twice is below 2^126.
template <int sign>
void sum(const Step& step, Frame& frame, Register& out) {
    of_numbers(step, frame, out, [&step](std::int64_t a, std::int64_t b, std::int64_t& result) {
        return fits(static_cast<Wide>(a) * step.number + sign * (static_cast<Wide>(b) * step.second), result);
    });
}

void round(const Step& step, Frame& frame, Register& out, bool even) {
    of_number(step, frame, out, [&step, even](std::int64_t a, std::int64_t& result) {
        return fits(rounded(a, step.number, even), result);
    });
}

/// The quotient with the digits asked for: a * 10^n / b, n from -18 to 18.
void divide(const Step& step, Frame& frame, Register& out, bool even) {
    const Wide above = step.number > 0 ? power_of_ten(static_cast<int>(step.number)) : 1;
    const Wide below = step.number < 0 ? power_of_ten(static_cast<int>(-step.number)) : 1;
    of_numbers(step, frame, out, [above, below, even](std::int64_t a, std::int64_t b, std::int64_t& result) {
        return b != 0 && fits(rounded(a * above, b * below, even), result);
    });
}

template <bool smallest>
void extreme(const Step& step, Frame& frame, Register& out) {
    of_numbers(step, frame, out, [](std::int64_t a, std::int64_t b, std::int64_t& result) {
        result = (a < b) == smallest ? a : b;
        return true;
    });
}

}  // namespace

void add(const Step& step, Frame& frame, Register& out) { sum<1>(step, frame, out); }
void subtract(const Step& step, Frame& frame, Register& out) { sum<-1>(step, frame, out); }
void multiply(const Step& step, Frame& frame, Register& out) {
    of_numbers(step, frame, out, [](std::int64_t a, std::int64_t b, std::int64_t& result) {
        return !__builtin_mul_overflow(a, b, &result);
    });
}
void negate(const Step& step, Frame& frame, Register& out) {
    of_number(step, frame, out,
              [](std::int64_t a, std::int64_t& result) { return fits(-static_cast<Wide>(a), result); });
}
void absolute(const Step& step, Frame& frame, Register& out) {
    of_number(step, frame, out,
              [](std::int64_t a, std::int64_t& result) { return fits(magnitude(static_cast<Wide>(a)), result); });
}
void rescale(const Step& step, Frame& frame, Register& out) {
    of_number(step, frame, out, [&step](std::int64_t a, std::int64_t& result) {
        return !__builtin_mul_overflow(a, step.number, &result);
    });
}
void round_up(const Step& step, Frame& frame, Register& out) { round(step, frame, out, false); }
void round_even(const Step& step, Frame& frame, Register& out) { round(step, frame, out, true); }
void divide_up(const Step& step, Frame& frame, Register& out) { divide(step, frame, out, false); }
void divide_even(const Step& step, Frame& frame, Register& out) { divide(step, frame, out, true); }
void least(const Step& step, Frame& frame, Register& out) { extreme<true>(step, frame, out); }
void greatest(const Step& step, Frame& frame, Register& out) { extreme<false>(step, frame, out); }

}  // namespace tilsig::expression::kernel
