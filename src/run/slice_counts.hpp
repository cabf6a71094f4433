// How many records of each slice became rows.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "model/account.hpp"
#include "run/step.hpp"

namespace tilsig::run {

/// Few records are filtered, or cannot be protected or mapped, after the checks had counted them: those are counted
/// here.
class SliceCounts {
public:
    /// Of a turn that is through. `owner_column` is that of the checked batch, or anything past its end for none.
    void note(const Turn& turn, std::size_t owner_column) {
        const auto& columns = turn.checked.batch.columns;
        for (std::size_t row = 0; row < turn.by_checks.size(); ++row) {
            if (turn.checked.dispositions[row] == turn.by_checks[row]) continue;
            const std::string owner(owner_column < columns.size() ? columns[owner_column].cells[row]
                                                                  : model::Column::null);
            ++m_no_longer_accepted[owner];
        }
    }
    /// What is left of what the checks had counted.
    [[nodiscard]] std::map<std::string, std::uint64_t> settled(
        const std::map<std::string, std::uint64_t>& by_checks) const {
        std::map<std::string, std::uint64_t> left;
        for (const auto& [owner, accepted] : by_checks) {
            const auto lost = m_no_longer_accepted.find(owner);
            const std::uint64_t count = accepted - (lost == m_no_longer_accepted.end() ? 0 : lost->second);
            if (count > 0) left[owner] = count;
        }
        return left;
    }

private:
    std::map<std::string, std::uint64_t> m_no_longer_accepted;
};

}  // namespace tilsig::run
