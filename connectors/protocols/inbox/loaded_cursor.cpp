#include "loaded_cursor.hpp"

#include <cstdint>
#include <utility>

#include "only_looking.hpp"

namespace inbox {

namespace {

constexpr std::size_t hash_digits = 64;
/// The kernel stamps changes with a clock that ticks at least every 10 ms. A file that was changed within the tick of a
/// look may be changed again in it, and keep its change time.
constexpr std::int64_t ticks_ns = 50'000'000;

}  // namespace

LoadedCursor LoadedCursor::of(std::string hash, const struct stat& file, const struct timespec& looked_at) {
    const std::int64_t age = (looked_at.tv_sec - file.st_ctim.tv_sec) * std::int64_t{1'000'000'000} +
                             (looked_at.tv_nsec - file.st_ctim.tv_nsec);
    return {std::move(hash), age > ticks_ns ? inbox::arrival(file) : std::string()};
}

std::optional<LoadedCursor> LoadedCursor::parse(std::string_view text) {
    const std::string_view hash = text.substr(0, hash_digits);
    if (hash.size() < hash_digits || hash.find_first_not_of("0123456789abcdef") != std::string_view::npos) return {};
    text.remove_prefix(hash_digits);
    if (text.empty()) return LoadedCursor{std::string(hash), {}};
    if (!text.starts_with(' ') || !is_arrival(text.substr(1))) return {};
    return LoadedCursor{std::string(hash), std::string(text.substr(1))};
}

std::string LoadedCursor::text() const { return arrival.empty() ? hash : hash + " " + arrival; }

bool LoadedCursor::untouched(const struct stat& file) const {
    return !arrival.empty() && arrival == inbox::arrival(file);
}

}  // namespace inbox
