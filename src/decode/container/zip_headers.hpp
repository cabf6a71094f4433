// The headers of a zip archive as they stand in its bytes: the directory at the end, and one before each member.
#pragma once

#include <cstdint>

#include "decode/spool.hpp"

namespace tilsig::decode {

/// Where the end record says that the directory is.
struct ZipDirectory {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::uint64_t members = 0;
    std::uint64_t end = 0;      ///< where the end record stands
    bool ends_the_file = true;  ///< nothing stands behind the end record and its comment
};

/// A number of up to 8 bytes, the lowest first.
[[nodiscard]] std::uint64_t little(const char* at, std::size_t bytes) noexcept;

/// Whether each member's own header says what the directory says of it, members lie beside each other before the
/// directory, and the directory ends where the end record begins. Of a member that was written as a stream (bit 3) the
/// header may leave out checksum and sizes, each by itself: a number that stands there must be the right one. What the
/// members really hold is compared when they are read.
[[nodiscard]] bool headers_agree(Spool& spool, const ZipDirectory& directory);

}  // namespace tilsig::decode
