#include "model/interner.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

namespace tilsig::model {

Interner::Slot Interner::slot_of(std::string_view text) noexcept {
    Slot slot;
    if (!text.empty()) std::memcpy(&slot.head, text.data(), std::min(text.size(), sizeof slot.head));
    slot.size = static_cast<std::uint32_t>(text.size());
    return slot;
}

std::size_t Interner::find(const Slot& wanted, std::string_view text) const noexcept {
    const bool by_head = text.size() <= sizeof wanted.head;
    constexpr std::uint64_t spread = 0x9E3779B97F4A7C15ULL;
    // Folded first: of codes like `region01` only the last bytes differ, and a product carries nothing downwards.
    const std::size_t hash = by_head ? static_cast<std::size_t>((wanted.head ^ wanted.head >> 32U) * spread >> 32U) : std::hash<std::string_view>{}(text);
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = hash & mask;
    for (; m_slots[at].number != free; at = (at + 1) & mask) {
        const Slot& slot = m_slots[at];
        if (slot.head == wanted.head && slot.size == wanted.size && (by_head || m_texts[slot.number] == text)) break;
    }
    return at;
}

std::uint32_t Interner::number(std::string_view text) {
    Slot wanted = slot_of(text);
    if (m_texts.size() * 2 >= m_slots.size()) grow();
    Slot& slot = m_slots[find(wanted, text)];
    if (slot.number == free) {
        wanted.number = size();
        m_texts.push_back(m_memory.store(text));
        slot = wanted;
    }
    return slot.number;
}

void Interner::grow() {
    constexpr std::size_t first = 64;
    m_slots.assign(m_slots.empty() ? first : m_slots.size() * 2, Slot{});
    for (std::uint32_t number = 0; number < size(); ++number) {
        Slot slot = slot_of(m_texts[number]);
        slot.number = number;
        m_slots[find(slot, m_texts[number])] = slot;
    }
}

}  // namespace tilsig::model
