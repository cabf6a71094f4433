// Codes that have lost the zero in front on their way through a spreadsheet.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalog/code_list.hpp"
#include "catalog/rule.hpp"
#include "check/hits.hpp"
#include "model/batch.hpp"

namespace tilsig::check {

/// Watches one rule of kind `code`: values that its list does not have, but would have with a zero in front. They fail
/// the rule like any other; this tells the sender once why.
class LostZeros {
public:
    /// `field` is the column of the checked batch. `list` must outlive it.
    LostZeros(const catalog::CodeList& list, std::size_t field) : m_list(list), m_field(field) {}

    void observe(const model::Batch& batch, const std::vector<catalog::Truth>& truth);

    [[nodiscard]] std::uint64_t count() const noexcept { return m_count; }
    [[nodiscard]] std::size_t field() const noexcept { return m_field; }
    [[nodiscard]] const model::RecordPlace& first() const noexcept { return m_first; }

private:
    const catalog::CodeList& m_list;
    std::size_t m_field;
    std::uint64_t m_count = 0;
    model::RecordPlace m_first;  ///< of the first one's cell
    std::string m_padded;
};

}  // namespace tilsig::check
