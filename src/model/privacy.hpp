// Who may see a value: the class of a field or a column.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tilsig::model {

/// From the most open to the most closed: a value may only go to a column of its own class or a more closed one.
enum class Privacy : std::uint8_t {
    public_,     ///< anybody
    internal,    ///< those who work with the feed
    restricted,  ///< named purposes only; never in a message
    personal     ///< one person's own; never outside the landing zone and the link store
};

[[nodiscard]] constexpr const char* to_string(Privacy privacy) noexcept {
    constexpr std::array<const char*, 4> words{"public", "internal", "restricted", "personal"};
    return words[static_cast<std::size_t>(privacy)];
}
/// True when a message may repeat a value of this class, or something that gives it away.
[[nodiscard]] constexpr bool may_be_shown(Privacy privacy) noexcept { return privacy <= Privacy::internal; }

}  // namespace tilsig::model
