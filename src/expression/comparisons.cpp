// Comparisons and membership.
#include <algorithm>
#include <functional>

#include "expression/kernels.hpp"

namespace tilsig::expression::kernel {

namespace {

template <typename Compare>
void plain(const Step& step, Frame& frame, Register& out) {
    of_numbers(step, frame, out, [](std::int64_t a, std::int64_t b, std::int64_t& result) {
        result = Compare{}(a, b) ? 1 : 0;
        return true;
    });
}

/// 64 bits times 10^18 fit into 128: comparing decimals of different scales is exact and cannot overflow.
template <typename Compare>
void scaled(const Step& step, Frame& frame, Register& out) {
    of_numbers(step, frame, out, [&step](std::int64_t a, std::int64_t b, std::int64_t& result) {
        const auto left = static_cast<Wide>(a) * step.number;
        const auto right = static_cast<Wide>(b) * step.second;
        result = Compare{}(left, right) ? 1 : 0;
        return true;
    });
}

template <template <typename> typename How>
Kernel pick(std::string_view sign) {
    if (sign == "=") return How<std::equal_to<>>::run;
    if (sign == "!=") return How<std::not_equal_to<>>::run;
    if (sign == "<") return How<std::less<>>::run;
    if (sign == "<=") return How<std::less_equal<>>::run;
    return sign == ">" ? How<std::greater<>>::run : How<std::greater_equal<>>::run;
}
template <typename Compare>
struct Plain {
    static constexpr Kernel run = plain<Compare>;
};
template <typename Compare>
struct Scaled {
    static constexpr Kernel run = scaled<Compare>;
};

void texts_equal(const Step& step, Frame& frame, Register& out, bool wanted) {
    const std::size_t rows = numbers_for(step, frame, out);
    const Values a = frame.at(step.in[0]);
    const Values b = frame.at(step.in[1]);
    for (std::size_t i = 0; i < rows; ++i) {
        const std::uint8_t state = worse(a.states[i & a.mask], b.states[i & b.mask]);
        out.numbers[i] = state == state_known && (a.texts[i & a.mask] == b.texts[i & b.mask]) == wanted ? 1 : 0;
        out.states[i] = state;
    }
}

}  // namespace

Kernel compare_numbers(std::string_view sign) { return pick<Plain>(sign); }
Kernel compare_scaled(std::string_view sign) { return pick<Scaled>(sign); }

void same_text(const Step& step, Frame& frame, Register& out) { texts_equal(step, frame, out, true); }
void other_text(const Step& step, Frame& frame, Register& out) { texts_equal(step, frame, out, false); }

void number_in(const Step& step, Frame& frame, Register& out) {
    of_number(step, frame, out, [&step](std::int64_t a, std::int64_t& result) {
        result = std::binary_search(step.numbers.begin(), step.numbers.end(), a) ? 1 : 0;
        return true;
    });
}

void text_in(const Step& step, Frame& frame, Register& out) {
    constexpr std::size_t scan_limit = 8;  // a handful is compared faster than searched
    const auto& texts = step.texts;
    if (texts.size() <= scan_limit) {
        number_of_text(step, frame, out, [&texts](std::string_view text) {
            return std::find(texts.begin(), texts.end(), text) != texts.end();
        });
    } else {
        number_of_text(step, frame, out, [&texts](std::string_view text) {
            return std::binary_search(texts.begin(), texts.end(), text, std::less<>{});
        });
    }
}

}  // namespace tilsig::expression::kernel
