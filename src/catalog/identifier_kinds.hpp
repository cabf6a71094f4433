// The kinds of the check `identifier`: numbers with check digits, and codes that belong to one list and to no other.
#pragma once

#include <array>
#include <string_view>

#include "identifiers/identifiers.hpp"

namespace tilsig::catalog {

/// A kind whose numbers stand in a code list.
struct ListedKind {
    std::string_view word;
    std::string_view list;
    std::size_t digits;            ///< characters of the code
    std::string_view others;       ///< a list with codes that people take for these, as code or maps_to
    std::string_view others_name;  ///< for messages
};
/// SSB numbers countries by three digits that are not those of ISO 3166 (404 is Afghanistan in one and Kenya in the
/// other).
inline constexpr std::array<ListedKind, 3> listed_kinds{
    {{"country_ssb", "country", 3, "country_iso", "an ISO 3166 code; Statistics Norway numbers countries otherwise"},
     {"country_iso3", "country_iso", 3, "country",
      "a country number or two letters, not the three letters of ISO 3166"},
     {"nav_office", "nav_office", 4, "municipality", "a municipality; a NAV office cannot be told from it"}}};

[[nodiscard]] constexpr const ListedKind* find_listed_kind(std::string_view word) noexcept {
    for (const auto& kind : listed_kinds) {
        if (kind.word == word) return &kind;
    }
    return nullptr;
}

}  // namespace tilsig::catalog
