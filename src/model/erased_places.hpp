// Where the records stood that were erased from a delivery.
#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "model/batch.hpp"

namespace tilsig::model {

[[nodiscard]] inline bool operator==(const RecordPlace& a, const RecordPlace& b) noexcept {
    return std::tie(a.number, a.line, a.column, a.offset, a.length, a.sheet) ==
           std::tie(b.number, b.line, b.column, b.offset, b.length, b.sheet);
}

/// Found by their beginning: of text by the byte, of a workbook by sheet, row and first column. Numbers of records are
/// not used, since they follow from a layout that may change.
class ErasedPlaces {
public:
    ErasedPlaces() = default;
    explicit ErasedPlaces(std::vector<RecordPlace> places) : m_places(std::move(places)) {
        std::sort(m_places.begin(), m_places.end(), before);
    }

    [[nodiscard]] bool empty() const noexcept { return m_places.empty(); }
    [[nodiscard]] const std::vector<RecordPlace>& all() const noexcept { return m_places; }

    /// A record that begins at this byte was erased.
    [[nodiscard]] bool begins_at(std::uint64_t offset) const noexcept {
        const auto* place = around(offset);
        return place != nullptr && place->offset == offset;
    }
    /// The byte was part of an erased record.
    [[nodiscard]] bool holds(std::uint64_t offset) const noexcept {
        const auto* place = around(offset);
        return place != nullptr && offset - place->offset < place->length;
    }
    /// A record of a workbook that begins in this cell was erased.
    [[nodiscard]] bool has_cell(std::uint32_t sheet, std::uint64_t row, std::uint32_t column) const noexcept {
        return std::any_of(m_places.begin(), m_places.end(), [&](const RecordPlace& place) {
            return place.sheet == sheet && place.line == row && place.column == column;
        });
    }

private:
    static bool before(const RecordPlace& a, const RecordPlace& b) noexcept {
        return std::tie(a.sheet, a.offset, a.line, a.column) < std::tie(b.sheet, b.offset, b.line, b.column);
    }
    /// The last record of text that begins at the byte or before it.
    [[nodiscard]] const RecordPlace* around(std::uint64_t offset) const noexcept {
        const auto after = std::upper_bound(
            m_places.begin(), m_places.end(), offset,
            [](std::uint64_t wanted, const RecordPlace& place) { return place.sheet > 0 || wanted < place.offset; });
        return after == m_places.begin() || std::prev(after)->sheet > 0 ? nullptr : &*std::prev(after);
    }

    std::vector<RecordPlace> m_places;
};

}  // namespace tilsig::model
