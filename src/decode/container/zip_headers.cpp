#include "decode/container/zip_headers.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilsig::decode {

namespace {

constexpr std::size_t central_bytes = 46;
constexpr std::size_t local_bytes = 30;
constexpr std::uint64_t streamed = 1U << 3U;

/// Checksum, packed and unpacked size.
struct Numbers {
    std::uint64_t each[3];
};

Numbers numbers_at(const char* at) noexcept { return {{little(at, 4), little(at + 4, 4), little(at + 8, 4)}}; }

/// Compares the local header of a directory entry (whose name follows its fixed part); where the member ends, or 0.
std::uint64_t end_of_member(Spool& spool, const char* central, std::string_view name) {
    const std::uint64_t offset = little(central + 42, 4);
    std::string local(local_bytes + name.size(), '\0');
    if (spool.read(offset, local.data(), local.size()) != local.size()) return 0;
    if (!local.starts_with("PK\x03\x04") || little(&local[26], 2) != name.size()) return 0;
    if (std::string_view(local).substr(local_bytes) != name) return 0;
    const std::uint64_t flags = little(&local[6], 2);
    const bool same_way = flags == little(central + 8, 2) && little(&local[8], 2) == little(central + 10, 2);
    const Numbers here = numbers_at(&local[14]);
    const Numbers there = numbers_at(central + 16);
    for (std::size_t i = 0; i < 3; ++i) {
        const bool left_out = (flags & streamed) != 0 && here.each[i] == 0;
        if (here.each[i] != there.each[i] && !left_out) return 0;
    }
    const std::uint64_t extra = little(&local[28], 2);
    return same_way ? offset + local_bytes + name.size() + extra + there.each[1] : 0;
}

}  // namespace

std::uint64_t little(const char* at, std::size_t bytes) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = bytes; i-- > 0;) value = value << 8U | static_cast<unsigned char>(at[i]);
    return value;
}

bool headers_agree(Spool& spool, const ZipDirectory& directory) {
    if (directory.offset + directory.bytes != directory.end || !directory.ends_the_file) return false;
    std::string entries(static_cast<std::size_t>(directory.bytes), '\0');
    if (spool.read(directory.offset, entries.data(), entries.size()) != entries.size()) return false;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> extents;
    std::size_t at = 0;
    while (at + central_bytes <= entries.size()) {
        const char* const central = entries.data() + at;
        const std::size_t name = little(central + 28, 2);
        const std::size_t size = central_bytes + name + little(central + 30, 2) + little(central + 32, 2);
        if (!std::string_view(entries).substr(at).starts_with("PK\x01\x02") || at + size > entries.size()) return false;
        const auto end = end_of_member(spool, central, std::string_view(entries).substr(at + central_bytes, name));
        if (end == 0 || end > directory.offset) return false;
        extents.emplace_back(little(central + 42, 4), end);
        at += size;
    }
    std::sort(extents.begin(), extents.end());
    for (std::size_t i = 1; i < extents.size(); ++i)
        if (extents[i].first < extents[i - 1].second) return false;
    return at == entries.size() && extents.size() == directory.members;
}

}  // namespace tilsig::decode
