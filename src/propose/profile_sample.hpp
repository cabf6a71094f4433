// The records of a sample, read by the program's own decoders as nothing but texts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "propose/loose_rows.hpp"
#include "propose/profile.hpp"
#include "propose/shape.hpp"

namespace tilsig::propose {

struct Profile {
    std::uint64_t records = 0;                       ///< looked at, without the loose rows
    LooseRows loose;                                 ///< rows of the table that are no records: not in the columns
    std::uint64_t bytes = 0;                         ///< of the file, or cells of a workbook, that were taken for it
    bool whole = true;                               ///< the sample has no more
    std::uint64_t unreadable = 0;                    ///< records that the decoder keeps out
    std::string first_unreadable;                    ///< code, line and message of the first one
    std::vector<std::string> notes;                  ///< what the decoder says about the delivery as a whole
    std::vector<ColumnProfile> columns;              ///< as Shape::columns
    std::vector<std::vector<std::uint64_t>> hashes;  ///< per column and record; 0 for an empty cell
};

/// Reads up to the bounds. Throws decode::DeliveryRefused; Error(data) when there is no record, or when more than one
/// in twenty cannot be read.
[[nodiscard]] Profile profile_sample(const Sample& sample, const Shape& shape, const catalog::Catalog& catalog,
                                     std::int64_t today, const Bounds& bounds);

/// "1 204 records, the whole sample (33 922 bytes)": what the evidence is based on.
[[nodiscard]] std::string looked_at(const Profile& profile, const Sample& sample);

}  // namespace tilsig::propose
