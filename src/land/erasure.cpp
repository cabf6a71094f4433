// Blanking byte ranges of a landed delivery: a new file of the same length takes the old one's place and name.
#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "land/landing_zone.hpp"
#include "land/zone_state.hpp"

namespace tilsig::land {
namespace {

struct Range {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// Sorted, joined where they touch, inside the delivery.
std::vector<Range> ordered(const std::vector<std::pair<std::uint64_t, std::uint32_t>>& ranges,
                           const Manifest& manifest) {
    std::vector<Range> sorted;
    for (const auto& [offset, length] : ranges) {
        if (offset > manifest.bytes || length > manifest.bytes - offset) {
            throw Error(ErrorKind::state, "cannot erase bytes " + std::to_string(offset) + " to " +
                                              std::to_string(offset + length) + " of a delivery of " +
                                              std::to_string(manifest.bytes) + " bytes")
                .at({"delivery " + manifest.delivery.substr(0, 12)})
                .remedy("the recorded places belong to another delivery; check the ledger");
        }
        if (length > 0) sorted.push_back({offset, offset + length});
    }
    std::sort(sorted.begin(), sorted.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
    std::vector<Range> joined;
    for (const Range& range : sorted) {
        if (!joined.empty() && range.begin <= joined.back().end) {
            joined.back().end = std::max(joined.back().end, range.end);
        } else {
            joined.push_back(range);
        }
    }
    return joined;
}

/// Blanks what of `bytes` (at `offset` of the delivery) lies in a range. Line breaks stay, so that every later line
/// keeps its number; `next` remembers the first range that can still matter.
void blank_bytes(char* bytes, std::size_t size, std::uint64_t offset, const std::vector<Range>& ranges,
                 std::size_t& next) {
    while (next < ranges.size() && ranges[next].end <= offset) ++next;
    for (std::size_t i = next; i < ranges.size() && ranges[i].begin < offset + size; ++i) {
        const std::uint64_t begin = std::max(ranges[i].begin, offset) - offset;
        const std::uint64_t end = std::min<std::uint64_t>(ranges[i].end - offset, size);
        for (std::uint64_t at = begin; at < end; ++at) {
            if (bytes[at] != '\n' && bytes[at] != '\r') bytes[at] = ' ';
        }
    }
}

}  // namespace

Manifest LandingZone::blank(const std::string& delivery,
                            const std::vector<std::pair<std::uint64_t, std::uint32_t>>& ranges) {
    const ZoneLock guard(m_state->folder, ZoneLock::What::change);
    const auto found = m_state->find(delivery);
    if (!found) {
        throw Error(ErrorKind::state, "delivery " + delivery.substr(0, 12) + " is not in the landing zone")
            .remedy("its retention has ended; there is nothing left to erase");
    }
    SealedReader original = m_state->open(*found);
    Manifest manifest = found->stored.manifest;
    const std::vector<Range> blanks = ordered(ranges, manifest);
    manifest.derived_from = manifest.delivery;
    // The name may be the person's number; a name that could be one is not carried over.
    manifest.outside_name = without_long_numbers(manifest.outside_name);

    // A new data key: the same key and chunk number must never seal two texts.
    DeliveryWriter derivative(*m_state, manifest.chunk_bytes);
    std::vector<char> buffer(manifest.chunk_bytes);
    std::size_t next = 0;
    for (std::uint64_t offset = 0; offset < manifest.bytes;) {
        const std::size_t count = original.read_at(offset, buffer.data(), buffer.size());
        blank_bytes(buffer.data(), count, offset, blanks, next);
        derivative.content.write({buffer.data(), count});
        offset += count;
    }
    derivative.complete(manifest);
    derivative.incoming.exchange(delivery);
    derivative.incoming.discard();
    return manifest;
}

}  // namespace tilsig::land
