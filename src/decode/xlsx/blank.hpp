// A workbook without the rows of erased persons.
#pragma once

#include <filesystem>

#include "decode/blanking.hpp"

namespace tilsig::decode {

/// Keeps what the decoder reads: the frame, the sheets of the layout without the cells of the records, and those shared
/// strings that a remaining cell of theirs names. Other sheets become empty; comments, pivots and whatever else lies in
/// the archive go.
void blank_workbook(const catalog::Layout& layout, const Blanks& blanks, const ByteSource& source, const ByteSink& sink,
                    const std::filesystem::path& folder);

}  // namespace tilsig::decode
