// Inside the room only: what every decoder does at the beginning of a batch, and when a batch has enough.
#pragma once

#include <string>
#include <vector>

#include "decode/codes.hpp"
#include "model/batch.hpp"

namespace tilsig::decode {

/// Empties the batch and names its columns.
inline void begin_batch(model::Batch& out, const std::vector<std::string>& columns) {
    out.clear();
    if (out.columns.size() != columns.size()) out.columns.assign(columns.size(), {});
    for (std::size_t i = 0; i < columns.size(); ++i) out.columns[i].name = columns[i];
}

/// Rows, bytes or findings (`found` in this batch) have not reached their bound.
[[nodiscard]] inline bool has_room(const model::Batch& out, std::size_t found) noexcept {
    return out.rows() < model::Batch::target_rows && out.arena.bytes() < model::Batch::target_bytes &&
           found < Limits::findings_per_batch;
}

}  // namespace tilsig::decode
