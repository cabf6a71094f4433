#include "only_looking.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <tuple>

namespace inbox {

namespace {

constexpr std::string_view mark = "arrived";
constexpr std::int64_t nanoseconds = 1'000'000'000;

using Arrival = std::tuple<std::int64_t, std::int64_t, std::uint64_t>;

std::int64_t in_nanoseconds(const struct timespec& time) noexcept { return time.tv_sec * nanoseconds + time.tv_nsec; }

Arrival arrival_of(const struct stat& file) noexcept {
    return {in_nanoseconds(file.st_ctim), in_nanoseconds(file.st_mtim), file.st_ino};
}

template <typename Number>
bool take(std::string_view& rest, Number& number) noexcept {
    if (!rest.starts_with(' ')) return false;
    rest.remove_prefix(1);
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return error == std::errc();
}

std::optional<Arrival> parse(std::string_view cursor) noexcept {
    if (!cursor.starts_with(mark)) return std::nullopt;
    cursor.remove_prefix(mark.size());
    Arrival found;
    auto& [changed, written, number] = found;
    if (!take(cursor, changed) || !take(cursor, written) || !take(cursor, number) || !cursor.empty())
        return std::nullopt;
    return found;
}

}  // namespace

std::string arrival(const struct stat& file) {
    const auto [changed, written, number] = arrival_of(file);
    return std::string(mark) + " " + std::to_string(changed) + " " + std::to_string(written) + " " +
           std::to_string(number);
}

bool is_arrival(std::string_view text) noexcept { return parse(text).has_value(); }

bool came_later(const struct stat& file, std::optional<std::string_view> cursor) noexcept {
    const auto seen = cursor ? parse(*cursor) : std::nullopt;
    return !seen || arrival_of(file) > *seen;
}

void keep_later(Look& look, std::optional<std::string_view> cursor) {
    std::erase_if(look.files, [&](const Entry& entry) { return !came_later(entry.seen, cursor); });
    std::sort(look.files.begin(), look.files.end(),
              [](const Entry& a, const Entry& b) { return arrival_of(a.seen) < arrival_of(b.seen); });
}

}  // namespace inbox
