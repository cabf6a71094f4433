// Bytes packed again after something was taken out of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "catalog/layout.hpp"
#include "decode/number_sweep.hpp"

namespace tilsig::decode {

using Writer = std::function<void(const ByteSink& sink)>;

/// One gzip stream, written as it comes.
void pack_gzip(const Writer& content, const ByteSink& sink);

struct ZipPart {
    std::string name;
    Writer content;
};
/// An archive of these members. All of it is held in memory: plain bytes must not lie on a disk.
void pack_zip(const std::vector<ZipPart>& parts, const ByteSink& sink);

/// A name of our own for the member that the layout reads: the sender's may be anything. Error(state) for a pattern
/// that no such name fits.
[[nodiscard]] std::string packed_name(const catalog::Layout& layout);

}  // namespace tilsig::decode
