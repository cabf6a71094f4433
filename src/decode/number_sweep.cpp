#include "decode/number_sweep.hpp"

#include <array>
#include <vector>

namespace tilsig::decode {

namespace {

constexpr std::size_t longest_stretch = 4096;  // digits and single separators in a row; no number needs as many

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_separator(char c) noexcept { return c == ' ' || c == '-' || c == '.' || c == '/'; }

}  // namespace

void NumberSweep::write(std::string_view bytes) {
    m_held += bytes;
    sweep(settled());
}

void NumberSweep::end() { sweep(m_held.size()); }

std::size_t NumberSweep::settled() const noexcept {
    std::size_t at = m_held.size();
    while (at > 0 && m_held.size() - at < longest_stretch && (is_digit(m_held[at - 1]) || is_separator(m_held[at - 1])))
        --at;
    return at;
}

void NumberSweep::sweep(std::size_t size) {
    const auto in = [&](std::size_t at) { return at < size && is_digit(m_held[at]); };
    for (std::size_t run = 0; run < size; ++run) {
        // Each run of digits may begin a number, and each end of a run end it.
        if (!in(run) || (run > 0 && is_digit(m_held[run - 1]))) continue;
        std::array<std::size_t, 12> places{};
        std::size_t count = 0;
        for (std::size_t at = run; count < places.size() && in(at); ++at) {
            places[count++] = at;
            if (in(at + 1)) continue;
            if (count >= 11) {
                std::string digits;
                for (std::size_t i = 0; i < count; ++i) digits += m_held[places[i]];
                if (m_is_theirs(digits)) {
                    ++m_found;
                    for (std::size_t i = 0; i < count; ++i) m_held[places[i]] = '9';
                    break;
                }
            }
            if (at + 2 < size && is_separator(m_held[at + 1]) && in(at + 2)) ++at;
        }
    }
    if (m_out && size > 0) m_out(std::string_view(m_held).substr(0, size));
    m_held.erase(0, size);
}

}  // namespace tilsig::decode
