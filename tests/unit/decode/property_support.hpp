// What property tests share: dice that fall the same everywhere, all that a decoder says as one text, and what always
// holds.
#pragma once

#include <random>

#include "decode_support.hpp"

namespace tilsig::decode::testing {

inline constexpr int documents = 10'000;

class Dice {
public:
    explicit Dice(unsigned seed) : m_engine(seed) {}
    /// 0 .. count-1. Not std::uniform_int_distribution: its results differ between libraries, a seed must not.
    std::size_t roll(std::size_t count) { return static_cast<std::size_t>(m_engine() % count); }
    bool chance(std::size_t one_in) { return roll(one_in) == 0; }
    template <typename List>
    const auto& pick(const List& list) {
        return list[roll(list.size())];
    }

private:
    std::mt19937_64 m_engine;
};

/// Everything that a decoder says, as one text.
inline std::string transcript(const Decoded& decoded) {
    std::string text = decoded.error + "|" + decoded.report.open_reason + "|" + std::to_string(decoded.report.records);
    for (std::size_t row = 0; row < decoded.rows.size(); ++row) {
        const auto& place = decoded.places[row];
        text += "\n" + std::to_string(place.number) + "," + std::to_string(place.line) + "," +
                std::to_string(place.column) + "," + std::to_string(place.offset) + "," + std::to_string(place.length);
        for (const auto& cell : decoded.rows[row]) text += "," + cell.value_or("NULL");
    }
    for (const auto* list : {&decoded.unreadable, &decoded.notes, &decoded.refused})
        for (const auto& finding : *list)
            text += "\n" + finding.code + finding.message + std::to_string(finding.place.offset);
    return text;
}

/// What holds for every document that was not refused.
inline void expect_account(const Decoded& decoded, const std::string& bytes) {
    if (!decoded.refused.empty()) return;
    expect_closed_account(decoded, bytes.size());
    std::uint64_t number = 0;
    std::uint64_t end = 0;
    for (const auto& place : decoded.places) {
        ASSERT_GT(place.number, number);
        ASSERT_GE(place.length, 1U);
        ASSERT_GE(place.offset, end);  // records do not overlap
        ASSERT_LE(place.offset + place.length, bytes.size());
        number = place.number;
        end = place.offset + place.length;
        // The line is what a reader finds by counting line ends.
        std::uint64_t line = 1;
        for (std::size_t at = 0; at < place.offset; ++at) {
            if (bytes[at] == '\n' || (bytes[at] == '\r' && (at + 1 == bytes.size() || bytes[at + 1] != '\n'))) ++line;
        }
        ASSERT_EQ(place.line, line);
    }
}

}  // namespace tilsig::decode::testing
