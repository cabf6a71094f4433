// Chance that is the same on every machine: SplitMix64, and no distribution of the standard library.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace nation {

inline std::uint64_t mixed(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31);
}

/// Numbers that belong to something: the same for the same seed, purpose and things, in whatever order they are asked
/// for.
class Chance {
public:
    template <typename... Things>
    explicit Chance(std::uint64_t seed, Things... things) : m_state(mixed(seed)) {
        ((m_state = mixed(m_state ^ static_cast<std::uint64_t>(things))), ...);
    }

    std::uint64_t next() { return mixed(m_state += 0x9E3779B97F4A7C15ULL); }
    /// 0 to below bound.
    int below(int bound) { return static_cast<int>((next() >> 33) % static_cast<std::uint64_t>(bound)); }
    /// Both ends are possible.
    int between(int low, int high) { return low + below(high - low + 1); }
    /// So often in 1000.
    bool of_thousand(int times) { return below(1000) < times; }
    bool percent(int times) { return below(100) < times; }
    /// The index of one of the weights.
    std::size_t weighted(std::initializer_list<int> weights) {
        int total = 0;
        for (const int weight : weights) total += weight;
        int left = below(total);
        std::size_t at = 0;
        for (const int weight : weights) {
            if (left < weight) return at;
            left -= weight;
            ++at;
        }
        return at;
    }

private:
    std::uint64_t m_state;
};

}  // namespace nation
