// Numbers for texts that come again and again, so that what is kept per text is a vector and not a tree.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/batch.hpp"

namespace tilsig::model {

/// Gives every different text the next number, starting with 0. Null and empty are one text. Made for owners: a few
/// hundred to a few thousand texts, asked for once per record. Keeps every text it has seen; not for columns of free
/// text.
class Interner {
public:
    [[nodiscard]] std::uint32_t number(std::string_view text);
    /// The text of a number that was given out; stays where it is as long as the interner.
    [[nodiscard]] std::string_view text(std::uint32_t number) const noexcept { return m_texts[number]; }
    [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(m_texts.size()); }

private:
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t number = free;
    };
    static constexpr std::uint32_t free = UINT32_MAX;
    void grow();

    std::vector<Slot> m_slots;  // a power of two, at most half full
    std::vector<std::string_view> m_texts;
    Arena m_memory;
    std::uint32_t m_last = free;  // deliveries are mostly sorted by owner: the last one is the best guess
};

}  // namespace tilsig::model
