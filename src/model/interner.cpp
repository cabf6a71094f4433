#include "model/interner.hpp"

#include <functional>

namespace tilsig::model {

std::uint32_t Interner::number(std::string_view text) {
    if (m_last != free && m_texts[m_last] == text) return m_last;
    if (m_texts.size() * 2 >= m_slots.size()) grow();
    const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = hash & mask;
    while (m_slots[at].number != free) {
        if (m_slots[at].hash == hash && m_texts[m_slots[at].number] == text) return m_last = m_slots[at].number;
        at = (at + 1) & mask;
    }
    m_last = size();
    m_texts.push_back(m_memory.store(text));
    m_slots[at] = {hash, m_last};
    return m_last;
}

void Interner::grow() {
    constexpr std::size_t first = 64;
    std::vector<Slot> wider(m_slots.empty() ? first : m_slots.size() * 2);
    for (const Slot& slot : m_slots) {
        if (slot.number == free) continue;
        std::size_t at = slot.hash & (wider.size() - 1);
        while (wider[at].number != free) at = (at + 1) & (wider.size() - 1);
        wider[at] = slot;
    }
    m_slots = std::move(wider);
}

}  // namespace tilsig::model
