// A delivery without the records of erased persons, in the format it came in.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "catalog/layout.hpp"
#include "decode/decoder.hpp"
#include "decode/number_sweep.hpp"
#include "model/erased_places.hpp"

namespace tilsig::decode {

/// What is to be taken out of a delivery.
struct Blanks {
    model::ErasedPlaces records;  ///< as the decoder has told their places
    IsTheirs is_theirs;           ///< numbers that may stand elsewhere, in a remark of somebody else's record
    /// No decoder reads the delivery to its end, so that nobody knows its records: of text every line with one of the
    /// numbers goes.
    bool by_lines = false;
};

/// Writes the delivery to `sink` so that a decoder that is told of the erased places finds the same records in the same
/// places and the same lines. Of a record nothing is left but line ends and, where the format needs it, the empty shell
/// of an element. What is packed is unpacked and packed again; members of an archive and parts of a workbook that no
/// decoder reads are left out, since nobody looks into them. DeliveryRefused where a container or a workbook cannot be
/// opened. `folder` as in make_decoder().
void write_blanked(const catalog::Layout& layout, const Blanks& blanks, const ByteSource& source, const ByteSink& sink,
                   const std::filesystem::path& folder);

/// How often a number stands in the bytes of the format. Not for workbooks, whose texts are counted cell by cell.
[[nodiscard]] std::uint64_t count_numbers(const catalog::Layout& layout, const IsTheirs& is_theirs,
                                          const ByteSource& source);

}  // namespace tilsig::decode
