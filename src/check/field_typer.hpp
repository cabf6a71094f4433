// One field of a contract: raw cells in, canonical typed cells out.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/contract.hpp"
#include "model/batch.hpp"
#include "model/texts.hpp"

namespace tilsig::check {

/// What can be wrong with a cell before any rule is asked.
enum class CellFault : std::uint8_t { required_missing, wrong_type, too_long, invisible, no_such_day };

struct CellFaultAt {
    std::uint32_t row = 0;
    CellFault fault = CellFault::wrong_type;
    char32_t character =
        0;  ///< of CellFault::invisible: the first one; of wrong_type: E where a spreadsheet has rounded
};

/// Reads the cells of one field: empty and missing-markers to null, split, type, length. The field must outlive it.
///
/// What cannot be seen is no part of a code: with `is_code`, whitespace and invisible characters at the ends of a text
/// are taken away and noted in the batch, and one inside is a fault. U+FEFF is treated so in every text.
class FieldTyper {
public:
    /// `format`: how the delivery's layout writes its values.
    FieldTyper(const catalog::Field& field, bool is_code, model::ValueFormat format);

    [[nodiscard]] bool has_markers() const noexcept { return !m_markers.empty(); }

    /// Fills column `column` of `out` (as many cells as it has places) from `raw` (nullptr: the source has no such
    /// column, all null) and `reasons` (nullptr when the field has no markers) with the reason of each marker. A cell
    /// that does not fit is null. Canonical texts that differ from the raw ones live in the batch's arena.
    void type(const model::Column* raw, model::Batch& out, std::size_t column, model::Column* reasons,
              std::vector<CellFaultAt>& faults) const;

private:
    enum class Split : std::uint8_t { none, code, name };

    [[nodiscard]] std::string_view part(std::string_view cell) const noexcept;
    [[nodiscard]] const std::string* reason(std::string_view cell) const noexcept;
    /// A quick look: whether something invisible may stand in the cell.
    [[nodiscard]] bool needs_a_look(std::string_view cell) const noexcept;
    /// A character inside that makes two values look the same.
    [[nodiscard]] std::optional<char32_t> invisible(std::string_view cell) const noexcept;
    [[nodiscard]] bool too_long(std::string_view cell) const noexcept;

    const catalog::Field& m_field;
    model::ValueFormat m_format;
    bool m_typed;
    bool m_code;
    Split m_split = Split::none;
    std::vector<std::pair<std::string_view, const std::string*>> m_markers;
};

/// Whether values of the field are looked up or compared, so that two that look the same must be the same: type code,
/// keys, the owner, and what a rule looks up in a code list or takes for an identifier.
[[nodiscard]] bool is_compared(const catalog::Contract& contract, const catalog::Field& field);

}  // namespace tilsig::check
