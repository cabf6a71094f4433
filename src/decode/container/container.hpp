// What stands between landed bytes and those of the format: gzip or zip around them, or UTF-16 instead of UTF-8.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "catalog/layout.hpp"
#include "decode/decoder.hpp"

namespace tilsig::decode {

/// Bytes of the delivery that belong to the container itself, and the ones it made of the rest. Every landed byte is
/// either one of `before` and `after` or packed data that stands for unpacked bytes.
struct ContainerAccount {
    std::uint64_t before = 0;  ///< gzip: header; zip: all that is not the data member's packed data; UTF-16: its mark
    std::uint64_t after = 0;   ///< gzip: checksum and size
    std::uint64_t packed = 0;
    std::uint64_t unpacked = 0;
    std::uint64_t landed = 0;
};

/// A source of unpacked bytes; account() is complete when it has given 0.
class Container {
public:
    virtual ~Container() = default;
    /// Up to `size` bytes; 0 at the end. Throws DeliveryRefused: SYS-E019 damaged, not this container, or another one
    /// inside; SYS-E015 cut; SYS-E014 a cap; SYS-E021 no data member, or others beside it.
    virtual std::size_t read(char* buffer, std::size_t size) = 0;
    [[nodiscard]] virtual const ContainerAccount& account() const = 0;
};

/// What unpacked bytes may cost. As for the members of an archive.
struct UnpackLimits {
    std::uint64_t unpacked_bytes = 8ULL << 30U;
    std::uint64_t ratio = 250;
    std::uint64_t ratio_from = 1ULL << 20U;  ///< small honest files are above any ratio
    std::uint64_t header_bytes = 64 * 1024;  ///< gzip: a name in it has no end of its own
};

/// What the layout says of compression; nullptr when it says nothing. `layout` must outlive it. `folder` takes the
/// spool of a zip delivery (unlinked and enciphered); empty: the system's folder for temporary files.
[[nodiscard]] std::unique_ptr<Container> open_container(const catalog::Layout& layout, ByteSource source,
                                                        std::string shown_name, std::filesystem::path folder = {},
                                                        UnpackLimits limits = {});

/// The bytes of the format, unpacked and in UTF-8 when the layout says so: what the places of records count. For
/// showing a record.
[[nodiscard]] ByteSource unpacked_bytes(const catalog::Layout& layout, ByteSource source, std::string shown_name);

/// Says where such bytes are: "gzip", "zip member '*.csv'", "UTF-16"; empty when they are the landed ones.
[[nodiscard]] std::string container_text(const catalog::Layout& layout);

}  // namespace tilsig::decode
