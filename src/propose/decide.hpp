// From what was seen in a column to the field of a contract, with the evidence in sentences.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "catalog/field.hpp"
#include "propose/profile_sample.hpp"

namespace tilsig::propose {

struct ProposedField {
    catalog::Field field;
    std::string title;                        ///< for people
    std::size_t column = 0;                   ///< index in Shape::columns
    std::vector<std::string> evidence;        ///< why; never a value of the column
    std::vector<std::string> to_decide;       ///< what a person must look at
    const catalog::CodeList* list = nullptr;  ///< the declared list whose codes the values are
    bool year = false;                        ///< whole numbers that are years
    bool filled = false;                      ///< in every record, loose rows aside
    int length = 0;                           ///< characters of a record's value; `max_length` has room for loose rows
    bool period = false;                      ///< texts that say when: 2024M01, 2009/10
    bool label = false;                       ///< stood above the columns of a wide table
    bool dimension = false;                   ///< of a cube: in the key, whatever its values are
    bool measure = false;                     ///< what was counted or measured: never in a key

    [[nodiscard]] bool is_personal() const noexcept { return field.privacy == model::Privacy::personal; }
    /// Has a column `<name>_missing` beside it.
    [[nodiscard]] bool has_reasons() const noexcept { return !field.missing.empty(); }
};

/// One field per column, two where a cell holds code and name. A guess that is not certain is text: a value that does
/// not fit its type is rejected, and no guess may reject what a sender means.
[[nodiscard]] std::vector<ProposedField> decide_fields(const Shape& shape, const Profile& profile);

}  // namespace tilsig::propose
