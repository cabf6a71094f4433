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
    changes.clear();
    source_columns.clear();
    arena.clear();
}

std::size_t Batch::find(std::string_view name) const noexcept {
    return static_cast<std::size_t>(
        std::find_if(columns.begin(), columns.end(), [name](const Column& c) { return c.name == name; }) -
        columns.begin());
}

RecordPlace Batch::place_of(std::size_t row, std::size_t column) const {
    RecordPlace place = places[row];
    const SourceColumns* found = nullptr;
    for (const auto& source : source_columns) {
        if (source.sheet == place.sheet && source.first_column == place.column && source.from_line <= place.line)
            found = &source;
    }
    if (found != nullptr && column < found->columns.size() && found->columns[column] != 0)
        place.column = found->columns[column];
    return place;
}

void Batch::note_changes(std::size_t row, std::uint8_t bits) {
    if (bits == 0) return;
    if (changes.size() <= row) changes.resize(std::max(row + 1, places.size()), 0);
    changes[row] = static_cast<std::uint8_t>(changes[row] | bits);
}

const char* to_string(Change change) noexcept {
    switch (change) {
        case Change::whitespace: return "whitespace";
        case Change::invisible: return "invisible";
    }
    return "whitespace";
}

}  // namespace tilsig::model
