#include "catalog/code_list.hpp"

#include <algorithm>
#include <bit>
#include <functional>

namespace tilsig::catalog {

namespace {

std::size_t slot_of(std::string_view code, std::size_t slots) noexcept {
    return std::hash<std::string_view>{}(code) & (slots - 1);
}

bool covers(const Code& code, std::int64_t day) noexcept { return code.valid_from <= day && day < code.valid_to; }

}  // namespace

void CodeList::index() {
    std::stable_sort(codes.begin(), codes.end(), [](const Code& a, const Code& b) {
        return a.code != b.code ? a.code < b.code : a.valid_from < b.valid_from;
    });
    // Half full at most: a lookup for an unknown code ends after one or two steps.
    m_slots.assign(std::bit_ceil(codes.size() * 2 + 2), 0);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        if (i > 0 && codes[i - 1].code == codes[i].code) continue;
        std::size_t slot = slot_of(codes[i].code, m_slots.size());
        while (m_slots[slot] != 0) slot = (slot + 1) & (m_slots.size() - 1);
        m_slots[slot] = static_cast<std::uint32_t>(i + 1);
    }
}

const Code* CodeList::find(std::string_view code, std::optional<std::int64_t> day) const noexcept {
    if (m_slots.empty()) return nullptr;
    for (std::size_t slot = slot_of(code, m_slots.size()); m_slots[slot] != 0;
         slot = (slot + 1) & (m_slots.size() - 1)) {
        std::size_t i = m_slots[slot] - 1;
        if (codes[i].code != code) continue;
        const Code* found = nullptr;
        for (; i < codes.size() && codes[i].code == code; ++i)
            if (!day || covers(codes[i], *day)) found = &codes[i];
        return found;
    }
    return nullptr;
}

std::optional<std::string_view> CodeList::target(std::string_view code, std::int64_t day) const {
    const Code* found = find(code, day);
    if (found == nullptr) return std::nullopt;
    return found->maps_to;
}

bool CodeList::translates() const {
    return std::none_of(codes.begin(), codes.end(), [](const Code& code) { return code.maps_to.empty(); });
}

std::vector<const Code*> CodeList::valid_at(std::int64_t day) const {
    std::vector<const Code*> found;
    for (const Code& code : codes)
        if (covers(code, day)) found.push_back(&code);
    return found;
}

}  // namespace tilsig::catalog
