#include "model/batch.hpp"

#include <algorithm>
#include <cstring>

namespace tilsig::model {

char* Arena::allocate(std::size_t size) {
    if (m_blocks.empty() || m_blocks.back().size - m_used < size) {
        const std::size_t length = std::max(size, block_size);
        m_blocks.push_back({std::make_unique_for_overwrite<char[]>(length), length});
        m_used = 0;
    }
    char* place = m_blocks.back().memory.get() + m_used;
    m_used += size;
    m_total += size;
    return place;
}

std::string_view Arena::store(std::string_view bytes) {
    char* place = allocate(std::max<std::size_t>(bytes.size(), 1));
    if (!bytes.empty()) std::memcpy(place, bytes.data(), bytes.size());
    return {place, bytes.size()};
}

void Arena::clear() noexcept {
    // Keeps the first block of ordinary size; a block made for one huge cell must not stay for the rest of the night.
    if (m_blocks.size() > 1) m_blocks.erase(m_blocks.begin() + 1, m_blocks.end());
    if (!m_blocks.empty() && m_blocks.front().size > block_size) m_blocks.clear();
    m_used = 0;
    m_total = 0;
}

void Batch::clear() noexcept {
    for (auto& column : columns) {
        column.cells.clear();
        column.numbers.clear();
    }
    places.clear();
    arena.clear();
}

std::size_t Batch::find(std::string_view name) const noexcept {
    return static_cast<std::size_t>(
        std::find_if(columns.begin(), columns.end(), [name](const Column& c) { return c.name == name; }) -
        columns.begin());
}

}  // namespace tilsig::model
