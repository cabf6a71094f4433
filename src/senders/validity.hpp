// From when until when an entry of the register holds.
#pragma once

#include <cstdint>

namespace tilsig::senders {

/// Half-open validity in days since 1970.
struct Validity {
    std::int64_t from = INT64_MIN;
    std::int64_t to = INT64_MAX;
    [[nodiscard]] bool contains(std::int64_t day) const noexcept { return from <= day && day < to; }
    [[nodiscard]] bool overlaps(const Validity& other) const noexcept { return from < other.to && other.from < to; }
    bool operator==(const Validity&) const = default;
};

}  // namespace tilsig::senders
