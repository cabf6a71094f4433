// One field of a contract: raw cells in, canonical typed cells out.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/contract.hpp"
#include "model/batch.hpp"

namespace tilsig::check {

/// What can be wrong with a cell before any rule is asked.
enum class CellFault : std::uint8_t { required_missing, wrong_type, too_long };

struct CellFaultAt {
    std::uint32_t row = 0;
    CellFault fault = CellFault::wrong_type;
};

/// Reads the cells of one field: empty and missing-markers to null, split, type, length. The field must outlive it.
class FieldTyper {
public:
    explicit FieldTyper(const catalog::Field& field);

    [[nodiscard]] bool has_markers() const noexcept { return !m_markers.empty(); }

    /// Fills `out` with `rows` cells from `raw` (nullptr: the source has no such column, all null) and `reasons`
    /// (nullptr when the field has no markers) with the reason of each marker. A cell that does not fit is null.
    /// Canonical texts that differ from the raw ones live in `arena`.
    void type(const model::Column* raw, std::size_t rows, model::Column& out, model::Column* reasons,
              model::Arena& arena, std::vector<CellFaultAt>& faults) const;

private:
    enum class Split : std::uint8_t { none, code, name };

    [[nodiscard]] std::string_view part(std::string_view cell) const noexcept;
    [[nodiscard]] const std::string* reason(std::string_view cell) const noexcept;
    [[nodiscard]] bool too_long(std::string_view cell) const noexcept;

    const catalog::Field& m_field;
    bool m_typed;
    Split m_split = Split::none;
    std::vector<std::pair<std::string_view, const std::string*>> m_markers;
};

}  // namespace tilsig::check
